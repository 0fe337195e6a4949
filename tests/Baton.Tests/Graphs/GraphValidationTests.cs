using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Graphs;

public sealed class GraphValidationTests
{
    [Fact]
    public void A_graph_with_every_kind_of_node_is_fine()
    {
        Assert.Equal("desk", SampleGraphs.Full().Id);
    }

    [Fact]
    public void All_faults_come_at_once_each_with_code_place_and_cure()
    {
        var faults = FaultsOf(() => Graph.Define<Ask, Desk, Reply>("broken", version: 0)
            .StepLimit(0)
            .Function("first", state => state, next: "nowhere")
            .Function("first", state => state, next: Graph.End)
            .Function("Lonely-Node", state => state)
            .Route("fork", state => state.Answer, to => to.When("a", "missing"))
            .Parallel("gather", _ => { }, join: null)
            .Map<string>("each", state => state.Notes, each => each.Child<Ask, Reply>("Bad Id", note => new Ask(note)), join: null, maxConcurrency: 0)
            .OnError("ghost", "first")
            .OnError("fork", "void")
            .Return(state => new Reply(state.Answer)));

        Assert.Equal(
            [
                (ErrorCodes.NameInvalid, "broken"),
                (ErrorCodes.PartMissing, "broken"),
                (ErrorCodes.OutOfRange, "broken"),
                (ErrorCodes.EdgeToNowhere, "broken/first"),
                (ErrorCodes.DuplicateName, "broken/first"),
                (ErrorCodes.NameInvalid, "broken/Lonely-Node"),
                (ErrorCodes.EdgeToNowhere, "broken/fork"),
                (ErrorCodes.EdgeToNowhere, "broken/fork"),
                (ErrorCodes.RouteIncomplete, "broken/fork"),
                (ErrorCodes.JoinMissing, "broken/gather"),
                (ErrorCodes.PartMissing, "broken/gather"),
                (ErrorCodes.JoinMissing, "broken/each"),
                (ErrorCodes.OutOfRange, "broken/each"),
                (ErrorCodes.NameInvalid, "broken/each"),
                (ErrorCodes.EdgeToNowhere, "broken/ghost"),
                (ErrorCodes.NodeUnreachable, "broken/Lonely-Node"),
                (ErrorCodes.NodeUnreachable, "broken/fork"),
                (ErrorCodes.NodeUnreachable, "broken/gather"),
                (ErrorCodes.NodeUnreachable, "broken/each"),
            ],
            faults.Select(fault => (fault.Code, fault.Where)));
        Assert.Contains(faults, fault => fault.Message.Contains("'nowhere'", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Message.Contains("'on error' leads to 'void'", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Message.Contains(".Otherwise(node)", StringComparison.Ordinal));
    }

    [Fact]
    public void A_graph_without_nodes_says_so()
    {
        var fault = Assert.Single(FaultsOf(() => Begin().Return(state => new Reply(state.Answer))));

        Assert.Equal((ErrorCodes.PartMissing, "g"), (fault.Code, fault.Where));
        Assert.Contains("no nodes", fault.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("__start__")]
    [InlineData("__end__")]
    [InlineData("")]
    [InlineData("Upper")]
    [InlineData("with-dash")]
    [InlineData("1st")]
    [InlineData("ünïcode")]
    [InlineData("a23456789_123456789_123456789_123456789_123456789_123456789_12345")]
    public void A_name_of_the_wrong_form_is_a_fault_for_graphs_nodes_and_branches(string name)
    {
        var faults = FaultsOf(() => Graph.Define<Ask, Desk, Reply>(name, 1)
            .Start(ask => new Desk(ask.Text, "", 0))
            .Function(name, state => state)
            .Parallel("gather", branches => branches.Function(name, (state, _) => ValueTask.FromResult(1)), (state, _) => state)
            .Return(state => new Reply(state.Answer)));

        Assert.All(faults, fault => Assert.Equal(ErrorCodes.NameInvalid, fault.Code));
        Assert.Equal([name, $"{name}/{name}", $"{name}/gather/{name}"], faults.Select(fault => fault.Where));
    }

    [Fact]
    public void Branches_of_one_name_are_a_fault()
    {
        var fault = Assert.Single(FaultsOf(() => Begin()
            .Parallel(
                "gather",
                branches => branches
                    .Function("a", (_, _) => ValueTask.FromResult(1))
                    .Function("a", (_, _) => ValueTask.FromResult(2)),
                (state, _) => state)
            .Return(state => new Reply(state.Answer))));

        Assert.Equal((ErrorCodes.DuplicateName, "g/gather/a"), (fault.Code, fault.Where));
    }

    [Fact]
    public void A_node_that_only_an_error_or_a_route_leads_to_is_reachable()
    {
        var graph = Begin()
            .Route("fork", state => state.Answer, to => to.When("a", "one").Otherwise("two"))
            .Function("one", state => state, next: Graph.End)
            .Function("two", state => state, next: Graph.End)
            .Function("rescue", state => state, next: Graph.End)
            .OnError("one", "rescue")
            .Return(state => new Reply(state.Answer));

        Assert.Equal(4, graph.Nodes.Count);
    }

    [Fact]
    public void A_route_does_not_fall_through_to_the_node_behind_it()
    {
        var fault = Assert.Single(FaultsOf(() => Begin()
            .Route("fork", state => state.Answer, to => to.Otherwise(Graph.End))
            .Function("behind", state => state)
            .Return(state => new Reply(state.Answer))));

        Assert.Equal((ErrorCodes.NodeUnreachable, "g/behind"), (fault.Code, fault.Where));
    }

    [Fact]
    public void A_loop_that_never_ends_is_left_to_the_step_limit()
    {
        var graph = Begin().Function("a", state => state).Function("b", state => state, next: "a").Return(state => new Reply(state.Answer));

        Assert.Equal("a", graph.Node("b").Next);
    }

    [Fact]
    public void Two_handlers_for_one_node_are_a_fault()
    {
        var fault = Assert.Single(FaultsOf(() => Begin()
            .Function("a", state => state).Function("b", state => state)
            .OnError("a", "b").OnError("a", Graph.End)
            .Return(state => new Reply(state.Answer))));

        Assert.Equal((ErrorCodes.DuplicateName, "g/a"), (fault.Code, fault.Where));
    }

    [Fact]
    public void Settings_out_of_range_are_faults()
    {
        var retry = new RetryPolicy(0, TimeSpan.FromSeconds(-1), 0.5, TimeSpan.Zero, 2);

        var faults = FaultsOf(() => Begin()
            .StepLimit(100_001)
            .TimeBudget(new TimeBudget("none", TimeSpan.Zero))
            .Function("a", state => state, policy: new NodePolicy(TimeSpan.Zero, retry))
            .Return(state => new Reply(state.Answer)));

        Assert.All(faults, fault => Assert.Equal(ErrorCodes.OutOfRange, fault.Code));
        Assert.Equal(["g", "g", "g/a", "g/a", "g/a", "g/a", "g/a"], faults.Select(fault => fault.Where));
    }

    [ContractVersion(0, 1)]
    private sealed record Unversioned(string Answer);

    [Fact]
    public void A_contract_version_counts_from_one()
    {
        var fault = Assert.Single(FaultsOf(() => Graph.Define<Ask, Desk, Unversioned>("g", 1)
            .Start(ask => new Desk(ask.Text, "", 0))
            .Function("a", state => state)
            .Return(state => new Unversioned(state.Answer))));

        Assert.Equal(ErrorCodes.OutOfRange, fault.Code);
        Assert.Contains("output", fault.Message, StringComparison.Ordinal);
    }

    private sealed record Odd
    {
        public Odd(string other) => Name = other;

        public string Name { get; }
    }

    private sealed record WithStream(Stream Content);

    [Fact]
    public void Types_that_cannot_be_JSON_are_faults()
    {
        var faults = FaultsOf(() => Graph.Define<Odd, Desk, WithStream>("g", 1)
            .Start(odd => new Desk(odd.Name, "", 0))
            .Function("a", state => state)
            .Return(_ => new WithStream(Stream.Null)));

        Assert.Equal([ErrorCodes.TypeUnreadable, ErrorCodes.TypeUnreadable], faults.Select(fault => fault.Code));
        Assert.Contains("input Odd", faults[0].Message, StringComparison.Ordinal);
        Assert.Contains("output WithStream", faults[1].Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_needs_resuming_is_refused_in_a_graph_that_is_not_resumable_wherever_it_stands()
    {
        var inline = Begin("inner")
            .Approval<bool>("ask", _ => new Question("q", null), (state, _) => state)
            .Return(state => new Reply(state.Answer));

        var faults = FaultsOf(() => Begin()
            .NotResumable()
            .Sleep("nap", _ => TimeSpan.FromSeconds(1))
            .Child<Ask, Reply>("child", "other", state => new Ask(state.Text), (state, _) => state)
            .Graph<Ask, Reply>("inline", inline, state => new Ask(state.Text), (state, _) => state)
            .Parallel("gather", branches => branches.Graph("deep", inline, state => new Ask(state.Text)), (state, _) => state)
            .Map<string>("each", state => state.Notes, each => each.Child<Ask, Reply>("other", note => new Ask(note)), (state, _) => state)
            .Return(state => new Reply(state.Answer)));

        Assert.All(faults, fault => Assert.Equal(ErrorCodes.NotResumable, fault.Code));
        Assert.Equal(["g/nap", "g/child", "g/inline/ask", "g/gather/deep/ask", "g/each"], faults.Select(fault => fault.Where));
    }

    private static GraphBuilder<Ask, Desk, Reply> Begin(string id = "g") =>
        Graph.Define<Ask, Desk, Reply>(id, version: 1).Start(ask => new Desk(ask.Text, "", 0));

    private static IReadOnlyList<Fault> FaultsOf(Func<GraphDefinition> build)
    {
        var thrown = Assert.Throws<ValidationException>(build);
        Assert.Equal(ErrorCodes.GraphInvalid, thrown.Code);
        Assert.All(thrown.Faults, fault => Assert.Contains(fault.ToString(), thrown.Message, StringComparison.Ordinal));
        return thrown.Faults;
    }
}
