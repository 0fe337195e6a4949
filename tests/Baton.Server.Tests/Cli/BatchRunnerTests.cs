using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Cli.Batch;

namespace Baton.Server.Tests.Cli;

public sealed class BatchRunnerTests
{
    private static readonly JsonObject[] _inputs = [.. Enumerable.Range(0, 20).Select(number => new JsonObject { ["n"] = number })];

    private static ValueTask<RunOutcome> Sort(JsonObject input) => ValueTask.FromResult((int)input["n"]! switch
    {
        3 => new RunOutcome(null, "BTN2002: broken"),
        < 12 => new RunOutcome(JsonElement.Parse("""{"category":"billing","priority":"high"}"""), null),
        _ => new RunOutcome(JsonElement.Parse("""{"category":"general","priority":"low"}"""), null),
    });

    [Fact]
    public async Task A_failed_run_is_counted_and_stops_nothing()
    {
        var seen = 0;

        var results = await new BatchRunner(new Target(Sort), TimeProvider.System).RunAsync(
            "desk", _inputs, 4, _ => Interlocked.Increment(ref seen), TestContext.Current.CancellationToken);

        Assert.Equal((20, 20, 1), (results.Results.Count, seen, results.Failed));
        Assert.Equal(Enumerable.Range(0, 20), results.Results.Select(result => result.Index));
        Assert.True(results.PerSecond > 0);
    }

    [Fact]
    public async Task No_more_than_the_asked_number_run_at_once()
    {
        var (running, most) = (0, 0);
        var gate = new SemaphoreSlim(0);
        var batch = new BatchRunner(
            new Target(async _ =>
            {
                var now = Interlocked.Increment(ref running);
                InterlockedMax(ref most, now);
                if (now == 3) gate.Release(_inputs.Length);
                await gate.WaitAsync(TestContext.Current.CancellationToken);
                Interlocked.Decrement(ref running);
                return new RunOutcome(default(JsonElement), null);
            }),
            TimeProvider.System);

        await batch.RunAsync("desk", _inputs, 3, _ => { }, TestContext.Current.CancellationToken);

        Assert.Equal(3, most);
    }

    [Fact]
    public async Task The_category_table_counts_outputs_by_category_and_priority()
    {
        var results = await new BatchRunner(new Target(Sort), TimeProvider.System).RunAsync(
            "desk", _inputs, 4, _ => { }, TestContext.Current.CancellationToken);

        var table = CategoryTable.Of(results.Results)!;

        Assert.Equal(["high", "low"], table.Priorities);
        Assert.Equal([("billing", 11, 11), ("general", 8, 0)], table.Rows.Select(row => (row.Category, row.Count, row.ByPriority[0])));
    }

    [Fact]
    public void Outputs_without_a_category_have_no_table() =>
        Assert.Null(CategoryTable.Of([new BatchResult(0, [], new RunOutcome(JsonElement.Parse("""{"x":1}"""), null), TimeSpan.Zero)]));

    private static void InterlockedMax(ref int target, int value)
    {
        int seen;
        while ((seen = Volatile.Read(ref target)) < value && Interlocked.CompareExchange(ref target, value, seen) != seen)
        {
        }
    }

    private sealed class Target(Func<JsonObject, ValueTask<RunOutcome>> run) : IRunTarget
    {
        public string Name => "test";

        public ValueTask<JsonElement?> InputSchemaAsync(string assistant, CancellationToken cancellationToken) => new((JsonElement?)null);

        public ValueTask<RunOutcome> RunAsync(string assistant, JsonObject input, CancellationToken cancellationToken) => run(input);

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
