using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Postgres;
using Baton.Postgres.Testing;

namespace Baton.Benchmarks;

/// <summary>
/// From the kill -9 of the server that executes runs in the middle of long effects until the other server has taken all of them up (the
/// entry in their journals). Then a new server comes, and the other one is killed.
/// </summary>
internal static class TakeoverBench
{
    public const string ServerVerb = "takeover-server";
    private const string GraphId = "bench_long";
    private const int Runs = 8;

    public sealed record Request(int Number);

    public sealed record State(int Number);

    private static GraphDefinition Define() => Graph
        .Define<Request, State, State>(GraphId, 1)
        .Start(request => new State(request.Number))
        .Function("first", state => state)
        .Function("long", async (state, context) =>
        {
            await context.EffectAsync("call", async call =>
            {
                await Task.Delay(Timeout.InfiniteTimeSpan, call.Cancellation);
                return 0;
            });
            return state;
        })
        .Return(state => state);

    public static async Task RunAsync(BenchOptions options)
    {
        var (tries, lease) = (options.Number("tries", 20), options.Fraction("lease", 10));
        var connection = options.Text("connection", "") is { Length: > 0 } given ? given : PostgresServer.Shared.ConnectionString;
        var schema = $"takeover_{Environment.ProcessId}";
        await using var store = BenchStore.Open(connection, schema);
        await store.OpenAsync(CancellationToken.None);
        Task<Child> StartAsync() => Child.StartAsync(ServerVerb, "--connection", connection, "--schema", schema, "--lease", lease.ToString(CultureInfo.InvariantCulture));

        var victim = await StartAsync();
        var runs = (await victim.AskAsync("start")).Split(' ').Select(Guid.Parse).ToList();
        var times = new List<double>();
        for (var index = 0; index < tries; index++)
        {
            var other = await StartAsync();

            // A heartbeat's age at the kill is a matter of chance: so it is here.
            await Task.Delay(TimeSpan.FromSeconds(lease * (0.3 + (0.3 * index / tries))));
            var begun = Stopwatch.GetTimestamp();
            victim.Kill();
            await TakenUpAsync(store, runs, index + 1, TimeSpan.FromSeconds((lease * 3) + 20));
            times.Add(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            await victim.DisposeAsync();
            victim = other;
        }

        victim.Kill();
        await victim.DisposeAsync();
        times.Sort();
        new Report($"takeover: kill -9 of the server that executes {Runs} runs, {tries} tries, lease {lease} s")
            .Add("median_s", "until the other has taken up all of them, median", times[times.Count / 2], "s")
            .Add("max_s", "longest", times[^1], "s")
            .Add("min_s", "shortest", times[0], "s")
            .Print(options.Json);
    }

    /// <summary>A server. Its one order starts the runs and answers with their ids, once their effects are under way.</summary>
    public static async Task ServeAsync(BenchOptions options)
    {
        var lease = TimeSpan.FromSeconds(options.Fraction("lease", 10));
        await using var engine = await BenchEngine.StartAsync(
            BenchStore.Open(options.Text("connection", ""), options.Text("schema", "")),
            Define(),
            engine => (engine.Lease, engine.Heartbeat) = (lease, lease * 0.3));
        Console.WriteLine("ready");
        while (await Console.In.ReadLineAsync() is not null)
        {
            var ids = new List<Guid>();
            for (var number = 0; number < Runs; number++)
            {
                var input = JsonSerializer.SerializeToElement(new Request(number), BatonJson.Options);
                ids.Add((await engine.Runs.StartAsync(new RunRequest(GraphId) { Input = input }, CancellationToken.None)).Run.Id);
            }

            foreach (var id in ids)
            {
                while (!(await engine.Store.Runs.ReadAsync(id, 0, 100, CancellationToken.None)).Any(entry => entry.Kind == EntryKind.EffectStarted)) await Task.Delay(10);
            }

            Console.WriteLine(string.Join(' ', ids));
        }
    }

    private static async Task TakenUpAsync(PostgresStore store, List<Guid> runs, int times, TimeSpan patience)
    {
        var clock = Stopwatch.StartNew();
        foreach (var run in runs)
        {
            while ((await store.Runs.ReadAsync(run, 0, 1_000, CancellationToken.None)).Count(entry => entry.Kind == EntryKind.RunClaimed) < times)
            {
                if (clock.Elapsed > patience) throw new TimeoutException($"Run {run} was not taken up in {patience}.");
                await Task.Delay(10);
            }
        }
    }
}
