using System.Diagnostics;

namespace Baton.Benchmarks;

/// <summary>
/// Service calls through <c>POST /orchestrate</c>, with agents that answer at once, in the server's own process: what leading a call costs, and not what
/// agents do. Then what live sessions cost that nothing comes for, and Redis with the same sessions beside it, which keeps them in memory alone.
/// </summary>
internal static class CallsBench
{
    public static async Task RunAsync(BenchOptions options)
    {
        var part = options.Text("part", "all");
        var redis = options.Text("redis", "redis-server");
        if (part is "all" or "redis" && !RedisServer.IsPresent(redis))
        {
            throw new InvalidOperationException($"'{redis}' is not there: apt-get install redis-server, name one with --redis <path>, or choose another part (--part turns, --part sessions).");
        }

        string? session = null;
        double turns = 0;
        if (part is "all" or "turns" or "redis") (turns, session) = await TurnsAsync(options);
        if (part is "all" or "redis") await RedisAsync(options, redis, session!, turns);
        if (part is "all" or "sessions") await SessionsAsync(options);
    }

    private static async Task<(double Turns, string Session)> TurnsAsync(BenchOptions options)
    {
        var (store, clients, seconds) = (options.Text("store", "sqlite"), options.Number("clients", 64), Math.Max(4, options.Number("seconds", 20)));
        await using var server = await CallsChild.StartAsync(store);
        await CallsLoad.CallsAsync(server.Url, clients, TimeSpan.FromSeconds(Math.Max(2, seconds / 4)), "warm", new CallsLatencies());
        var latencies = new CallsLatencies();
        var perSecond = await CallsLoad.CallsAsync(server.Url, clients, TimeSpan.FromSeconds(seconds), "call", latencies);
        latencies.Sort();
        new Report($"calls: five turns each, {clients} calls at once, agents in process that answer at once, store {store}")
            .Add("turns_per_s", "turns per second", perSecond, "turns/s")
            .Add("turn_p50_ms", "turn, median", EngineBench.At(latencies.Turns, 0.50), "ms")
            .Add("turn_p99_ms", "turn, 99th percentile", EngineBench.At(latencies.Turns, 0.99), "ms")
            .Add("call_p50_ms", "call of five turns, median", EngineBench.At(latencies.Calls, 0.50), "ms")
            .Add("call_p99_ms", "call of five turns, 99th percentile", EngineBench.At(latencies.Calls, 0.99), "ms")
            .Add("calls", "calls measured", latencies.Calls.Count, "calls")
            .Print(options.Json);
        using var http = new HttpClient();
        return (perSecond, await http.GetStringAsync(new Uri(server.Url, "/session/call-0-0")));
    }

    private static async Task RedisAsync(BenchOptions options, string executable, string session, double turns)
    {
        var (clients, seconds) = (options.Number("clients", 64), Math.Max(2, options.Number("seconds", 20) / 4));
        await using var redis = await RedisServer.StartAsync(executable);
        var latencies = new List<double>();
        var pairs = await redis.LoadAsync(clients, TimeSpan.FromSeconds(seconds), session, latencies);
        latencies.Sort();
        new Report($"redis: GET and SET with a time to live of the same session ({session.Length} bytes), {clients} connections, nothing flushed to disk")
            .Add("pairs_per_s", "GET + SET per second", pairs, "pairs/s")
            .Add("pair_p50_ms", "GET + SET, median", EngineBench.At(latencies, 0.50), "ms")
            .Add("pair_p99_ms", "GET + SET, 99th percentile", EngineBench.At(latencies, 0.99), "ms")
            .Add("ratio", "durable turns / pairs of Redis", turns / pairs, "")
            .Print(options.Json);
    }

    private static async Task SessionsAsync(BenchOptions options)
    {
        var (count, clients) = (options.Number("sessions", 100_000), options.Number("clients", 64));
        await using var server = await CallsChild.StartAsync("sqlite");
        await CallsLoad.OpenAsync(server.Url, clients, 1_000, "warm");
        var before = await server.SettleAsync();
        var clock = Stopwatch.StartNew();
        await CallsLoad.OpenAsync(server.Url, clients, count, "live");
        var taken = clock.Elapsed;
        var after = await server.SettleAsync();
        var idle = new List<double>();
        for (var round = 0; round < 20; round++) idle.Add((await server.SweepAsync(advance: false)).Milliseconds);
        idle.Sort();
        var (removed, all) = await server.SweepAsync(advance: true);
        new Report($"sessions: {count:N0} live calls after one turn each, store sqlite")
            .Add("open_per_s", "first turns per second", count / taken.TotalSeconds, "turns/s")
            .Add("resident_bytes_per_session", "resident memory for each", (after.Resident - before.Resident) / (double)count, "bytes")
            .Add("managed_bytes_per_session", "managed memory for each, after a collection", (after.Managed - before.Managed) / (double)count, "bytes")
            .Add("disk_bytes_per_session", "disk for each", (after.Disk - before.Disk) / (double)count, "bytes")
            .Add("sweep_nothing_due_ms", "sweep with nothing due, median of 20", EngineBench.At(idle, 0.50), "ms")
            .Add("sweep_all_due_ms", "sweep with all due", all, "ms")
            .Add("removed_per_s", "sessions removed per second", removed / all * 1_000, "sessions/s")
            .Add("removed", "sessions removed", removed, "sessions")
            .Print(options.Json);
    }
}
