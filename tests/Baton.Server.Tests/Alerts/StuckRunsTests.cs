using System.Reflection;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Server.Alerts;

namespace Baton.Server.Tests.Alerts;

public sealed class StuckRunsTests
{
    private static readonly AlertRule Rule = new("stuck", AlertKind.StuckRuns, 0, 0, TimeSpan.FromMinutes(5));
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    [Fact]
    public async Task Long_timers_hide_no_newer_run_that_is_stuck()
    {
        var reading = await ReadAsync([.. Sleeping(1_500, Now.AddDays(9)), Old(RunStatus.Running)]);

        Assert.Equal((1.0, null), (reading.Value, reading.Problem));
    }

    [Fact]
    public async Task Long_timers_hide_no_newer_run_that_nobody_woke()
    {
        var reading = await ReadAsync([.. Sleeping(1_500, Now.AddDays(9)), .. Sleeping(1, Now.AddHours(-1))]);

        Assert.Equal((1.0, null), (reading.Value, reading.Problem));
    }

    [Fact]
    public async Task Where_there_are_more_runs_than_are_looked_at_it_says_so()
    {
        var runs = Sleeping(10_001, Now.AddDays(9));

        Assert.Contains("10000", (await ReadAsync(runs)).Problem, StringComparison.Ordinal);
        Assert.Null((await ReadAsync([.. runs.Skip(1)])).Problem);
        Assert.Null((await ReadAsync([.. runs, Old(RunStatus.Pending)])).Problem);
    }

    private static ValueTask<AlertReading> ReadAsync(IReadOnlyList<RunRow> runs) =>
        new AlertReadings(Listed.Of<IStore>(runs), TimeProvider.System).ReadAsync(Rule, [], Now, TestContext.Current.CancellationToken);

    private static List<RunRow> Sleeping(int count, DateTimeOffset until) => [.. Enumerable.Range(0, count).Select(_ => Old(RunStatus.Sleeping) with { WakeAt = until })];

    private static RunRow Old(RunStatus status) => new("default", Guid.NewGuid(), "desk", 1, "default", status)
    {
        Assistant = "desk",
        CreatedAt = Now.AddHours(-1),
        UpdatedAt = Now.AddHours(-1),
    };

    /// <summary>A store that has runs, oldest first, and nothing else.</summary>
    public class Listed : DispatchProxy
    {
        private IReadOnlyList<RunRow> _runs = [];

        public static T Of<T>(IReadOnlyList<RunRow> runs)
            where T : class
        {
            var proxy = Create<T, Listed>();
            ((Listed)(object)proxy)._runs = runs;
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => targetMethod?.Name switch
        {
            "get_Runs" => Of<IRunStore>(_runs),
            nameof(IRunStore.QueryAsync) => new ValueTask<IReadOnlyList<RunRow>>(Page((RunQuery)args![0]!)),
            _ => throw new NotSupportedException(targetMethod?.Name),
        };

        private IReadOnlyList<RunRow> Page(RunQuery query)
        {
            var behind = query.After is { } after ? _runs.SkipWhile(run => run.Id != after).Skip(1) : _runs;
            return [.. behind.Where(run => query.Statuses!.Contains(run.Status)).Take(query.Limit)];
        }
    }
}
