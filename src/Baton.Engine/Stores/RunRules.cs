using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Stores;

/// <summary>Rules that every driver checks alike.</summary>
public static class RunRules
{
    /// <summary>Refuses appends that make no sense in any state of the store.</summary>
    /// <exception cref="ArgumentException">The transition leads to running, or entries are not numbered on from one another.</exception>
    public static void Check(JournalAppend append)
    {
        ArgumentNullException.ThrowIfNull(append);
        if (append.Transition?.Status == RunStatus.Running)
        {
            throw new ArgumentException("A run does not become running by an append: claim it.", nameof(append));
        }

        for (var index = 1; index < append.Entries.Count; index++)
        {
            if (append.Entries[index].Seq != append.Entries[0].Seq + index)
            {
                throw new ArgumentException($"Entry {append.Entries[index].Seq} does not follow the one before it.", nameof(append));
            }
        }
    }

    /// <summary>The share that a server gets of a pool's cap: nobody goes above the cap, and what it holds is not taken from it.</summary>
    /// <param name="cap">The cap.</param>
    /// <param name="others">What others hold.</param>
    /// <param name="held">What the server holds.</param>
    /// <param name="wish">What it would have.</param>
    public static int Share(int cap, int others, int held, int wish) => Math.Clamp(wish, 0, Math.Max(held, cap - others));

    /// <summary>How many entries an export puts on a line.</summary>
    public const int ExportedEntries = 100;

    /// <summary>The row as another store takes it over: nobody executes it there.</summary>
    public static RunRow WithoutOwner(RunRow row) =>
        row.Status == RunStatus.Running ? row with { Status = RunStatus.Pending, Owner = null } : row;

    /// <summary>True for an answer whose ticket's deadline has come: from then on the ticket is answered by its default, woken or not.</summary>
    /// <param name="message">What is sent.</param>
    /// <param name="deadline">The ticket's deadline, or null.</param>
    /// <param name="now">The store's own clock.</param>
    public static bool IsTooLate(InboxMessage message, DateTimeOffset? deadline, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(message);
        // In whole milliseconds, as stores keep times: never later than the run itself holds the deadline for passed.
        return message.Kind == InboxKind.Answer && deadline?.ToUnixTimeMilliseconds() <= now.ToUnixTimeMilliseconds();
    }

    /// <summary>How long from <paramref name="now"/> until <paramref name="due"/>; zero where it has passed.</summary>
    public static TimeSpan Until(DateTimeOffset due, DateTimeOffset now) => due > now ? due - now : TimeSpan.Zero;
}
