using Baton.Graphs;
using Baton.Policies;
using Baton.Support.Desk.People;
using Baton.Support.Desk.Technical;

namespace Baton.Support.Desk;

/// <summary>
/// The support desk: an intent classifier, or triage where it abstains, gives each message to a specialist; a specialist, or a rule, gives it
/// to the escalation agent, and that one to people. A thread is one customer's conversation.
/// </summary>
public static class SupportDesk
{
    /// <summary>The graph's id.</summary>
    public const string Id = "support_desk";

    /// <summary>The graph's version.</summary>
    public const int Version = 4;

    private const string Receive = "receive";
    private const string Reception = "reception";
    private const string Greet = "greet";
    private const string Add = "add_to_case";
    private const string Classify = "classify";
    private const string FastPathOpen = "fast_path";
    private const string TriageFallback = "triage_fallback";
    private const string Prioritise = "prioritise";
    private const string Assign = "assign";
    private const string Review = "review";
    private const string Raise = "raise";
    private const string HandOver = "hand_over";
    private const string Escalate = "escalate";
    private const string Staffed = "staffed";
    private const string BriefByRule = "brief_by_rule";
    private const string Decide = "decide";
    private const string Decided = "decided";
    private const string AskAgain = "ask_again";
    private const string Close = "close";
    private const string Listen = "listen";

    /// <summary>Builds the definition, with the shipped intent model and the settings that count where nothing is set.</summary>
    public static GraphDefinition Define() => Define(DeskSteps.Default);

    /// <summary>Builds the definition.</summary>
    internal static GraphDefinition Define(DeskSteps steps) => Graph
        .Define<SupportRequest, SupportState, SupportReply>(Id, Version)
        .Start(SupportState.Open)
        .Continue((state, request) => state.Hear(request))
        .Chat(message => new SupportRequest("guest", message), reply => reply.Response)
        .WhileWaiting(WhileWaiting.Deliver)
        .Case(DeskSteps.Facts)
        .TimeBudget(TimeBudget.Heavy)
        .AtReception(steps)
        .BySpecialists(steps)
        .ByEscalation(steps)
        .Function(Close, (state, context) => ValueTask.FromResult(DeskSteps.Close(state, context)))
        .Route(Listen, state => state.IsUnanswered(), to => to
            .When(true, Receive)
            .Otherwise(Graph.End))
        .OnError(AgentNames.Triage, TriageFallback)
        .OnError(AgentNames.Technical, Raise)
        .OnError(AgentNames.Billing, Raise)
        .OnError(AgentNames.General, Raise)
        .OnError(AgentNames.Orders, Raise)
        .OnError(AgentNames.Escalation, HandOver)
        .OnError(AgentNames.CaseBrief, BriefByRule)
        .Return(DeskSteps.Reply);

    // What the customer wrote is small talk, belongs to a case that a person has, or is sorted: by its intent, else by triage, then by rules.
    private static GraphBuilder<SupportRequest, SupportState, SupportReply> AtReception(
        this GraphBuilder<SupportRequest, SupportState, SupportReply> graph, DeskSteps steps) => graph
        .Function(Receive, (state, context) => ValueTask.FromResult(steps.Receive(state, context)))
        .Route(Reception, state => state, to => to
            .When(DeskSteps.IsSmallTalk, Greet, "small talk")
            .When(steps.IsWithPeople, Add, "a person has the case")
            .Otherwise(Classify))
        .Function(Greet, DeskSteps.Greet, next: Close)
        .Function(Add, DeskSteps.AddToCase, next: AgentNames.CaseBrief)
        .Function(Classify, steps.Classify)
        .Route(FastPathOpen, state => state.Intent.Length > 0, to => to
            .When(true, Prioritise)
            .Otherwise(AgentNames.Triage))
        .Agent<TriageDecision>(
            AgentNames.Triage, AgentNames.Triage, state => state.ForAgent(), (state, decision) => state.Triaged(decision), next: Prioritise)
        .Function(TriageFallback, state => state.Triaged(TriageDecision.Fallback))
        .Function(Prioritise, steps.PrioritiseAsync);

    private static GraphBuilder<SupportRequest, SupportState, SupportReply> BySpecialists(
        this GraphBuilder<SupportRequest, SupportState, SupportReply> graph, DeskSteps steps) => graph
        .Route(Assign, state => state, to => to
            .When(state => state.EscalationReason.Length > 0, AgentNames.Escalation, "a rule escalates it")
            .When(state => state.IsOrderWork, AgentNames.Orders, "an order is to change")
            .When(state => state.Category == Category.Technical, AgentNames.Technical, "technical")
            .When(state => state.Category == Category.Billing, AgentNames.Billing, "billing")
            .Otherwise(AgentNames.General))
        .Graph<TechnicalCase, TechnicalOutcome>(AgentNames.Technical, TechnicalPath.Define(), DeskSteps.ForTechnical, DeskSteps.Answered, next: Review)
        .Specialist(AgentNames.Billing, next: Review)
        .Specialist(AgentNames.General, next: Review)
        .Agent<string>(
            AgentNames.Orders, AgentNames.Orders, state => state.ForOrders(), (state, answer) => state.Answered(AgentNames.Orders, answer), next: Review)
        .Route(Review, steps.LeadsUp, to => to
            .When(true, Raise)
            .Otherwise(Close))
        .Function(Raise, steps.Raise);

    // The escalation agent speaks to the customer at once; then a person decides, as often as it takes.
    private static GraphBuilder<SupportRequest, SupportState, SupportReply> ByEscalation(
        this GraphBuilder<SupportRequest, SupportState, SupportReply> graph, DeskSteps steps) => graph
        .Specialist(AgentNames.Escalation, next: Escalate)
        .Function(HandOver, DeskSteps.HandOver)
        .Function(Escalate, steps.Escalate)
        .Route(Staffed, steps.IsWithPeople, to => to
            .When(true, AgentNames.CaseBrief)
            .Otherwise(Close))
        .Agent<CaseBrief>(AgentNames.CaseBrief, AgentNames.CaseBrief, DeskSteps.ForBrief, DeskSteps.Briefed, next: Decide)
        .Function(BriefByRule, state => DeskSteps.Briefed(state, CaseBrief.ByRule(state)))
        .Function(Decide, steps.DecideAsync)
        .Route(Decided, state => state, to => to
            .When(state => state.IsHandedBack, Assign, "given back")
            .When(state => state.IsAnswered, Close, "answered")
            .Otherwise(AskAgain))

        // A step of its own: two nodes alone that lead to each other would count as a loop, and a person may take as many steps as it needs.
        .Function(AskAgain, state => state with { IsAnswered = false }, next: Decide);

    private static GraphBuilder<SupportRequest, SupportState, SupportReply> Specialist(
        this GraphBuilder<SupportRequest, SupportState, SupportReply> graph, string agent, string next) =>
        graph.Agent<string>(agent, agent, state => state.ForAgent(), (state, answer) => state.Answered(agent, answer), next);
}
