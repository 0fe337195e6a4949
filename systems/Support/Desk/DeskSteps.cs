using System.Text.Json;
using Baton.Contracts;
using Baton.Graphs;
using Baton.Support.Desk.People;
using Baton.Support.Desk.Rules;
using Baton.Support.Desk.Settings;
using Baton.Support.Desk.Technical;
using Baton.Support.Languages;
using Baton.Support.Orders;

namespace Baton.Support.Desk;

/// <summary>The desk's own steps: what its nodes do besides asking agents.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class DeskSteps(DeskIntents intents, DeskSettings settings, PersonNode? person = null, OrderDesk? shop = null)
{
    // The technical path keeps what it is given in its own state, so it is given no more than it needs.
    private const int TechnicalTurns = 3;

    /// <summary>With the shipped intent model and no settings.</summary>
    public static DeskSteps Default => new(DeskIntents.OfShipped(), DeskSettings.Default);

    /// <summary>When a case goes up.</summary>
    public EscalationRules Rules { get; } = new(settings.Escalation);

    public SupportState Receive(SupportState state, NodeContext context)
    {
        var received = state.Received(context.Run.RunId.ToString(), settings.Language) with
        {
            IsVip = state.IsVip || settings.Vip.Contains(state.UserId),
            IsWithPeople = IsWithPeople(state),
        };
        return IsSmallTalk(received) || received.Status != CaseStatus.Resolved ? received : received with { Status = CaseStatus.Reopened };
    }

    public static bool IsSmallTalk(SupportState state) => !state.IsWithPeople && SmallTalk.Answer(state.LastRequest(), state.Language) is not null;

    public bool IsWithPeople(SupportState state) => settings.People.Enabled && state.IsWithPeople;

    public static SupportState Greet(SupportState state) => state.Answered(AgentNames.Desk, SmallTalk.Answer(state.LastRequest(), state.Language)!) with
    {
        Status = state.Status == CaseStatus.New ? CaseFlow.Taken(state.Status) : state.Status,
        Priority = state.Turns() == 1 ? Priority.Low : state.Priority,
    };

    // A person answered, and the customer writes on: the case is theirs again, and no agent comes in between.
    public static SupportState AddToCase(SupportState state) => state with
    {
        Status = CaseFlow.Move(CaseFlow.Taken(state.Status), CaseStatus.Escalated),
        CurrentAgent = AgentNames.Person,
        IsAnswered = false,
    };

    public SupportState Classify(SupportState state) => state.Classified(
        FastPath.AnswersOrderDesk(state) ? DeskIntent.OrderAnswer(state.Category)
        : FastPath.IsOpen(state) ? intents.Find(state.LastRequest(), state.Language) : null);

    /// <summary>How urgent the request is, whether a rule takes it up at once, and whether there is a shop whose order can be changed.</summary>
    public async ValueTask<SupportState> PrioritiseAsync(SupportState state, NodeContext context)
    {
        // Needs no recorded value: nothing is committed between it and the node's end.
        var isOrderWork = state.IsOrderWork && shop is not null && await shop.HasOrdersAsync(context.Run.Tenant, context.Cancellation);
        return Prioritise(state with { IsOrderWork = isOrderWork });
    }

    private SupportState Prioritise(SupportState state)
    {
        var (priority, reason) = PriorityRules.Judge(state.Priority, Signals.Read(state.LastRequest()), state.IsVip);
        var judged = state with
        {
            Priority = priority,
            Reasoning = reason.Length == 0 ? state.Reasoning : $"{state.Reasoning} Raised to {Words.Of(priority)}: {reason}.".TrimStart(),
        };
        return judged with { EscalationReason = Rules.Before(judged) ?? "" };
    }

    public static TechnicalCase ForTechnical(SupportState state) => new(state.WithNote(state.Recent(TechnicalTurns)), state.Variables());

    public static SupportState Answered(SupportState state, TechnicalOutcome outcome) => state.Answered(AgentNames.Technical, outcome.Answer) with
    {
        Confidence = Math.Min(state.Confidence, outcome.Confidence),
        Sources = outcome.Sources,
        EscalationReason = outcome.NeedsPerson ? EscalationReason.HandedOver : "",
    };

    public bool LeadsUp(SupportState state) => state.EscalationReason.Length > 0 || Rules.After(state) is not null;

    // Also where a specialist failed: then there is no answer of this turn that could have said why.
    public SupportState Raise(SupportState state) => state with
    {
        EscalationReason = state.EscalationReason.Length > 0 ? state.EscalationReason
            : (state.IsUnanswered() ? null : Rules.After(state)) ?? EscalationReason.AgentFailed,
        IsHandedBack = false,
    };

    public static SupportState HandOver(SupportState state) => state.Answered(AgentNames.Escalation, DeskPhrases.In(state.Language).HandOver);

    public SupportState Escalate(SupportState state) => state with
    {
        Status = CaseFlow.Move(state.Status, CaseStatus.Escalated),
        IsWithPeople = settings.People.Enabled,
        Person = settings.People.Enabled && state.Person.Length == 0 ? settings.People.Assignee : state.Person,
        IsAnswered = false,
        Overdue = 0,
        Problem = "",
    };

    public static AgentRequest ForBrief(SupportState state) => new(DeskMaterial.Add(
        state.Recent(TechnicalTurns + 2),
        ("case", new { category = Words.Of(state.Category), priority = Words.Of(state.Priority), reason = state.EscalationReason, turns = state.Turns() })))
    {
        Variables = state.Variables(),
    };

    public static SupportState Briefed(SupportState state, CaseBrief brief) => state with { Summary = brief.Summary, Draft = brief.SuggestedReply };

    /// <summary>Asks the person who has the case, or whoever takes it, for one decision and does it.</summary>
    public async ValueTask<SupportState> DecideAsync(SupportState state, NodeContext context)
    {
        if (person is null) return state with { IsAnswered = true, IsWithPeople = false };
        var decided = await person.DecideAsync(state, context);
        return decided.IsHandedBack ? decided with { Status = CaseFlow.Taken(decided.Status) } : decided;
    }

    /// <summary>Where the case stands after the answer. What the customer wrote while the run waited is not lost: it is taken up next.</summary>
    public static SupportState Close(SupportState state, NodeContext context)
    {
        var status = CaseFlow.Move(state.Status, StatusAfter(state));
        var settled = state with { Status = status, IsHandedBack = false, Resolution = Resolution(state, status) };
        foreach (var delivered in context.TakeDelivered())
        {
            settled = settled.Hear(delivered.Deserialize<SupportRequest>(BatonJson.Options)!);
        }

        return settled;
    }

    public static SupportReply Reply(SupportState state) => new(
        state.RequestId, state.LastAnswer(), state.Category, state.Priority, state.CurrentAgent, state.Status, state.Turns())
    {
        Language = state.Language,
        Sources = state.Sources,
        EscalationReason = state.EscalationReason.Length > 0 ? state.EscalationReason : null,
    };

    /// <summary>What the thread's case is.</summary>
    public static CaseFacts Facts(SupportState state) => new(state.Status)
    {
        Category = Words.Of(state.Category),
        Priority = Words.Of(state.Priority),
        Agent = state.Person.Length > 0 ? state.Person : state.CurrentAgent,
        Customer = state.UserId,
        EscalationReason = state.EscalationReason,
        Summary = state.Resolution,
        Turns = state.Turns(),
    };

    private static string Resolution(SupportState state, CaseStatus status) => status switch
    {
        CaseStatus.Resolved when state.CurrentAgent == AgentNames.Desk && state.Resolution.Length == 0 => "Small talk.",
        CaseStatus.Resolved when state.CurrentAgent is not (AgentNames.Desk or AgentNames.Person) => $"Answered by {state.CurrentAgent}: {Words.Of(state.Category)}, turn {state.Turns()}.",
        CaseStatus.Resolved => state.Resolution,
        _ => "",
    };

    private static CaseStatus StatusAfter(SupportState state) => state.CurrentAgent switch
    {
        AgentNames.Desk => AfterSmallTalk(state),
        AgentNames.Escalation => CaseStatus.Escalated,
        AgentNames.Person => state.IsWithPeople ? CaseStatus.WaitingForCustomer : CaseStatus.Resolved,
        _ => AsksBack(state) ? CaseStatus.WaitingForCustomer : CaseStatus.Resolved,
    };

    private static CaseStatus AfterSmallTalk(SupportState state) => state.Status switch
    {
        CaseStatus.InProgress => AsksBack(state) ? CaseStatus.WaitingForCustomer : CaseStatus.Resolved,
        CaseStatus.WaitingForCustomer when !AsksBack(state) => CaseStatus.Resolved,
        var status => status,
    };

    private static bool AsksBack(SupportState state) => state.LastAnswer().Contains('?');
}
