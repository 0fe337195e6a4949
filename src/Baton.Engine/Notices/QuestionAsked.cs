using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Notices;

/// <summary>A question that a person is asked.</summary>
/// <param name="Run">The run that asks.</param>
/// <param name="Ticket">The ticket.</param>
/// <param name="Case">The case of the run's thread; null where it is none.</param>
/// <param name="At">When.</param>
public sealed record QuestionAsked(RunRow Run, TicketOpened Ticket, CaseFacts? Case, DateTimeOffset At);
