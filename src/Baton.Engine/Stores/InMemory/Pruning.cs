using Baton.Engine.Runs;

namespace Baton.Engine.Stores.InMemory;

/// <summary>
/// Removes what is old. A thread's runs rest on one another, so they go together, with the thread, once it has been idle long enough, or
/// as a thread that lives on is trimmed; a thread that never had a run stays.
/// </summary>
internal sealed class Pruning(InMemoryState state)
{
    public int Prune(TimeSpan olderThan, int limit, Action<StoredRun> keep)
    {
        var before = state.Now() - olderThan;
        var removed = 0;
        foreach (var run in LooseRuns(before).Take(limit).ToList())
        {
            keep(run);
            state.Remove(run);
            removed++;
        }

        foreach (var thread in IdleThreads(before).ToList())
        {
            if (removed >= limit)
            {
                break;
            }

            removed += Remove(thread);
        }

        return removed;
    }

    public bool Delete(StoredRun run)
    {
        if (!run.Row.Status.HasEnded())
        {
            return false;
        }

        if (run.Row.Thread is null)
        {
            state.Remove(run);
        }
        else
        {
            state.Set(run, run.Row with { Hidden = true });
            state.Messages.Forget(run, isHidden: true);
        }

        return true;
    }

    public int Remove(StoredThread thread)
    {
        var runs = thread.Runs.ToList();
        runs.ForEach(state.Remove);
        state.Threads.Remove((thread.Row.Tenant, thread.Row.Id));
        return runs.Count;
    }

    public int Trim(ThreadTrim trim)
    {
        var thread = state.Threads.GetValueOrDefault((trim.Tenant, trim.Thread));
        if (thread is null || thread.Row.Head != trim.Head || thread.Runs.Exists(run => run.EndedAt is null))
        {
            return 0;
        }

        var last = thread.Runs.Find(run => run.Row.Id == trim.Before)?.Key ?? 0;
        var going = thread.Runs
            .Where(run => run.Key < last && run.Row.Id != trim.Head.Run && !trim.Keep.Contains(run.Row.Id) && !state.HasLiveParent(run))
            .Take(trim.Limit).ToList();
        going.ForEach(state.Remove);
        return going.Count;
    }

    private IEnumerable<StoredRun> LooseRuns(DateTimeOffset before) =>
        state.ByKey.Values
            .Where(run => run.Row.Thread is null && run.EndedAt < before && !state.HasParent(run))
            .OrderBy(run => run.EndedAt).ThenBy(run => run.Key);

    private IEnumerable<StoredThread> IdleThreads(DateTimeOffset before) =>
        state.Threads.Values
            .Where(thread => thread.Runs.Count > 0 && thread.Row.UpdatedAt < before)
            .Where(thread => thread.Runs.TrueForAll(run => run.EndedAt is not null && !state.HasLiveParent(run)))
            .OrderBy(thread => thread.Row.UpdatedAt)
            .ThenBy(thread => thread.Row.Tenant, StringComparer.Ordinal)
            .ThenBy(thread => thread.Row.Id, StringComparer.Ordinal);
}
