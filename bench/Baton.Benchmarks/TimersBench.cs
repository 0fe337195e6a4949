using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Baton.Sqlite;

namespace Baton.Benchmarks;

/// <summary>
/// Sleeping runs: what a million of them cost in memory, how fast a herd that is due at once is woken, claimed and its next node begun, and
/// how late nodes begin where many runs fall due each second.
/// </summary>
/// <remarks>They are put to sleep the usual way, by a server that starts them, in a process of its own: nothing of it is left.</remarks>
internal static class TimersBench
{
    public const string InsertVerb = "timers-insert";
    private const string GraphId = "bench_sleep";
    private const int AtOnce = 512;
    private static readonly List<double> Lateness = [];
    private static readonly Lock Gate = new();
    private static long _firstAt;
    private static long _lastAt;

    public sealed record Request(DateTimeOffset Until);

    public sealed record State(DateTimeOffset Until);

    public sealed record Reply(bool Done);

    private static GraphDefinition Define() => Graph
        .Define<Request, State, Reply>(GraphId, 1)
        .Start(request => new State(request.Until))
        .SleepUntil("sleep", state => state.Until)
        .Function("wake", Awake)
        .Return(_ => new Reply(true));

    public static async Task RunAsync(BenchOptions options)
    {
        var count = options.Number("count", 1_000_000);
        var (rate, seconds) = (options.Number("rate", 15_000), options.Number("seconds", 60));
        var report = new Report($"timers: {count:#,0} sleeping runs, then {rate:#,0}/s for {seconds} s, store {options.Text("store", "postgres")}");
        if (count > 0 && options.Text("raw", "") != "only") await HerdAsync(options, count, report);
        if (count > 0 && options.Text("raw", "") is "yes" or "only") await RawAsync(options, count, report);
        if (rate > 0) await SpreadAsync(options, rate, seconds, report);
        report.Print(options.Json);
    }

    /// <summary>The process that puts runs to sleep. Its answer: how long it took.</summary>
    public static async Task InsertAsync(BenchOptions options)
    {
        var (count, from) = (options.Number("count", 1), DateTimeOffset.Parse(options.Text("from", ""), CultureInfo.InvariantCulture));
        var (store, rate) = (Open(options), options.Fraction("rate", 0));
        var clock = Stopwatch.StartNew();
        await using (var engine = await BenchEngine.StartAsync(store, Define(), Roomy))
        {
            var next = -1;
            await Task.WhenAll(Enumerable.Range(0, AtOnce).Select(async _ =>
            {
                await Task.Yield();
                for (var index = Interlocked.Increment(ref next); index < count; index = Interlocked.Increment(ref next))
                {
                    var until = rate > 0 ? from.AddSeconds(index / rate) : from;
                    var input = JsonSerializer.SerializeToElement(new Request(until), BatonJson.Options);
                    await engine.Runs.StartAsync(new RunRequest(GraphId) { Input = input }, CancellationToken.None);
                }
            }));

            await AllRestAsync(engine);
        }

        Console.WriteLine(clock.Elapsed.TotalSeconds.ToString(CultureInfo.InvariantCulture));
    }

    private static async Task HerdAsync(BenchOptions options, int count, Report report)
    {
        await using var place = new Place(options);
        var patience = options.Number("insert-seconds", 20 + (count / 3_000));
        var due = TimeProvider.System.GetUtcNow().AddSeconds(patience);
        var before = await MemoryAsync(place);
        var insert = await place.InsertAsync(count, due, 0);
        await using var engine = await BenchEngine.StartAsync(place.Open(), Define(), Places(options));
        await Task.Delay(TimeSpan.FromSeconds(2));
        var after = Resident();
        if (TimeProvider.System.GetUtcNow() >= due) throw new InvalidOperationException("Putting them to sleep took longer than the sleep: give more --insert-seconds.");
        var load = await TimersLoad.BeginAsync(place.Connection, place.Schema, due);
        await AllAwakeAsync(count, due.AddSeconds((count / 500) + 30));
        await AllRestAsync(engine);
        await load.EndAsync(report, "herd", count);
        var drain = Stopwatch.GetElapsedTime(_firstAt, _lastAt).TotalSeconds;
        report.Add("insert_per_s", "runs started and put to sleep per second", count / insert, "runs/s")
            .Add("resident_before_mb", "resident memory of a server, empty store", before, "MB")
            .Add("resident_after_mb", "resident memory, all asleep", after, "MB")
            .Add("drain_per_s", "herd: next nodes begun per second", count / drain, "runs/s")
            .Add("herd_first_ms", "herd: first node after it was due", Lateness.Min(), "ms");
    }

    /// <summary>The same herd by bare loops.</summary>
    private static async Task RawAsync(BenchOptions options, int count, Report report)
    {
        await using var place = new Place(options);
        if (place.Connection is not { } connection) throw new ArgumentException("The bare loops are PostgreSQL's.", nameof(options));
        await place.InsertAsync(1, TimeProvider.System.GetUtcNow().AddSeconds(8), 0);
        await using (var engine = await BenchEngine.StartAsync(place.Open(), Define()))
        {
            await AllAwakeAsync(1, TimeProvider.System.GetUtcNow().AddSeconds(30));
            await AllRestAsync(engine);
        }

        var due = TimeProvider.System.GetUtcNow().AddSeconds(options.Number("insert-seconds", 20 + (count / 3_000)));
        await place.InsertAsync(count, due, 0);
        await using var store = place.Open();
        await store.OpenAsync(CancellationToken.None);
        var owner = await store.Servers.RegisterAsync("raw", TimeSpan.FromMinutes(30), CancellationToken.None);
        var entries = await TimersRaw.EntriesAsync(store);
        var load = await TimersLoad.BeginAsync(connection, place.Schema, due);
        var loops = options.Number("loops", 3);
        var seconds = await TimersRaw.DrainAsync(new PostgresOptions { ConnectionString = connection, Schema = place.Schema }, owner, entries, count, loops);
        await load.EndAsync(report, "raw", count);
        report.Add("raw_per_s", $"raw: runs woken and ended per second by {loops} bare loops, {entries.Count} entries each", count / seconds, "runs/s");
    }

    private static async Task SpreadAsync(BenchOptions options, int rate, int seconds, Report report)
    {
        var count = rate * seconds;
        await using var place = new Place(options);
        var patience = options.Number("insert-seconds", 20 + (count / 3_000));
        var from = TimeProvider.System.GetUtcNow().AddSeconds(patience);
        await place.InsertAsync(count, from, rate);
        await using var engine = await BenchEngine.StartAsync(place.Open(), Define(), Places(options));
        if (TimeProvider.System.GetUtcNow() >= from) throw new InvalidOperationException("Putting them to sleep took longer than the sleep: give more --insert-seconds.");
        var load = await TimersLoad.BeginAsync(place.Connection, place.Schema, from);
        await AllAwakeAsync(count, from.AddSeconds((seconds * 4) + 30));
        await AllRestAsync(engine);
        await load.EndAsync(report, "spread", count);
        report.Add("spread_p50_ms", "spread: node start after it was due, median", EngineBench.At(Lateness, 0.50), "ms")
            .Add("spread_p99_ms", "spread: 99th percentile", EngineBench.At(Lateness, 0.99), "ms")
            .Add("spread_max_ms", "spread: latest", Lateness[^1], "ms");
    }

    private static async Task AllAwakeAsync(int count, DateTimeOffset patience)
    {
        while (true)
        {
            lock (Gate)
            {
                if (Lateness.Count >= count) break;
                if (TimeProvider.System.GetUtcNow() > patience) throw new TimeoutException($"Only {Lateness.Count} of {count} runs woke.");
            }

            await Task.Delay(20);
        }

        lock (Gate) Lateness.Sort();
    }

    /// <summary>A wait for a run does not end while it sleeps: the store is asked instead.</summary>
    private static async Task AllRestAsync(BenchEngine engine)
    {
        var awake = new RunQuery("default") { Statuses = [RunStatus.Pending, RunStatus.Running], Limit = 1 };
        while ((await engine.Store.Runs.QueryAsync(awake, CancellationToken.None)).Count > 0) await Task.Delay(100);
    }

    private static State Awake(State state)
    {
        var late = (TimeProvider.System.GetUtcNow() - state.Until).TotalMilliseconds;
        lock (Gate)
        {
            _lastAt = Stopwatch.GetTimestamp();
            if (Lateness.Count == 0) _firstAt = _lastAt;
            Lateness.Add(late);
        }

        return state;
    }

    private static async Task<double> MemoryAsync(Place place)
    {
        await using var engine = await BenchEngine.StartAsync(place.Open(), Define());
        await Task.Delay(TimeSpan.FromSeconds(2));
        return Resident();
    }

    private static double Resident()
    {
        GC.Collect();
        return Environment.WorkingSet / 1048576.0;
    }

    private static IStore Open(BenchOptions options) => options.Text("store", "postgres") == "sqlite"
        ? new SqliteStore(new SqliteOptions { Directory = options.Text("data", "") }, TimeProvider.System)
        : BenchStore.Open(options.Text("connection", ""), options.Text("schema", ""));

    private static Action<EngineOptions> Places(BenchOptions options) => engine => engine.PoolConcurrency = options.Number("places", engine.PoolConcurrency);

    private static void Roomy(EngineOptions options) => (options.PoolConcurrency, options.QueueLimit) = (AtOnce * 4, int.MaxValue);

    /// <summary>Where the store is; counts begin anew with it.</summary>
    private sealed class Place : IAsyncDisposable
    {
        private static int _last;
        private readonly string? _directory;
        private readonly string[] _where;

        public Place(BenchOptions options)
        {
            Lateness.Clear();
            if (options.Text("store", "postgres") == "sqlite")
            {
                _directory = Directory.CreateTempSubdirectory("baton-timers-").FullName;
                _where = ["--store", "sqlite", "--data", _directory];
                return;
            }

            var connection = options.Text("connection", "") is { Length: > 0 } given ? given : PostgresServer.Shared.ConnectionString;
            (Connection, Schema) = (connection, $"timers_{Environment.ProcessId}_{++_last}");
            _where = ["--connection", connection, "--schema", Schema];
        }

        /// <summary>The database, where it is one.</summary>
        public string? Connection { get; }

        public string Schema { get; } = "";

        public IStore Open() => TimersBench.Open(new BenchOptions(_where));

        /// <returns>The seconds that it took.</returns>
        public async Task<double> InsertAsync(int count, DateTimeOffset from, double rate)
        {
            string[] what = ["--count", $"{count}", "--from", from.ToString("O"), "--rate", rate.ToString(CultureInfo.InvariantCulture)];
            using var process = Process.Start(new ProcessStartInfo(Environment.ProcessPath!, [InsertVerb, .. _where, .. what]) { RedirectStandardOutput = true, UseShellExecute = false })!;
            var answer = await process.StandardOutput.ReadLineAsync();
            await process.WaitForExitAsync();
            return double.Parse(answer!, CultureInfo.InvariantCulture);
        }

        public ValueTask DisposeAsync()
        {
            if (_directory is not null) Directory.Delete(_directory, recursive: true);
            return ValueTask.CompletedTask;
        }
    }
}
