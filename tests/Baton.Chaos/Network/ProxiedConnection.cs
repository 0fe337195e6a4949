using System.Net;
using System.Net.Sockets;

namespace Baton.Chaos.Network;

/// <summary>One connection through the proxy.</summary>
/// <param name="client">The side that connected.</param>
/// <param name="held">Ends when a partition, where there is one, does.</param>
internal sealed class ProxiedConnection(Socket client, Func<Task> held) : IDisposable
{
    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);

    /// <summary>True where what the database says does not arrive.</summary>
    public bool LosesReplies { get; set; }

    public async Task RunAsync(int port, CancellationToken cancellationToken)
    {
        await held();
        await _server.ConnectAsync(IPAddress.Loopback, port, cancellationToken);
        (client.NoDelay, _server.NoDelay) = (true, true);
        await await Task.WhenAny(CopyAsync(client, _server, isReply: false, cancellationToken), CopyAsync(_server, client, isReply: true, cancellationToken));
    }

    public void Dispose()
    {
        client.Dispose();
        _server.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, bool isReply, CancellationToken cancellationToken)
    {
        try
        {
            await CopyUntilClosedAsync(from, to, isReply, cancellationToken);
        }
        finally
        {
            // A partition holds back the news of an end as well.
            await held();
        }
    }

    private async Task CopyUntilClosedAsync(Socket from, Socket to, bool isReply, CancellationToken cancellationToken)
    {
        var buffer = new byte[64 * 1024];
        while (await from.ReceiveAsync(buffer, cancellationToken) is > 0 and var length)
        {
            await held();
            if (isReply && LosesReplies) continue;
            for (var sent = 0; sent < length;) sent += await to.SendAsync(buffer.AsMemory(sent, length - sent), cancellationToken);
        }
    }
}
