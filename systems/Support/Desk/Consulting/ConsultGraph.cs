using Baton.Agents.Languages;
using Baton.Contracts;
using Baton.Graphs;
using Baton.Policies;
using Baton.Registry;

namespace Baton.Support.Desk.Consulting;

/// <summary>A colleague's question to another agent, as a run of its own in a pool of its own: whoever asks holds a place of the desk's pool meanwhile.</summary>
internal static class ConsultGraph
{
    /// <summary>The graph's id, and its pool's name.</summary>
    public const string Id = "support_consult";

    /// <summary>Who can be asked.</summary>
    public static readonly IReadOnlyList<string> Colleagues = [AgentNames.Technical, AgentNames.Billing, AgentNames.General];

    private const string Ask = "ask";

    /// <summary>The registry's row.</summary>
    public static GraphRow Row => new(Id, Id, Define) { Version = 1, Description = "Answers a question that one agent of the desk has for another." };

    private static GraphDefinition Define() => Graph
        .Define<ConsultQuestion, ConsultState, ConsultAnswer>(Id, version: 1)
        .Start(question => new ConsultState(question))
        .TimeBudget(TimeBudget.Retrieval)
        .Budget(new RunBudget { ModelCalls = 4 })
        .Route(Ask, state => state.Question.Colleague, to => to
            .When(AgentNames.Technical, AgentNames.Technical)
            .When(AgentNames.Billing, AgentNames.Billing)
            .Otherwise(AgentNames.General))
        .Colleague(AgentNames.Technical)
        .Colleague(AgentNames.Billing)
        .Colleague(AgentNames.General)
        .Return(state => new ConsultAnswer(state.Answer));

    private static GraphBuilder<ConsultQuestion, ConsultState, ConsultAnswer> Colleague(
        this GraphBuilder<ConsultQuestion, ConsultState, ConsultAnswer> graph, string agent) =>
        graph.Agent<string>(agent, agent, Request, (state, answer) => state with { Answer = answer }, next: Graph.End);

    private static AgentRequest Request(ConsultState state) =>
        new([Message.Human($"{state.Question.Question}\n\n(A colleague of the desk asks. Answer the colleague, in one to three sentences.)")])
        {
            Variables = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["request_id"] = "",
                ["category"] = state.Question.Colleague,
                ["priority"] = Words.Of(Priority.Medium),
                ["reasoning"] = "A colleague asks.",
                ["language"] = LanguageSample.NameOf("en"),
            },
        };
}

/// <summary>What is asked.</summary>
/// <param name="Colleague">Who is asked.</param>
/// <param name="Question">The question.</param>
internal sealed record ConsultQuestion(string Colleague, string Question);

/// <summary>The run's state.</summary>
/// <param name="Question">What is asked.</param>
internal sealed record ConsultState(ConsultQuestion Question)
{
    public string Answer { get; init; } = "";
}

/// <summary>What is answered.</summary>
/// <param name="Answer">The answer.</param>
internal sealed record ConsultAnswer(string Answer);
