using System.Net;
using System.Net.Sockets;
using Baton.Errors;

namespace Baton.Engine.Hosting;

/// <summary>Keeps outgoing calls whose address somebody else chose away from loopback and private ranges, unless configured.</summary>
public static class OutboundGuard
{
    private static readonly TimeSpan ConnectTimeout = TimeSpan.FromSeconds(10);

    // A connection that lives on goes by an address that was checked long ago.
    private static readonly TimeSpan ConnectionLifetime = TimeSpan.FromMinutes(5);

    /// <summary>
    /// A handler that checks each address after the name was resolved and connects to what it has checked, so that a name cannot point inside.
    /// It follows no redirects, uses no proxy and keeps no cookies.
    /// </summary>
    /// <param name="allowPrivate">True to let private addresses pass.</param>
    /// <param name="cure">What allows them, for the failure's text.</param>
    public static SocketsHttpHandler Handler(bool allowPrivate, string cure) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        UseCookies = false,
        ConnectTimeout = ConnectTimeout,
        PooledConnectionLifetime = ConnectionLifetime,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
            var allowed = allowPrivate ? addresses : [.. addresses.Where(address => !IsPrivate(address))];
            if (allowed.Length == 0) throw new BatonException(ErrorCodes.AddressPrivate, $"The address is private. {cure}");
            var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            try
            {
                await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancellationToken);
                return new NetworkStream(socket, ownsSocket: true);
            }
            catch
            {
                socket.Dispose();
                throw;
            }
        },
    };

    /// <summary>The refusal that a call failed with, however deep it lies in the failure; null where it failed for another reason.</summary>
    public static BatonException? RefusalIn(Exception? failure)
    {
        while (failure is not null and not BatonException { Code: ErrorCodes.AddressPrivate }) failure = failure.InnerException;
        return failure as BatonException;
    }

    /// <summary>True for loopback, link-local, unique-local, private and other addresses that are no host of the public network.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return true;
        var bytes = address.GetAddressBytes();
        return address.AddressFamily == AddressFamily.InterNetworkV6 ? IsPrivate6(address, bytes) : IsPrivate4(bytes);
    }

    private static bool IsPrivate6(IPAddress address, byte[] bytes) => bytes switch
    {
        // Ranges that carry an IPv4 address: a translating gateway's (RFC 6052), its local form (RFC 8215), 6to4, and the form before mapped ones.
        [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. var embedded] => IsPrivate4(embedded),
        [0, 0x64, 0xff, 0x9b, 0, 1, ..] => true,
        [0x20, 0x02, var a, var b, var c, var d, ..] => IsPrivate4([a, b, c, d]),
        [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, .. var old] => IsPrivate4(old),

        // Teredo carries one too, disguised.
        [0x20, 0x01, 0, 0, ..] => true,
        _ => address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast,
    };

    private static bool IsPrivate4(byte[] bytes) => bytes switch
    {
        [0 or 10 or 127 or >= 224, ..] => true,
        [172, >= 16 and <= 31, ..] => true,
        [192, 168, ..] or [192, 0, 0, _] => true,
        [169, 254, ..] => true,
        [100, >= 64 and <= 127, ..] => true,
        [198, 18 or 19, ..] => true,
        _ => false,
    };
}
