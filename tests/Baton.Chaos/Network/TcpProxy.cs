using System.Net;
using System.Net.Sockets;

namespace Baton.Chaos.Network;

/// <summary>Stands between a server and its database, and can lose what goes through it.</summary>
/// <param name="target">The port on the loopback that it leads to.</param>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TcpProxy(int target) : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _over = new();
    private readonly Lock _gate = new();
    private readonly List<ProxiedConnection> _connections = [];
    private volatile TaskCompletionSource? _held;
    private Task _accepting = Task.CompletedTask;

    /// <summary>Where it listens.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public void Start()
    {
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>A partition: nothing goes through in either direction, and nobody is told, until <see cref="Release"/>.</summary>
    public void Hold() => _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Ends a partition.</summary>
    public void Release() => Interlocked.Exchange(ref _held, null)?.SetResult();

    /// <summary>From now on requests arrive and their replies are lost: who asked cannot know what was committed.</summary>
    public void LoseReplies()
    {
        foreach (var connection in Connections()) connection.LosesReplies = true;
    }

    /// <summary>Cuts every connection.</summary>
    public void Cut()
    {
        foreach (var connection in Connections()) connection.Dispose();
    }

    public async ValueTask DisposeAsync()
    {
        await _over.CancelAsync();
        _listener.Stop();
        Release();
        Cut();
        await _accepting;
        _over.Dispose();
    }

    private List<ProxiedConnection> Connections()
    {
        lock (_gate) return [.. _connections];
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true) _ = ServeAsync(await _listener.AcceptSocketAsync(_over.Token));
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // The proxy ends.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        using var connection = new ProxiedConnection(client, () => _held?.Task ?? Task.CompletedTask);
        lock (_gate) _connections.Add(connection);
        try
        {
            await connection.RunAsync(target, _over.Token);
        }
        catch (Exception exception) when (exception is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One of the two hung up, or it was cut.
        }
        finally
        {
            lock (_gate) _connections.Remove(connection);
        }
    }
}
