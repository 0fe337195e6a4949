using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Support.Desk;

/// <summary>One customer's conversation with the desk. The answer is the last message; it is kept nowhere else.</summary>
/// <param name="UserId">The customer.</param>
/// <param name="Messages">The whole conversation, oldest first.</param>
public sealed record SupportState(string UserId, Log<Message> Messages)
{
    private const int ContextTurns = 5;

    /// <summary>The id of the request that is being answered; empty until it was received.</summary>
    public string RequestId { get; init; } = "";

    /// <summary>What the current request is about.</summary>
    public Category Category { get; init; }

    /// <summary>How urgent the current request is.</summary>
    public Priority Priority { get; init; } = Priority.Medium;

    /// <summary>Why triage decided so.</summary>
    public string Reasoning { get; init; } = "";

    /// <summary>The intent by which the current request was sorted without a model call; empty where triage read it.</summary>
    public string Intent { get; init; } = "";

    /// <summary>How sure the classifier was of <see cref="Intent"/>, 0 to 1.</summary>
    public double IntentConfidence { get; init; }

    /// <summary>The agent that has the case.</summary>
    public string CurrentAgent { get; init; } = AgentNames.Triage;

    /// <summary>Where the case stands.</summary>
    public CaseStatus Status { get; init; }

    /// <summary>The conversation's beginning.</summary>
    public static SupportState Open(SupportRequest request) =>
        new(request.UserId, Log<Message>.Empty.Add(Message.Human(request.Message)));

    /// <summary>The conversation with one more message from the customer.</summary>
    public SupportState Hear(SupportRequest request) => this with
    {
        UserId = request.UserId,
        Messages = Messages.Add(Message.Human(request.Message)),
        CurrentAgent = AgentNames.Triage,
        Status = CaseStatus.InProgress,
    };

    /// <summary>The conversation after triage.</summary>
    public SupportState Triaged(TriageDecision decision) => this with
    {
        Category = decision.Category,
        Priority = decision.Priority,
        Reasoning = decision.Reasoning,
        Status = CaseStatus.InProgress,
    };

    /// <summary>The conversation after the fast path: sorted by its intent, or left to triage.</summary>
    internal SupportState Classified(DeskIntent? found) => found is null
        ? this with { Intent = "", IntentConfidence = 0 }
        : Triaged(new TriageDecision(found.Category, Priority.Medium, $"Sorted by its intent, {found.Intent}, without triage.")) with
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

    /// <summary>How many messages the customer has sent.</summary>
    public int Turns() => Messages.Count(IsHuman);

    /// <summary>What the customer wrote last.</summary>
    public string LastRequest() => Messages.Last(IsHuman).Content;

    /// <summary>What an agent said last; empty before the first answer.</summary>
    public string LastAnswer() => Messages.LastOrDefault(message => !IsHuman(message))?.Content ?? "";

    /// <summary>What an agent is asked: the last five turns and the request they lead to.</summary>
    public AgentRequest ForAgent() => new(Recent())
    {
        Variables = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["request_id"] = RequestId,
            ["category"] = Words.Of(Category),
            ["priority"] = Words.Of(Priority),
            ["reasoning"] = Reasoning,
        },
    };

    private static bool IsHuman(Message message) => message.Type == "human";

    private List<Message> Recent()
    {
        var humans = 0;
        var from = Messages.Count;
        while (from > 0 && humans <= ContextTurns)
        {
            from--;
            if (IsHuman(Messages[from])) humans++;
        }

        return [.. Messages.Skip(from)];
    }
}
