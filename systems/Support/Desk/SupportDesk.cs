using System.Text.Json;
using Baton.Contracts;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Support.Desk;

/// <summary>
/// The support desk: an intent classifier, or triage where it abstains, gives each message to a specialist; a specialist, or a rule, gives it
/// to the escalation agent. A thread is one customer's conversation.
/// </summary>
public static class SupportDesk
{
    /// <summary>The graph's id.</summary>
    public const string Id = "support_desk";

    /// <summary>The graph's version.</summary>
    public const int Version = 2;

    private const string Receive = "receive";
    private const string Classify = "classify";
    private const string FastPathOpen = "fast_path";
    private const string TriageFallback = "triage_fallback";
    private const string Assign = "assign";
    private const string Review = "review";
    private const string Close = "close";
    private const string Listen = "listen";
    private const string HandOver = "hand_over";

    // Said when not even the escalation agent can answer: no model is needed to promise a person.
    private const string HandOverAnswer =
        "I am sorry: I cannot answer this properly at the moment. Your request goes to a colleague with the whole conversation, so that you need not repeat anything.";

    /// <summary>Builds the definition, with the shipped intent model.</summary>
    public static GraphDefinition Define() => Define(DeskIntents.Of(DeskIntents.Shipped(), "the shipped model"));

    /// <summary>Builds the definition.</summary>
    internal static GraphDefinition Define(DeskIntents intents) => Graph
        .Define<SupportRequest, SupportState, SupportReply>(Id, Version)
        .Start(SupportState.Open)
        .Continue((state, request) => state.Hear(request))
        .Chat(message => new SupportRequest("guest", message), reply => reply.Response)
        .WhileWaiting(WhileWaiting.Deliver)
        .TimeBudget(TimeBudget.Standard)
        .Function(Receive, (state, context) => ValueTask.FromResult(state with { RequestId = context.Run.RunId.ToString() }))
        .Function(Classify, state => state.Classified(FastPath.IsOpen(state) ? intents.Find(state.LastRequest()) : null))
        .Route(FastPathOpen, state => state.Intent.Length > 0, to => to
            .When(true, Assign)
            .Otherwise(AgentNames.Triage))
        .Agent<TriageDecision>(
            AgentNames.Triage, AgentNames.Triage, state => state.ForAgent(), (state, decision) => state.Triaged(decision), next: Assign)
        .Function(TriageFallback, state => state.Triaged(TriageDecision.Fallback))
        .Route(Assign, state => state, to => to
            .When(EscalationRules.GoesStraightUp, AgentNames.Escalation, "escalation, or critical with a deadline")
            .When(state => state.Category == Category.Technical, AgentNames.Technical, "technical")
            .When(state => state.Category == Category.Billing, AgentNames.Billing, "billing")
            .Otherwise(AgentNames.General))
        .Specialist(AgentNames.Technical, next: Review)
        .Specialist(AgentNames.Billing, next: Review)
        .Specialist(AgentNames.General, next: Review)
        .Route(Review, EscalationRules.AsksForEscalation, to => to
            .When(true, AgentNames.Escalation)
            .Otherwise(Close))
        .Specialist(AgentNames.Escalation, next: Close)
        .Function(HandOver, state => state.Answered(AgentNames.Escalation, HandOverAnswer))
        .Function(Close, (state, context) => ValueTask.FromResult(Settle(state, context)))
        .Route(Listen, state => state.Messages[^1].Type == "human", to => to
            .When(true, Classify)
            .Otherwise(Graph.End))
        .OnError(AgentNames.Triage, TriageFallback)
        .OnError(AgentNames.Technical, AgentNames.Escalation)
        .OnError(AgentNames.Billing, AgentNames.Escalation)
        .OnError(AgentNames.General, AgentNames.Escalation)
        .OnError(AgentNames.Escalation, HandOver)
        .Return(state => new SupportReply(
            state.RequestId, state.LastAnswer(), state.Category, state.Priority, state.CurrentAgent, state.Status, state.Turns()));

    private static GraphBuilder<SupportRequest, SupportState, SupportReply> Specialist(
        this GraphBuilder<SupportRequest, SupportState, SupportReply> graph, string agent, string next) =>
        graph.Agent<string>(agent, agent, state => state.ForAgent(), (state, answer) => state.Answered(agent, answer), next);

    // What the customer wrote while the run waited is not lost: it goes back to triage.
    private static SupportState Settle(SupportState state, NodeContext context)
    {
        var settled = state with { Status = StatusAfter(state) };
        foreach (var delivered in context.TakeDelivered())
        {
            settled = settled.Hear(delivered.Deserialize<SupportRequest>(BatonJson.Options)!);
        }

        return settled;
    }

    private static CaseStatus StatusAfter(SupportState state) =>
        state.CurrentAgent == AgentNames.Escalation ? CaseStatus.Escalated
        : state.LastAnswer().Contains('?') ? CaseStatus.InProgress
        : CaseStatus.Resolved;
}
