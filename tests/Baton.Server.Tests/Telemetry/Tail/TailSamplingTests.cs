namespace Baton.Server.Tests.Telemetry.Tail;

[Collection(AloneCollection.Name)]
public sealed class TailSamplingTests
{
    private const string Trace = "0af7651916cd43dd8448eb211c80319c";
    private const string Caller = "b7ad6b7169203331";

    [Fact]
    public async Task Every_run_that_fails_and_every_slow_one_is_exported_where_no_trace_is_sampled()
    {
        await using var desk = await TailDesk.StartAsync("0", ("SlowSeconds", "0.25"));
        var (wanted, unwanted) = (new List<Guid>(), new List<Guid>());
        for (var round = 0; round < 25; round++)
        {
            wanted.Add(await desk.RunAsync("fail"));
            unwanted.Add(await desk.RunAsync("well"));
        }

        wanted.AddRange(await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => desk.RunAsync("slow"))));
        var spans = await desk.Receiver.UntilAsync(spans => TailDesk.Runs(spans).Count() >= wanted.Count);

        Assert.Equal(wanted.Select(run => $"{run}").Order(), TailDesk.Runs(spans).Select(span => span.Tag("baton.run.id")!).Order());
        Assert.Equal(25, TailDesk.Runs(spans).Count(span => span.Tag("baton.tail") == "error" && span.Tag("baton.status") == "error" && span.Tag("error.type") is not null));
        Assert.Equal(10, TailDesk.Runs(spans).Count(span => span.Tag("baton.tail") == "slow"));
        Assert.DoesNotContain(spans, span => unwanted.Exists(run => span.Tag("baton.run.id") == $"{run}"));
        Assert.DoesNotContain("zebra", desk.Receiver.Everything, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_run_whose_trace_was_sampled_is_not_exported_again()
    {
        await using var desk = await TailDesk.StartAsync("0.5");
        var runs = new List<Guid>();
        for (var round = 0; round < 40; round++) runs.Add(await desk.RunAsync("fail"));

        var spans = await desk.Receiver.UntilAsync(spans => Workflows(spans).Count() >= runs.Count);

        Assert.Equal(runs.Select(run => $"{run}").Order(), Workflows(spans).Select(span => span.Tag("baton.run.id")!).Order());
        Assert.InRange(TailDesk.Runs(spans).Count(), 5, 35);
    }

    [Fact]
    public async Task A_run_that_is_part_of_an_experiment_is_exported_whatever_came_of_it()
    {
        await using var desk = await TailDesk.StartAsync();
        await desk.RunAsync("well");
        var run = await desk.RunAsync("well", new { experiment = "shorter_prompt" });

        var spans = await desk.Receiver.UntilAsync(spans => TailDesk.Runs(spans).Any());

        var span = Assert.Single(TailDesk.Runs(spans));
        Assert.Equal(($"{run}", "tag", "shorter_prompt"), (span.Tag("baton.run.id"), span.Tag("baton.tail"), span.Tag("baton.experiment")));
    }

    [Fact]
    public async Task A_child_s_failure_brings_the_whole_tree_though_its_parent_goes_on()
    {
        await using var desk = await TailDesk.StartAsync();
        await desk.RunAsync("fail", graph: "tail_parent");

        var spans = await desk.Receiver.UntilAsync(spans => TailDesk.Runs(spans).Count() == 2);

        var top = Assert.Single(spans, span => span.Parent.Length == 0);
        Assert.Equal(("invoke_workflow tail_parent", "success", "error"), (top.Name, top.Tag("baton.status"), top.Tag("baton.tail")));
        Assert.All(spans.Where(span => span != top), span => Assert.Contains(spans, other => other.Id == span.Parent && other.Trace == span.Trace));
        Assert.Equal(["invoke_workflow tail_parent", "node delegate", "invoke_workflow tail_desk", "node work"], PathTo(spans, "node work"));
        Assert.Equal(["invoke_workflow tail_parent", "node both", "branch left"], PathTo(spans, "branch left"));
    }

    [Fact]
    public async Task The_tree_hangs_on_the_caller_s_span_where_that_was_recorded()
    {
        await using var desk = await TailDesk.StartAsync();
        await desk.RunAsync("fail", traceparent: $"00-{Trace}-{Caller}-01", graph: "tail_parent");

        var spans = await desk.Receiver.UntilAsync(spans => TailDesk.Runs(spans).Count() == 2);

        Assert.All(spans, span => Assert.Equal(Trace, span.Trace));
        Assert.Equal("invoke_workflow tail_parent", Assert.Single(spans, span => span.Parent == Caller).Name);
    }

    [Fact]
    public async Task The_tree_stands_alone_in_the_caller_s_trace_where_nobody_recorded_that()
    {
        await using var desk = await TailDesk.StartAsync();
        await desk.RunAsync("fail", traceparent: $"00-{Trace}-{Caller}-00");

        var spans = await desk.Receiver.UntilAsync(spans => TailDesk.Runs(spans).Any());

        var top = Assert.Single(TailDesk.Runs(spans));
        Assert.Equal((Trace, ""), (top.Trace, top.Parent));
    }

    [Fact]
    public async Task Nothing_is_decided_at_the_end_where_that_is_switched_off()
    {
        await using var desk = await TailDesk.StartAsync("0.5", ("Enabled", "false"));
        var runs = new List<Guid>();
        for (var round = 0; round < 40; round++) runs.Add(await desk.RunAsync("fail"));

        // The last that is sampled comes last.
        var spans = await desk.Receiver.UntilAsync(spans => spans.Any(span => span.Name == "invoke_workflow tail_desk"));

        Assert.Empty(TailDesk.Runs(spans));
    }

    private static IEnumerable<ReceivedSpan> Workflows(IEnumerable<ReceivedSpan> spans) => spans.Where(span => span.Name == "invoke_workflow tail_desk");

    private static List<string> PathTo(IReadOnlyList<ReceivedSpan> spans, string name)
    {
        var path = new List<string>();
        for (var span = spans.First(span => span.Name == name); span is not null; span = spans.FirstOrDefault(other => other.Id == span.Parent)) path.Insert(0, span.Name);
        return path;
    }
}
