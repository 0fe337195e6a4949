using Baton.Engine.Stores;

namespace Baton.Engine.Notices;

/// <summary>
/// Sends messages with what happens: it hears of every change of a case and every question to a person before it is committed, and what it sends is in
/// the outbox exactly where the change or the question is in the journal. Register any number of them with the services.
/// </summary>
/// <remarks>
/// Called by the run, in its way: no I/O, no waiting. Safe for concurrent use. Where it throws, the run goes on without its messages and the server's log
/// says so. What is not committed (the server lost the run) is told again by whoever goes on with it.
/// </remarks>
public interface INoticeSource
{
    /// <summary>Says what is sent because a case changes; by default nothing.</summary>
    IEnumerable<OutboxMessage> Of(CaseEvent change) => [];

    /// <summary>Says what is sent because a person is asked; by default nothing.</summary>
    IEnumerable<OutboxMessage> Of(QuestionAsked asked) => [];
}
