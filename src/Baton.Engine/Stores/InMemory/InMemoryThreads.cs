using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Errors;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryThreads(InMemoryState state, InMemoryCases cases) : IThreadStore
{
    public ValueTask<(ThreadRow Thread, bool IsNew)> CreateAsync(ThreadRow thread, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (state.Threads.TryGetValue((thread.Tenant, thread.Id), out var present))
            {
                return ValueTask.FromResult((present.View, false));
            }

            var now = state.Now();
            var made = new StoredThread(new(thread.Tenant, thread.Id)
            {
                Graph = thread.Graph,
                Metadata = StoreJson.Own(thread.Metadata),
                CreatedAt = now,
                UpdatedAt = now,
            });
            state.Threads.Add((thread.Tenant, thread.Id), made);
            return ValueTask.FromResult((made.View, true));
        }
    }

    public ValueTask<ThreadRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(state.Threads.GetValueOrDefault((tenant, thread))?.View);
        }
    }

    public ValueTask<IReadOnlyList<ThreadRow>> QueryAsync(ThreadQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult<IReadOnlyList<ThreadRow>>([.. Sorted(Fitting(query), query).Skip(query.Offset).Take(query.Limit)]);
        }
    }

    public ValueTask<int> CountAsync(ThreadQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(Fitting(query).Count());
        }
    }

    public ValueTask<ThreadRow?> UpdateAsync(string tenant, string thread, JsonElement metadata, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!state.Threads.TryGetValue((tenant, thread), out var found))
            {
                return ValueTask.FromResult<ThreadRow?>(null);
            }

            found.Row = found.Row with { Metadata = StoreJson.Merge(found.Row.Metadata, metadata), UpdatedAt = state.Now() };
            return ValueTask.FromResult<ThreadRow?>(found.View);
        }
    }

    public ValueTask<bool> DeleteAsync(string tenant, string thread, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!state.Threads.TryGetValue((tenant, thread), out var found))
            {
                return ValueTask.FromResult(false);
            }

            if (found.Runs.Exists(IsUnderWay))
            {
                throw new BatonException(ErrorCodes.ThreadBusy, $"Thread {thread} has a run under way: cancel it first.");
            }

            new Pruning(state).Remove(found);
            cases.Remove(tenant, thread);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<bool> DeleteIdleAsync(string tenant, string thread, TimeSpan idle, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!state.Threads.TryGetValue((tenant, thread), out var found) || found.Active is not null || found.Row.UpdatedAt > state.Now() - idle)
            {
                return ValueTask.FromResult(false);
            }

            new Pruning(state).Remove(found);
            return ValueTask.FromResult(true);
        }
    }

    public ValueTask<AgedThreads> AgedAsync(TimeSpan olderThan, ThreadRow? after, int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var before = state.Now() - olderThan;
            var seen = state.Threads.Values
                .Where(thread => after is null || Compare(thread.Row, after) > 0)
                .OrderBy(thread => thread.Row, Comparer<ThreadRow>.Create(Compare))
                .Take(limit)
                .Select(thread => (thread.View, thread.Active is null && thread.Runs.Find(run => !run.Row.IsEdit)?.EndedAt < before))
                .ToList();
            return ValueTask.FromResult(AgedThreads.Of(seen, limit));
        }
    }

    public ValueTask<int> TrimAsync(ThreadTrim trim, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(new Pruning(state).Trim(trim));
        }
    }

    private static int Compare(ThreadRow one, ThreadRow other) =>
        string.CompareOrdinal(one.Tenant, other.Tenant) is var tenants and not 0 ? tenants : string.CompareOrdinal(one.Id, other.Id);

    /// <summary>A run that only waits for a person can go with its thread, unless another run waits for its end.</summary>
    private bool IsUnderWay(StoredRun run) =>
        !run.Row.Status.HasEnded() && (run.Row.Status != RunStatus.Waiting || state.HasLiveParent(run));

    private IEnumerable<ThreadRow> Fitting(ThreadQuery query) =>
        state.Threads.Values.Select(thread => thread.View).Where(row =>
            row.Tenant == query.Tenant
            && (query.Ids is null || query.Ids.Contains(row.Id))
            && (query.Status is null || row.Status == query.Status)
            && (query.Metadata is not { } part || StoreJson.Contains(row.Metadata, part)));

    private static IEnumerable<ThreadRow> Sorted(IEnumerable<ThreadRow> rows, ThreadQuery query)
    {
        var sorted = query.SortBy switch
        {
            "thread_id" => rows.OrderBy(row => row.Id, StringComparer.Ordinal),
            "created_at" => rows.OrderBy(row => row.CreatedAt).ThenBy(row => row.Id, StringComparer.Ordinal),
            _ => rows.OrderBy(row => row.UpdatedAt).ThenBy(row => row.Id, StringComparer.Ordinal),
        };
        return query.Ascending ? sorted : sorted.Reverse();
    }
}
