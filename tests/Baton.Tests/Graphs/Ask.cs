using Baton.Graphs;

namespace Baton.Tests.Graphs;

internal sealed record Ask(string Text);

internal sealed record Desk(string Text, string Answer, decimal Refund)
{
    public Log<string> Notes { get; init; } = Log<string>.Empty;
}

internal sealed record Reply(string Answer);

/// <summary>A graph with every kind of node.</summary>
internal static class SampleGraphs
{
    public static GraphDefinition Technical() => Graph
        .Define<Ask, Desk, Reply>("technical_path", version: 2)
        .Start(ask => new Desk(ask.Text, "", 0))
        .Function("classify", state => state)
        .Agent<string>("respond", "technical", state => state.Text, (state, answer) => state with { Answer = answer })
        .Return(state => new Reply(state.Answer));

    public static GraphDefinition Full(string wording = "end", int concurrency = 8) => Graph
        .Define<Ask, Desk, Reply>("desk", version: 3)
        .Start(ask => new Desk(ask.Text, "", 0))
        .Agent<string>("triage", "triage", state => state.Text, (state, answer) => state with { Answer = answer })
        .Route("by_kind", state => state.Answer, to => to
            .When("technical", "technical").When(answer => answer.Length > 9, "gather", "say \"more\"").Otherwise(wording))
        .Graph<Ask, Reply>("technical", Technical(), state => new Ask(state.Text), (state, reply) => state with { Answer = reply.Answer }, next: "end")
        .Parallel(
            "gather",
            branches => branches
                .Function("look_up", (state, _) => ValueTask.FromResult(state.Text))
                .Graph("expert", Technical(), state => new Ask(state.Text)),
            (state, results) => state with { Answer = results.Get<string>("look_up") },
            JoinPolicy.CollectErrors)
        .Map<string>(
            "score", state => state.Notes, each => each.Child<Ask, Reply>("scorer", note => new Ask(note)), (state, _) => state, concurrency)
        .Child<Ask, Reply>("audit", "auditor", state => new Ask(state.Text), (state, _) => state)
        .Approval<bool>("refund", state => new Question("refund", state.Refund), (state, _) => state)
        .WaitFor("payment", "paid", (state, _) => state)
        .Sleep("rest", _ => TimeSpan.FromDays(1))
        .Function("end", state => state)
        .OnError("score", "end")
        .Return(state => new Reply(state.Answer));

    public static IEnumerable<string> Lines(GraphDescription description) =>
    [
        .. description.Nodes.Select(node => $"{node.Name}: {node.Kind} {node.Details?.ToJsonString()}".TrimEnd()),
        .. description.Edges.Select(edge => $"{edge.From} -> {edge.To}{(edge.Label is null ? "" : $" [{edge.Label}]")}"),
    ];

}
