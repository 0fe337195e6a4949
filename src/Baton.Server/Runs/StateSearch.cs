using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Server.Runs;

/// <summary>
/// Finds threads by their state. States are not indexed: they are read one by one, of threads that fit the other filters, in the order
/// asked for, and so many at most.
/// </summary>
internal static class StateSearch
{
    /// <summary>How many threads' states one request reads at most.</summary>
    public const int MostRead = 500;

    /// <summary>The threads that fit, from the query's offset on.</summary>
    /// <param name="store">The store.</param>
    /// <param name="threads">To read states.</param>
    /// <param name="query">The other filters, the order, and which of those that fit are wanted.</param>
    /// <param name="values">Members that the state must have, with their values.</param>
    /// <param name="show">What the caller sees of a state: nothing else is compared, for what is found says what is in it.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <exception cref="BatonException">Not all that were asked for were found, and more threads were left than may be read.</exception>
    public static async ValueTask<IReadOnlyList<(ThreadRow Row, ThreadState? State)>> FindAsync(
        IStore store, IThreads threads, ThreadQuery query, JsonElement values, Func<ThreadRow, ThreadState, ThreadState> show, CancellationToken cancellationToken)
    {
        var found = new List<(ThreadRow, ThreadState?)>();
        var candidates = await store.Threads.QueryAsync(query with { Offset = 0, Limit = MostRead + 1 }, cancellationToken);
        var toSkip = query.Offset;
        foreach (var row in candidates.Take(MostRead))
        {
            var state = await threads.StateAsync(row.Tenant, row.Id, null, cancellationToken);
            if (state is null || !Selection.Matches(show(row, state).Values, values) || toSkip-- > 0) continue;
            found.Add((row, state));
            if (found.Count == query.Limit) return found;
        }

        return candidates.Count <= MostRead
            ? found
            : throw new BatonException(
                ErrorCodes.RequestInvalid, $"More than {MostRead} threads fit the other filters, and no more states than that are read. Narrow the search by metadata, ids or status.");
    }
}
