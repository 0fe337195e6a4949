using Baton.Contracts;
using Baton.Support.Desk.Authority;

namespace Baton.Support.Desk.People;

/// <summary>What a person sees of an escalated request in the inbox. Bounded: the whole conversation is the thread's.</summary>
internal sealed record CaseQuestion
{
    private const int MostMessages = 12;
    private const int LongestMessage = 1000;

    /// <summary>The thread, under which <c>/ops/support/requests</c> has the case as it is now; the run's id for a request on no thread.</summary>
    public required string Request { get; init; }

    public required string Customer { get; init; }

    public required Category Category { get; init; }

    public required Priority Priority { get; init; }

    public required string Reason { get; init; }

    public required string Language { get; init; }

    public required string Summary { get; init; }

    public required IReadOnlyList<Said> Conversation { get; init; }

    /// <summary>How many messages the customer had sent when this was asked.</summary>
    public required int Turns { get; init; }

    public required string SuggestedReply { get; init; }

    /// <summary>Who has the case; null for whoever takes it.</summary>
    public string? Assignee { get; init; }

    public int Overdue { get; init; }

    /// <summary>What the escalation agent did or proposes.</summary>
    public IReadOnlyList<Measure> Measures { get; init; } = [];

    public required IReadOnlyList<PersonTool> Tools { get; init; }

    /// <summary>Why the last decision came to nothing; null where it did.</summary>
    public string? Problem { get; init; }

    public static CaseQuestion Of(SupportState state, string request, IReadOnlyList<Measure> measures, string? problem) => new()
    {
        Request = request,
        Customer = state.UserId,
        Category = state.Category,
        Priority = state.Priority,
        Reason = state.EscalationReason,
        Language = state.Language,
        Summary = state.Summary,
        Conversation = [.. state.Messages.Skip(Math.Max(0, state.Messages.Count - MostMessages)).Select(Said.Of)],
        Turns = state.Turns(),
        SuggestedReply = state.Draft,
        Assignee = state.Person.Length > 0 ? state.Person : null,
        Overdue = state.Overdue,
        Measures = measures,
        Tools = PersonTool.All,
        Problem = problem,
    };

    /// <summary>One message.</summary>
    internal sealed record Said(string From, string Text)
    {
        public static Said Of(Message message) => new(
            message.Type == "human" ? "customer" : message.Name ?? message.Type,
            message.Content.Length > LongestMessage ? message.Content[..LongestMessage] + " […]" : message.Content);
    }
}
