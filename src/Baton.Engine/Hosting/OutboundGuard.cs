using System.Net;
using System.Net.Sockets;

namespace Baton.Engine.Hosting;

/// <summary>Keeps outgoing calls whose address somebody else chose away from loopback and private ranges, unless configured.</summary>
internal static class OutboundGuard
{
    /// <summary>A handler that checks the address after the name was resolved, so that a name cannot point inside.</summary>
    public static SocketsHttpHandler Handler(EngineOptions options) => new()
    {
        AllowAutoRedirect = false,
        UseProxy = false,
        ConnectCallback = async (context, cancellationToken) =>
        {
            var addresses = await Dns.GetHostAddressesAsync(context.DnsEndPoint.Host, cancellationToken);
            var allowed = options.AllowPrivateWebhooks ? addresses : [.. addresses.Where(address => !IsPrivate(address))];
            if (allowed.Length == 0) throw new HttpRequestException("The address is private. Set Baton:Engine:AllowPrivateWebhooks to allow it.");
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

    /// <summary>True for loopback, link-local, unique-local and private addresses.</summary>
    public static bool IsPrivate(IPAddress address)
    {
        if (address.IsIPv4MappedToIPv6) address = address.MapToIPv4();
        if (IPAddress.IsLoopback(address) || address.Equals(IPAddress.Any) || address.Equals(IPAddress.IPv6Any)) return true;
        // 64:ff9b::/96 carries an IPv4 address that a gateway translates to.
        if (address.AddressFamily == AddressFamily.InterNetworkV6 && address.GetAddressBytes() is [0, 0x64, 0xff, 0x9b, 0, 0, 0, 0, 0, 0, 0, 0, .. var embedded])
        {
            return IsPrivate(new IPAddress(embedded));
        }

        if (address.AddressFamily == AddressFamily.InterNetworkV6) return address.IsIPv6LinkLocal || address.IsIPv6UniqueLocal || address.IsIPv6SiteLocal || address.IsIPv6Multicast;
        var bytes = address.GetAddressBytes();
        return bytes[0] is 0 or 10 or 127 or >= 224
            || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31)
            || (bytes[0] == 192 && bytes[1] == 168)
            || (bytes[0] == 169 && bytes[1] == 254)
            || (bytes[0] == 100 && bytes[1] is >= 64 and <= 127);
    }
}
