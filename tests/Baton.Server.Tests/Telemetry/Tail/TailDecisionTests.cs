using System.Diagnostics.Metrics;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Engine.Trees;
using Baton.Errors;
using Baton.Server.Telemetry;
using Baton.Server.Telemetry.Tail;

namespace Baton.Server.Tests.Telemetry.Tail;

public sealed class TailDecisionTests
{
    private static readonly DateTimeOffset Noon = new(2026, 11, 21, 12, 0, 0, TimeSpan.Zero);
    private static readonly TailDecision Decision = new(new TailOptions { SlowSeconds = 60, CostUsd = 0.5m }, new TraceShareSampler(0));

    [Fact]
    public void Two_days_in_which_a_person_was_asked_make_no_run_slow()
    {
        var asked = Tree(172_830, [Item("approval", 10, 172_810), Item("approval", 100, 172_000)]);
        var slow = Tree(172_830, [Item("approval", 10, 172_700)]);

        Assert.Null(Decision.Reason(asked));
        Assert.Equal("slow", Decision.Reason(slow));
    }

    [Fact]
    public void A_wait_for_a_child_run_counts() => Assert.Equal("slow", Decision.Reason(Tree(70, [Item("child", 0, 70)])));

    [Theory]
    [InlineData("0.49", null)]
    [InlineData("0.50", "cost")]
    public void What_a_tree_cost_decides(string dollars, string? reason) => Assert.Equal(
        reason, Decision.Reason(Tree(1, []) with { Totals = new TreeTotals(CostUsd: decimal.Parse(dollars, System.Globalization.CultureInfo.InvariantCulture)) }));

    [Fact]
    public void A_run_below_another_one_is_its_parent_s_business() =>
        Assert.True(Decision.IsSettled(Ended(RunStatus.Error, new ParentRef(Guid.Empty, "", Guid.Empty))));

    [Fact]
    public async Task What_does_not_fit_is_dropped_and_counted()
    {
        long dropped = 0;
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, meters) =>
            {
                if (instrument.Name == "baton.telemetry.tail") meters.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) => Interlocked.Add(ref dropped, tags[0].Value is "dropped" ? value : 0));
        listener.Start();
        var queue = new TailQueue(Decision, 2);
        for (var run = 0; run < 5; run++) queue.Add(Ended(RunStatus.Error));

        Assert.Equal(3, Interlocked.Read(ref dropped));
        Assert.Equal("error", (await queue.NextAsync())!.Reason);
    }

    [Fact]
    public void Everything_that_is_wrong_with_the_settings_is_said_at_once()
    {
        var faults = TelemetryFaults.In(new TelemetryOptions { SampleRatio = 7, Tail = new TailOptions { SlowSeconds = -1, CostUsd = 0, Queue = 0 } }).ToList();

        Assert.Equal(["SampleRatio", "Tail:SlowSeconds", "Tail:CostUsd", "Tail:Queue"], faults.Select(fault => fault.Where["Baton:Telemetry:".Length..]));
        Assert.All(faults, fault => Assert.Equal(ErrorCodes.TelemetrySettingInvalid, fault.Code));
    }

    private static EndedRun Ended(RunStatus status, ParentRef? parent = null) => new(
        new RunRow("default", Guid.CreateVersion7(), "desk", 1, "default", status) { Assistant = "desk", Parent = parent, CreatedAt = Noon, UpdatedAt = Noon }, null, true);

    private static RunTree Tree(double seconds, IReadOnlyList<TreeItem> items) => new(Guid.Empty, "desk", 1, "success")
    {
        Assistant = "desk",
        Pool = "default",
        CreatedAt = Noon,
        EndedAt = Noon.AddSeconds(seconds),
        Totals = new TreeTotals(),
        Items = [new TreeItem("node", "ask", 2, "success") { Visit = "ask#1", StartedAt = Noon, EndedAt = Noon.AddSeconds(seconds), Items = items }],
    };

    private static TreeItem Item(string kind, double from, double to) =>
        new(kind, kind, 3, "success") { Visit = "ask#1", StartedAt = Noon.AddSeconds(from), EndedAt = Noon.AddSeconds(to) };
}
