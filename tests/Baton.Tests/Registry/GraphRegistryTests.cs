using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Baton.Registry;
using Baton.Tests.Graphs;

namespace Baton.Tests.Registry;

public sealed class GraphRegistryTests
{
    [Fact]
    public void Duplicate_ids_fail_loudly_and_all_are_listed()
    {
        var thrown = Assert.Throws<ValidationException>(() => new GraphRegistry([Row("a"), Row("b"), Row("a"), Row("c"), Row("c"), Row("c")]));

        Assert.Equal(ErrorCodes.DuplicateGraph, thrown.Code);
        Assert.Equal(["a", "c"], thrown.Faults.Select(fault => fault.Where));
    }

    [Fact]
    public void Nothing_is_built_before_its_first_use_and_then_once()
    {
        var built = 0;
        var registry = new GraphRegistry([Row("a", () => { built++; return Build("a"); }), Row("b")]);

        Assert.NotNull(registry.Find("a"));
        Assert.Equal((0, 0), (built, registry.CompiledCount));

        Assert.Same(registry.Get("a"), registry.Get("a"));
        Assert.Equal((1, 1), (built, registry.CompiledCount));
        Assert.Equal(["a", "b"], registry.Rows.Select(row => row.Id));
    }

    [Fact]
    public async Task Many_first_uses_at_once_build_once()
    {
        var built = 0;
        using var all = new Barrier(8);
        var registry = new GraphRegistry([Row("a", () => { Interlocked.Increment(ref built); return Build("a"); })]);

        var graphs = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                all.SignalAndWait(TestContext.Current.CancellationToken);
                return registry.Get("a");
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(1, built);
        Assert.Single(graphs.Distinct());
    }

    [Fact]
    public void An_unknown_graph_is_named_together_with_those_there_are()
    {
        var registry = new GraphRegistry([Row("a"), Row("b")]);

        var thrown = Assert.Throws<BatonException>(() => registry.Get("c"));

        Assert.Equal(ErrorCodes.GraphUnknown, thrown.Code);
        Assert.Equal("There is no graph 'c'. There are: a, b.", thrown.Message);
        Assert.Null(registry.Find("c"));
        Assert.Null(registry.BrokenReason("c"));
    }

    [Fact]
    public void A_broken_graph_breaks_only_its_own_id_and_says_why()
    {
        var registry = new GraphRegistry([Row("bad", () => Build("bad", "Wrong Name")), Row("good")]);

        var thrown = Assert.Throws<ValidationException>(() => registry.Get("bad"));

        Assert.Equal(ErrorCodes.GraphBroken, thrown.Code);
        Assert.Equal((ErrorCodes.NameInvalid, "bad/Wrong Name"), (thrown.Faults[0].Code, thrown.Faults[0].Where));
        Assert.Equal(thrown.Message, registry.BrokenReason("bad"));
        Assert.Contains("correct its definition and restart", thrown.Message, StringComparison.Ordinal);
        Assert.NotNull(registry.Find("bad"));
        Assert.Equal("good", registry.Get("good").Id);
        Assert.Null(registry.BrokenReason("good"));
        Assert.Equal(1, registry.CompiledCount);
    }

    [Fact]
    public void A_failure_is_remembered_and_its_text_stays_inside()
    {
        var built = 0;
        var registry = new GraphRegistry([Row("bad", () => { built++; throw new InvalidOperationException("password=hunter2"); })]);

        var first = Assert.Throws<ValidationException>(() => registry.Get("bad"));
        var second = Assert.Throws<ValidationException>(() => registry.Get("bad"));

        Assert.Equal(1, built);
        Assert.NotSame(first, second);
        Assert.IsType<InvalidOperationException>(first.InnerException);
        Assert.DoesNotContain("hunter2", first.Message, StringComparison.Ordinal);
        Assert.Contains("InvalidOperationException", first.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_builder_that_asks_for_its_own_graph_is_broken_and_does_not_hang()
    {
        GraphRegistry? registry = null;
        registry = new GraphRegistry([Row("a", () => registry!.Get("a"))]);

        Assert.Equal(ErrorCodes.GraphBroken, Assert.Throws<ValidationException>(() => registry.Get("a")).Code);
    }

    [Fact]
    public void A_definition_that_differs_from_its_row_is_broken()
    {
        var row = new GraphRow("a", "support", () => Build("b")) { Version = 2, Resumable = false, TimeBudget = TimeBudget.Heavy };

        var thrown = Assert.Throws<ValidationException>(() => new GraphRegistry([row]).Get("a"));

        Assert.Equal(4, thrown.Faults.Count);
        Assert.Contains("id 'b'", thrown.Faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("version 2, the definition 1", thrown.Faults[1].Message, StringComparison.Ordinal);
        Assert.Contains("resumable", thrown.Faults[2].Message, StringComparison.Ordinal);
        Assert.Contains("'heavy', the definition 'default'", thrown.Faults[3].Message, StringComparison.Ordinal);
    }

    private static GraphRow Row(string id, Func<GraphDefinition>? build = null) => new(id, "support", build ?? (() => Build(id)));

    private static GraphDefinition Build(string id, string node = "only") => Graph
        .Define<Ask, Desk, Reply>(id, version: 1)
        .Start(ask => new Desk(ask.Text, "", 0))
        .Function(node, state => state)
        .Return(state => new Reply(state.Answer));
}
