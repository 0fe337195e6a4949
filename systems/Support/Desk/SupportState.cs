using Baton.Agents.Languages;
using Baton.Contracts;
using Baton.Graphs;
using Baton.Support.Desk.People;
using Baton.Support.Desk.Rules;

namespace Baton.Support.Desk;

/// <summary>One customer's conversation with the desk. The answer is the last message; it is kept nowhere else.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Messages">The whole conversation, oldest first.</param>
public sealed record SupportState(string UserId, Log<Message> Messages)
{
    private const int ContextTurns = 5;

    // Who somebody is, and what is to happen, is asked and said in turns, and all of it counts at the yes.
    private const int OrderTurns = 10;

    /// <summary>The id of the request that is being answered; empty until it was received.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>What the current request is about.</summary>
    public Category Category { get; init; }

    /// <summary>How urgent the current request is.</summary>
    public Priority Priority { get; init; } = Priority.Medium;

    /// <summary>Why triage and the rules decided so.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>The intent by which the current request was sorted without a model call; empty where triage read it.</summary>
    public string Intent { get; init; } = "";

    /// <summary>How sure the classifier was of <see cref="Intent"/>, 0 to 1.</summary>
    public double IntentConfidence { get; init; }

    /// <summary>Whether the current request asks to cancel, change, return or exchange an order, and there are orders to do it with.</summary>
    public bool IsOrderWork { get; init; }

    /// <summary>How sure triage, and behind it the analyst, are of the current request, 0 to 1.</summary>
    public double Confidence { get; init; } = 1;

    /// <summary>The customer's language, an ISO 639-1 code; empty until the first message was read. A message that gives none away keeps it.</summary>
    public string Language { get; init; } = "";

    /// <summary>Whether the customer is one that must not wait.</summary>
    public bool IsVip { get; init; }

    /// <summary>How many answers in a row have not helped.</summary>
    public int FailedAnswers { get; init; }

    /// <summary>Why the current request was escalated; empty where it was not.</summary>
    public string EscalationReason { get; init; } = "";

    /// <summary>The documents that the last answer cites.</summary>
    public IReadOnlyList<string> Sources { get; init; } = [];

    /// <summary>What a person reads first of an escalated case.</summary>
    public string Summary { get; init; } = "";

    /// <summary>The answer that is suggested to the person.</summary>
    public string Draft { get; init; } = "";

    /// <summary>How the case was settled, in a sentence; empty until it was.</summary>
    public string Resolution { get; init; } = "";

    /// <summary>The person or team that has the case; empty for the agents, or whoever takes it.</summary>
    public string Person { get; init; } = "";

    /// <summary>True while the case waits for a person, or one has it.</summary>
    public bool IsWithPeople { get; init; }

    /// <summary>True in the turn in which a person gave the case back to the agents.</summary>
    public bool IsHandedBack { get; init; }

    /// <summary>True where a person has answered, and nothing is left to decide in this run.</summary>
    public bool IsAnswered { get; init; }

    /// <summary>Why a person's last decision came to nothing; empty where it did.</summary>
    public string Problem { get; init; } = "";

    /// <summary>How often whoever had the case let its deadline pass.</summary>
    public int Overdue { get; init; }

    /// <summary>What people did with the case, oldest first.</summary>
    public Log<HandlingStep> Handling { get; init; } = Log<HandlingStep>.Empty;

    /// <summary>The agent that has the case.</summary>
    public string CurrentAgent { get; init; } = AgentNames.Triage;

    /// <summary>Where the case stands.</summary>
    public CaseStatus Status { get; init; }

    /// <summary>The last answer, so that a run that waits shows its caller the same members as one that has ended.</summary>
    public string Response => LastAnswer();

    /// <summary>How many messages the customer has sent, for the same reason.</summary>
    public int ConversationTurns => Turns();

    /// <summary>The conversation's beginning.</summary>
    public static SupportState Open(SupportRequest request) =>
        new(request.UserId, Log<Message>.Empty.Add(Message.Human(request.Message))) { IsVip = request.Vip };

    /// <summary>The conversation with one more message from the customer.</summary>
    public SupportState Hear(SupportRequest request) => this with
    {
        UserId = request.UserId,
        Messages = Messages.Add(Message.Human(request.Message)),
        IsVip = IsVip || request.Vip,
    };

    /// <summary>The conversation as the desk takes up what the customer wrote last.</summary>
    internal SupportState Received(string request, string language) => this with
    {
        RequestId = request,
        Language = LanguageDetector.Detect(LastRequest()) ?? (Language.Length > 0 ? Language : language),
        CurrentAgent = AgentNames.Triage,
        EscalationReason = IsWithPeople ? EscalationReason : "",
        Confidence = 1,
        IsHandedBack = false,
        Sources = Sources.Count == 0 ? Sources : [],
    };

    /// <summary>The conversation after triage.</summary>
    public SupportState Triaged(TriageDecision decision) => this with
    {
        Category = decision.Category,
        Priority = decision.Priority,
        Reasoning = decision.Reasoning,
        IsOrderWork = decision.IsOrderWork,
        Confidence = double.Clamp(decision.Confidence, 0, 1),
        FailedAnswers = Turns() > 1 && decision.Category == Category && HasNotHelped() ? FailedAnswers + 1 : 0,
        Status = CaseFlow.Taken(Status),
    };

    /// <summary>The conversation after the fast path: sorted by its intent, or left to triage.</summary>
    internal SupportState Classified(DeskIntent? found) => found is null
        ? this with { Intent = "", IntentConfidence = 0 }
        : Triaged(new TriageDecision(
            found.Category, Priority.Medium, $"Sorted by its intent, {found.Intent}, without triage.", found.IsOrderWork ? AgentNames.Orders : "")) with
        {
            Intent = found.Intent,
            IntentConfidence = found.Confidence,
        };

    /// <summary>The conversation with an agent's answer.</summary>
    public SupportState Answered(string agent, string answer) => this with
    {
        Messages = Messages.Add(Message.Ai(answer, agent)),
        CurrentAgent = agent,
    };

    /// <summary>The conversation with a person's answer.</summary>
    internal SupportState Said(string person, string text) => this with
    {
        Messages = Messages.Add(Message.Ai(text, person)),
        CurrentAgent = AgentNames.Person,
        Sources = Sources.Count == 0 ? Sources : [],
    };

    /// <summary>The case with one more thing that a person did.</summary>
    internal SupportState Handled(HandlingStep step) => this with { Handling = Handling.Add(step) };

    /// <summary>How many messages the customer has sent.</summary>
    public int Turns() => Messages.Count(IsHuman);

    /// <summary>What the customer wrote last.</summary>
    public string LastRequest() => Messages.Last(IsHuman).Content;

    /// <summary>What an agent said last; empty before the first answer.</summary>
    public string LastAnswer() => Messages.LastOrDefault(message => !IsHuman(message))?.Content ?? "";

    /// <summary>True where the customer wrote last.</summary>
    public bool IsUnanswered() => Messages.Count > 0 && IsHuman(Messages[^1]);

    /// <summary>What an agent is asked: the last five turns and the request they lead to, with the note of whoever gave the case back.</summary>
    public AgentRequest ForAgent() => new(WithNote(Recent(ContextTurns))) { Variables = Variables() };

    /// <summary>What the order desk's agent is asked: as the others, with more of what was said.</summary>
    internal AgentRequest ForOrders() => new(WithNote(Recent(OrderTurns))) { Variables = Variables() };

    /// <summary>Messages with the note of whoever gave the case back.</summary>
    internal IReadOnlyList<Message> WithNote(IReadOnlyList<Message> messages) =>
        IsHandedBack ? DeskMaterial.Add(messages, ("note", new { from = AgentNames.Person, note = Handling.Count > 0 ? Handling[^1].Text : "" })) : messages;

    /// <summary>What prompts are filled with.</summary>
    internal IReadOnlyDictionary<string, string> Variables() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["request_id"] = RequestId,
        ["category"] = Words.Of(Category),
        ["priority"] = Words.Of(Priority),
        ["reasoning"] = Reasoning,
        ["language"] = LanguageSample.NameOf(Language),
    };

    /// <summary>The last turns and the request they lead to.</summary>
    internal List<Message> Recent(int turns)
    {
        var humans = 0;
        var from = Messages.Count;
        while (from > 0 && humans <= turns)
        {
            from--;
            if (IsHuman(Messages[from])) humans++;
        }

        return [.. Messages.Skip(from)];
    }

    private static bool IsHuman(Message message) => message.Type == "human";

    private bool HasNotHelped() => (Signals.Read(LastRequest()) & (Signal.Unsolved | Signal.Repeated)) != Signal.None;
}
