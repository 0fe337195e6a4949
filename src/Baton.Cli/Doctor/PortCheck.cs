using System.Net;
using System.Net.Sockets;
using Baton.Cli.Client;
using Baton.Cli.Hosting;

namespace Baton.Cli.Doctor;

/// <summary>Whether the addresses to listen on are free, or a Baton is there already.</summary>
internal static class PortCheck
{
    public static async IAsyncEnumerable<Finding> RunAsync(CliSettings settings)
    {
        foreach (var url in settings.Urls.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            yield return await CheckAsync(url, settings.ApiKey);
    }

    private static async Task<Finding> CheckAsync(string url, string? apiKey)
    {
        if (!Uri.TryCreate(url.Replace("*", "0.0.0.0").Replace("+", "0.0.0.0"), UriKind.Absolute, out var address))
            return Finding.Wrong("port", $"{url} is no address");
        if (IsFree(address)) return Finding.Well("port", $"{url} is free");
        using var client = new BatonClient(url, apiKey);
        return await client.IsAliveAsync(CancellationToken.None)
            ? Finding.Well("port", $"{url}: a server answers")
            : Finding.Wrong("port", $"{url} is taken by something else; choose another with --urls");
    }

    private static bool IsFree(Uri address)
    {
        var ip = IPAddress.TryParse(address.Host.Trim('[', ']'), out var given) ? given : IPAddress.Loopback;
        using var listener = new TcpListener(ip, address.Port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
