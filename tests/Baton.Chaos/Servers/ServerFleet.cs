using System.Collections.Concurrent;
using Baton.LedgerServer.Witness;

namespace Baton.Chaos.Servers;

/// <summary>The servers of a seed: which are up, and which one a fault has in its hands.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ServerFleet : IAsyncDisposable
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);
    private readonly Lock _gate = new();
    private readonly HashSet<ServerProcess> _taken = [];
    private readonly ConcurrentQueue<string> _violations = new();

    public ServerFleet(int count, ServerSettings settings)
    {
        Directory.CreateDirectory(settings.Witnesses);
        Servers = [.. Enumerable.Range(0, count).Select(number => new ServerProcess(number, settings))];
    }

    public IReadOnlyList<ServerProcess> Servers { get; }

    /// <summary>What servers did that they must not.</summary>
    public IReadOnlyCollection<string> Violations => _violations;

    /// <summary>True where a server may fail to start because what it needs is away at the moment.</summary>
    public bool MayFailToStart { get; init; }

    public Task StartAsync(CancellationToken cancellationToken) => Task.WhenAll(Servers.Select(server => StartAsync(server, cancellationToken)));

    /// <summary>Starts a server; again where it may fail to.</summary>
    public async Task StartAsync(ServerProcess server, CancellationToken cancellationToken)
    {
        while (!await server.StartAsync(cancellationToken))
        {
            await server.KillAsync();
            if (!MayFailToStart) throw new InvalidOperationException($"Server {server.Number} ended at its start:\n{server.Output()}");
            await Task.Delay(Pause * 10, cancellationToken);
        }
    }

    /// <summary>The address of a server that is up; waits while there is none.</summary>
    public async Task<Uri> AddressAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            var up = Servers.Select(server => server.Address).Where(address => address is not null).ToList();
            if (up.Count > 0) return up[Random.Shared.Next(up.Count)]!;
            await Task.Delay(Pause, cancellationToken);
        }
    }

    /// <summary>Gives a server into the hands of a fault.</summary>
    /// <returns>A server that no other fault has; null where there is none.</returns>
    public ServerProcess? TryTake(Random random)
    {
        lock (_gate)
        {
            var free = Servers.Where(server => server.Address is not null && !_taken.Contains(server)).ToList();
            if (free.Count == 0) return null;
            var server = free[random.Next(free.Count)];
            _taken.Add(server);
            return server;
        }
    }

    public void Return(ServerProcess server)
    {
        lock (_gate) _taken.Remove(server);
    }

    /// <summary>Ends a server with SIGTERM; anything but a clean exit, with its runs handed on, is a violation.</summary>
    public async Task TerminateAsync(ServerProcess server)
    {
        var code = await server.TerminateAsync();
        var last = (await File.ReadAllLinesAsync(server.Witness)).Select(WitnessLine.Parse).LastOrDefault(line => line.What is WitnessLine.Joined or WitnessLine.Left);
        if (code == 0 && last?.What != WitnessLine.Left) _violations.Enqueue($"Server {server.Number} was told to stop and did not hand its runs on.");
        if (code != 0) _violations.Enqueue($"Server {server.Number} was told to stop and ended with {(code is null ? "nothing: it had to be killed" : $"code {code}")}.\n{server.Output()}");
    }

    /// <summary>Notes servers that ended although nobody ended them.</summary>
    public void CheckAlive()
    {
        foreach (var server in Servers.Where(server => server.HasEndedByItself)) _violations.Enqueue($"Server {server.Number} ended by itself:\n{server.Output()}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in Servers) await server.DisposeAsync();
    }
}
