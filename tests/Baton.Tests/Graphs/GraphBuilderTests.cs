using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Graphs;

public sealed class GraphBuilderTests
{
    [Fact]
    public void Nodes_follow_one_another_unless_next_says_otherwise()
    {
        var graph = SampleGraphs.Full();

        Assert.Equal("by_kind", graph.Node("triage").Next);
        Assert.Equal("end", graph.Node("technical").Next);
        Assert.Equal(Graph.End, graph.Node("end").Next);
        Assert.Equal("end", graph.Node("score").OnError);
        Assert.Null(graph.Node("triage").OnError);
    }

    [Theory]
    [InlineData("technical", "technical")]
    [InlineData("a long answer", "gather")]
    [InlineData("short", "end")]
    public void A_route_takes_the_first_case_that_fits(string answer, string node)
    {
        var route = (RouteNode)SampleGraphs.Full().Node("by_kind");

        Assert.Equal(node, route.Choose(new Desk("", answer, 0)));
    }

    [Fact]
    public void Settings_reach_the_definition()
    {
        var policy = new NodePolicy(TimeSpan.FromSeconds(3), RetryPolicy.Default);

        var graph = Graph.Define<Ask, Desk, Reply>("g", version: 7)
            .Start(ask => new Desk(ask.Text, "", 0))
            .Chat(message => new Ask(message), reply => reply.Answer)
            .WhileWaiting(WhileWaiting.Deliver)
            .TimeBudget(TimeBudget.Heavy)
            .StepLimit(5)
            .NotResumable()
            .Function("only", state => state, policy: policy)
            .Return(state => new Reply(state.Answer));

        Assert.Equal(
            ("g", 7, true, WhileWaiting.Deliver, TimeBudget.Heavy, 5, false),
            (graph.Id, graph.Version, graph.CanChat, graph.WhileWaiting, graph.TimeBudget, graph.StepLimit, graph.Resumable));
        Assert.Equal(policy, graph.Node("only").Policy);
    }

    [Fact]
    public void Results_of_branches_are_taken_by_name_and_failures_apart()
    {
        var results = new BranchResults([new BranchResult("a", 1, null), new BranchResult("b", null, new Fault("BTN2002", "b", "no")), new BranchResult("c", 3, null)]);

        Assert.Equal(1, results.Get<int>("a"));
        Assert.Equal([1, 3], results.Values<int>());
        Assert.Equal("b", Assert.Single(results.Failures).Name);
        Assert.Equal("BTN2002", Assert.Throws<BatonException>(() => results.Get<int>("b")).Code);
        Assert.Contains("there are: a, b, c", Assert.Throws<ArgumentException>(() => results.Get<int>("d")).Message, StringComparison.Ordinal);
    }
}
