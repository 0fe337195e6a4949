using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Baton.Tests.Docs;

/// <summary>The guide's check of a webhook's signature.</summary>
internal static class WebhookSignature
{
    public static bool IsValid(string header, ReadOnlySpan<byte> body, string secret, DateTimeOffset now)
    {
        if (header.Split(',') is not [['t', '=', .. var time], ['v', '1', '=', .. var signature]]) return false;
        if (!long.TryParse(time, NumberStyles.None, CultureInfo.InvariantCulture, out var at)) return false;
        if (Math.Abs(now.ToUnixTimeSeconds() - at) > 300) return false;
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{time}."), .. body];
        var expected = Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), signed));
        return CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(expected), Encoding.UTF8.GetBytes(signature));
    }
}
