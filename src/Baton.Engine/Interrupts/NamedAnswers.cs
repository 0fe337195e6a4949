using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Interrupts;

/// <summary>Finds the questions that an object of answers names. They may have been answered before: the same again does no harm.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class NamedAnswers(IStore store)
{
    /// <summary>The questions with their answers, as they are to be given.</summary>
    /// <exception cref="BatonException">A name is no question of the thread.</exception>
    public async ValueTask<IReadOnlyList<(TicketRow Ticket, JsonElement Value)>> FindAsync(
        string tenant, string thread, JsonElement answers, CancellationToken cancellationToken)
    {
        var found = new List<(TicketRow, JsonElement)>();
        foreach (var answer in answers.EnumerateObject())
        {
            var tickets = await store.Runs.TicketsAsync(new TicketQuery(tenant) { Id = answer.Name, IncludeClosed = true }, cancellationToken);
            if (tickets is not [{ Kind: TicketKind.Approval or TicketKind.Breakpoint } ticket] || ticket.Thread != thread)
            {
                throw new BatonException(ErrorCodes.TicketUnknown, $"No question of thread '{thread}' has the id {answer.Name}. Read the thread's state again.");
            }

            found.Add((ticket, answer.Value));
        }

        return found;
    }
}
