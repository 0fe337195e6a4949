using System.Collections.Concurrent;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>
/// Which run's code waits for which run through <see cref="IRuns"/>. A wait that could only end with the waiting run itself is refused: for
/// itself, for a run above it, for a run queued on a thread behind one of these, or for one that waits, however indirectly, for them.
/// </summary>
/// <remarks>
/// Safe for concurrent use. Parents and queues are read from the store; waits by code are known for this server only. A circle over the
/// code of several servers is ended by the runs' time budgets.
/// </remarks>
internal sealed class RunWaits(IStore store)
{
    /// <summary>How many runs are looked at before a wait counts as harmless.</summary>
    private const int MostLookedAt = 256;

    private readonly AsyncLocal<RunRow?> _current = new();
    private readonly ConcurrentDictionary<(Guid Waiter, Guid Target), int> _waits = new();

    /// <summary>True where a run's code calls.</summary>
    public bool IsInRun => _current.Value is not null;

    /// <summary>From here on, in the caller's flow, the run's code calls.</summary>
    public void Enter(RunRow run) => _current.Value = run;

    /// <summary>Notes that the run whose code calls waits; nothing where no run's code does.</summary>
    /// <returns>To be disposed when the wait is over.</returns>
    /// <exception cref="BatonException">The wait would never end.</exception>
    public async ValueTask<IDisposable?> BeginAsync(string tenant, Guid target, CancellationToken cancellationToken)
    {
        if (_current.Value is not { } waiter) return null;

        // Noted first: of two runs that begin to wait for each other at once, the later one sees the other's wait.
        var wait = new Wait(this, (waiter.Id, target));
        try
        {
            if (!await ReachesAsync(tenant, target, await UpwardsAsync(waiter, cancellationToken), cancellationToken)) return wait;
        }
        catch
        {
            wait.Dispose();
            throw;
        }

        wait.Dispose();
        throw new BatonException(
            ErrorCodes.WaitCycle,
            $"Run {waiter.Id} would wait for run {target}, which cannot end before it. Start that run detached, or on a thread of its own.");
    }

    /// <summary>The run and everything above it: a parent waits for its child.</summary>
    private async ValueTask<HashSet<Guid>> UpwardsAsync(RunRow run, CancellationToken cancellationToken)
    {
        HashSet<Guid> upwards = [run.Id];
        for (RunRow? at = run; at?.Parent is { } parent && upwards.Add(parent.Run);)
        {
            at = await store.Runs.FindAsync(run.Tenant, parent.Run, cancellationToken);
        }

        return upwards;
    }

    private async ValueTask<bool> ReachesAsync(string tenant, Guid from, HashSet<Guid> goal, CancellationToken cancellationToken)
    {
        HashSet<Guid> seen = [from];
        var next = new Queue<Guid>(seen);
        while (next.TryDequeue(out var id) && seen.Count < MostLookedAt)
        {
            if (goal.Contains(id)) return true;
            if (await store.Runs.FindAsync(tenant, id, cancellationToken) is not { } run || run.Status.HasEnded()) continue;
            foreach (var blocker in await BlockersAsync(run, cancellationToken))
            {
                if (seen.Add(blocker)) next.Enqueue(blocker);
            }
        }

        return false;
    }

    /// <summary>The runs that must end or move before this one can end.</summary>
    private async ValueTask<IEnumerable<Guid>> BlockersAsync(RunRow run, CancellationToken cancellationToken)
    {
        if (run is { Queued: true, Thread: { } thread })
        {
            return await store.Threads.FindAsync(run.Tenant, thread, cancellationToken) is { ActiveRun: { } active } ? [active] : [];
        }

        var children = await store.Runs.QueryAsync(new RunQuery(run.Tenant) { Parent = run.Id, Limit = MostLookedAt }, cancellationToken);
        return children.Where(child => !child.Status.HasEnded()).Select(child => child.Id)
            .Concat(_waits.Keys.Where(wait => wait.Waiter == run.Id).Select(wait => wait.Target));
    }

    private sealed class Wait : IDisposable
    {
        private readonly RunWaits _all;
        private readonly (Guid Waiter, Guid Target) _wait;

        public Wait(RunWaits all, (Guid Waiter, Guid Target) wait)
        {
            (_all, _wait) = (all, wait);
            _all._waits.AddOrUpdate(_wait, 1, static (_, count) => count + 1);
        }

        public void Dispose()
        {
            while (_all._waits.TryGetValue(_wait, out var count))
            {
                if (count == 1 ? _all._waits.TryRemove(new KeyValuePair<(Guid Waiter, Guid Target), int>(_wait, 1)) : _all._waits.TryUpdate(_wait, count - 1, count)) return;
            }
        }
    }
}
