using Baton.LedgerServer.Hosting;

namespace Baton.Chaos.Servers;

/// <summary>How servers are started.</summary>
/// <param name="Directory">Where their files are.</param>
/// <param name="Store">The store of each.</param>
/// <param name="Tally">The tally's address.</param>
internal sealed record ServerSettings(string Directory, Func<int, StoreChoice> Store, Uri Tally)
{
    /// <summary>How long a server counts as alive without a heartbeat: short, so that a fault outlasts it.</summary>
    public static readonly TimeSpan Lease = TimeSpan.FromSeconds(3);

    public static readonly TimeSpan Heartbeat = TimeSpan.FromSeconds(0.8);

    private static readonly TimeSpan InMemoryWait = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan DrainTime = TimeSpan.FromSeconds(5);

    /// <summary>The files in which servers write down what their stores told them.</summary>
    public string Witnesses => Path.Combine(Directory, "witness");

    public IEnumerable<string> Arguments(int server, Uri address, string witness, TimeSpan ahead)
    {
        var store = Store(server);
        List<string> arguments =
        [
            "--urls", address.ToString(), "--data", store.Data ?? Directory, "--store", store.Kind,
            "--tally", Tally.ToString(), "--witness", Path.Combine(Witnesses, witness), "--clock", $"{ahead.TotalSeconds}",
            $"--Baton:Engine:Lease={Lease}", $"--Baton:Engine:Heartbeat={Heartbeat}",
            $"--Baton:Engine:InMemoryWait={InMemoryWait}", $"--Baton:Engine:DrainTime={DrainTime}",
        ];
        if (store.Connection is { } connection) arguments.AddRange("--connection", connection);
        return arguments;
    }
}
