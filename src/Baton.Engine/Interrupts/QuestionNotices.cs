using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;

namespace Baton.Engine.Interrupts;

/// <summary>
/// Tells of questions to people before they are committed, so that messages can go with them: they are in the outbox exactly where the question is
/// in the journal.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class QuestionNotices
{
    private volatile Func<QuestionAsked, IReadOnlyList<OutboxMessage>>? _teller;

    internal QuestionNotices()
    {
    }

    /// <summary>Sets who says what is sent because of a question: no I/O, no waiting. Where it throws, the question goes without.</summary>
    public void TellBy(Func<QuestionAsked, IReadOnlyList<OutboxMessage>> teller) => _teller = teller;

    internal IReadOnlyList<OutboxMessage> Tell(RunRow run, TicketOpened opened)
    {
        try
        {
            return _teller?.Invoke(new QuestionAsked(run, opened)) ?? [];
        }
        catch (Exception)
        {
            Span.Failed();
            return [];
        }
    }
}

/// <summary>A question that a person is asked.</summary>
/// <param name="Run">The run that asks.</param>
/// <param name="Ticket">The ticket.</param>
public sealed record QuestionAsked(RunRow Run, TicketOpened Ticket);
