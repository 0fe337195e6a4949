using System.Collections.Concurrent;
using Baton.Engine.Journal;
using Baton.Engine.Pools;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Runs;

/// <summary>Executes runs on this server: those that were accepted here, and pending ones that it claims as places in their pools allow.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class RunDispatcher(EngineParts parts, PoolGate pools, RunWaits waits, ILogger<RunDispatcher> log)
{
    private readonly ConcurrentDictionary<Guid, RunActivation> _active = new();
    private readonly RecentResults _recent = new();
    private readonly MissedPokes _missed = new();
    private readonly ConcurrentDictionary<Guid, (string Tenant, int Epoch)> _executing = new();

    /// <summary>How long a run rests that could not be executed, so that one that never can be does not keep the server busy.</summary>
    private static readonly TimeSpan BeforeNextTry = TimeSpan.FromSeconds(1);

    /// <summary>
    /// The most runs of a pool that are claimed at once: their places are taken before, and nobody else has them meanwhile. Where a claim came
    /// back full the next one may be larger.
    /// </summary>
    private const int MostOfPool = 512;

    private const int FewestOfPool = 32;

    /// <summary>The flow of each pool that had the last turn here.</summary>
    private readonly Dictionary<string, RunFlow> _turns = new(StringComparer.Ordinal);

    private static readonly TimeSpan Gather = TimeSpan.FromMilliseconds(2);
    private bool _wasShort;
    private int _claimedAtOnce = FewestOfPool;
    private long _brought;

    /// <summary>How many runs were brought back from their timers.</summary>
    public long Brought => Volatile.Read(ref _brought);

    /// <summary>How many runs and results are held in memory.</summary>
    public int Held => _active.Count + _recent.Count;

    /// <summary>How many runs are under execution.</summary>
    public int Executing => _executing.Count;

    /// <summary>Takes a place for a run that is about to be accepted.</summary>
    /// <returns>The incarnation that may own it at once, or null.</returns>
    public long? TryReserve(string pool) => !parts.IsDraining && parts.Lease.Incarnation is { } me && pools.TryEnter(pool) ? me : null;

    public void Release(string pool) => pools.Leave(pool);

    /// <summary>The result of a run that came to rest here a moment ago.</summary>
    public RunResult? Recent(Guid run) => _recent.Find(run);

    /// <summary>
    /// True where the run is under execution here: who watched it before asking, and found no recent result, will be told when it rests.
    /// </summary>
    public bool IsExecuting(string tenant, Guid run) => _executing.TryGetValue(run, out var executing) && executing.Tenant == tenant;

    /// <summary>True where the run, of whichever tenant, is under execution here.</summary>
    public bool IsExecuting(Guid run) => _executing.ContainsKey(run);

    /// <summary>Executes a run whose place is taken.</summary>
    /// <param name="claimed">The run, and what is known of its journal and inbox.</param>
    /// <param name="started">Its only entry, where it was accepted a moment ago; null for what the claim brought, or its journal as it is read.</param>
    public void Execute(ClaimedRun claimed, RunStarted? started)
    {
        _executing[claimed.Run.Id] = (claimed.Run.Tenant, claimed.Lease.Epoch);
        ThreadPool.UnsafeQueueUserWorkItem(static work => _ = work.Item1.ExecuteAsync(work.claimed, work.started), (this, claimed, started), preferLocal: false);
    }

    /// <summary>Tells the run's executor, wherever it is, that its inbox has news.</summary>
    public async ValueTask PokeAsync(Guid run)
    {
        if (!await TryPokeAsync(run)) parts.Tell(new StoreHint(StoreHintKind.Inbox, run));
    }

    /// <summary>
    /// Tells a run that it is to end. One that nobody executes is taken up here, also where its pool is full: it runs no node any more.
    /// </summary>
    public async ValueTask StopAsync(Guid run)
    {
        if (await TryPokeAsync(run)) return;
        if (!parts.IsDraining && parts.Lease.Incarnation is { } me && await TakeUpAsync(RunClaim.Of(me, run), CancellationToken.None) > 0) return;
        parts.Tell(new StoreHint(StoreHintKind.Inbox, run));
    }

    /// <summary>Tells the run's executor that its inbox has news.</summary>
    /// <returns>False where it is not on this server.</returns>
    public async ValueTask<bool> TryPokeAsync(Guid run)
    {
        if (!_active.TryGetValue(run, out var activation))
        {
            // Claimed a moment ago, it may not be there yet: whoever registers it asks what was missed.
            _missed.Add(run);
            if (!_active.TryGetValue(run, out activation)) return false;
        }

        try
        {
            await activation.ReadInboxAsync();
        }
        catch (ObjectDisposedException)
        {
            // The run came to rest in the same moment; its transition saw the inbox, or was refused because of it.
        }

        return true;
    }

    /// <summary>Lets every run that is under execution here look into its inbox.</summary>
    public async ValueTask PokeAllAsync(CancellationToken cancellationToken)
    {
        foreach (var run in _active.Keys)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await TryPokeAsync(run);
        }
    }

    /// <summary>Claims what places allow: pending runs, then such as are due. For one caller at a time.</summary>
    /// <returns>True where there may be more at once.</returns>
    public async ValueTask<bool> ClaimAsync(CancellationToken cancellationToken)
    {
        if (parts.IsDraining || parts.Lease.Incarnation is not { } me) return false;

        // Where there was no place the first one that is free is seldom alone: its like came to rest in the same commit. In real time: it is
        // the machine that is waited for, and a clock that a test holds would hold the claims.
        if (_wasShort) await Task.Delay(Gather, TimeProvider.System, cancellationToken);

        // Places first: what was counted and not taken could be gone when the runs come.
        var places = pools.Take(parts.Graphs.Rows.Select(row => row.Pool).Distinct(StringComparer.Ordinal), _claimedAtOnce);
        _wasShort = places.Count == 0;
        if (_wasShort) return false;
        var left = new Dictionary<string, int>(places, StringComparer.Ordinal);
        try
        {
            var claimed = await parts.Store.Runs.ClaimAsync(new RunClaim(me, places) { After = _turns }, cancellationToken);
            TakeUp(claimed, left);
            var isFull = parts.IsDue && await BringAsync(me, left, cancellationToken);
            _claimedAtOnce = isFull || left.Values.Any(unused => unused == 0) ? Math.Min(_claimedAtOnce * 2, MostOfPool) : Math.Max(_claimedAtOnce / 2, FewestOfPool);
            return isFull || claimed.Count > 0;
        }
        finally
        {
            var isWanted = false;
            foreach (var (pool, unused) in left) isWanted |= unused > 0 && pools.Leave(pool, unused);
            if (isWanted) parts.Look();
        }
    }

    /// <summary>Claims runs that are due with the places that are left.</summary>
    /// <returns>True where more may be due.</returns>
    private async ValueTask<bool> BringAsync(long me, Dictionary<string, int> left, CancellationToken cancellationToken)
    {
        var places = left.Where(pool => pool.Value > 0).ToDictionary(StringComparer.Ordinal);
        var limit = places.Values.Sum();
        if (limit == 0) return false;
        var outcome = await parts.Store.Runs.WakeDueAsync(limit, new RunClaim(me, places), cancellationToken);
        TakeUp(outcome.Claimed, left);
        if (outcome.Woken > 0) parts.Nudge();
        TimerMeasures.Brought(outcome);
        Volatile.Write(ref _brought, _brought + outcome.Claimed.Count + outcome.Woken);
        return outcome.Claimed.Count + outcome.Woken == limit;
    }

    private void TakeUp(IReadOnlyList<ClaimedRun> claimed, Dictionary<string, int> left)
    {
        foreach (var run in claimed)
        {
            left[run.Run.Pool]--;
            _turns[run.Run.Pool] = new RunFlow(run.Run.Tenant, run.Run.Graph);
            TakeUp(run);
        }
    }

    /// <summary>Claims a run and executes it, whether there is a place for it or not.</summary>
    private async ValueTask<int> TakeUpAsync(RunClaim claim, CancellationToken cancellationToken)
    {
        var claimed = await parts.Store.Runs.ClaimAsync(claim, cancellationToken);
        foreach (var run in claimed)
        {
            pools.Enter(run.Run.Pool);
            TakeUp(run);
        }

        return claimed.Count;
    }

    private void TakeUp(ClaimedRun run)
    {
        pools.Of(run.Run.Pool).Waits.Add(run.Waited);
        Measure.Record(EngineMeasures.PoolWait, run.Waited.TotalSeconds, new KeyValuePair<string, object?>(TelemetryNames.Pool, run.Run.Pool));
        _recent.Remove(run.Run.Id);
        Execute(run, null);

        // Whoever watches it elsewhere asks the new owner to tell of changes.
        parts.Tell(new StoreHint(StoreHintKind.Changed, run.Run.Id));
    }

    /// <summary>Notes in the log that a run has spent most of its budget.</summary>
    public void WarnOfBudget(RunRow run, RunBudget budget) => LogNearlySpent(run.Id, run.Graph, budget);

    /// <summary>Cuts off what is still running, and forgets which places the store has granted.</summary>
    public void Abort()
    {
        pools.Close();
        foreach (var activation in _active.Values) activation.Abort();
    }

    private async Task ExecuteAsync(ClaimedRun claimed, RunStarted? started)
    {
        var (row, lease, _) = claimed;
        RunResult? result = null;
        waits.Enter(row);
        try
        {
            result = await ActivateAsync(claimed, started);
        }
        catch (Exception exception)
        {
            LogBroken(row.Id, exception);
            await LetGoAsync(lease);
        }
        finally
        {
            // In this order, whoever watched the run and then found it under execution is told; whoever did not reads the store.
            // What waits may go on at any moment; only an end stays true.
            if (result is not null && result.Run.Status.HasEnded()) _recent.Add(result);
            // Only this execution: the run may have been woken and taken up again already.
            _executing.TryRemove(KeyValuePair.Create(row.Id, (row.Tenant, lease.Epoch)));
            if (result is not null) parts.Hub.Rests(result);
            if (pools.Leave(row.Pool)) parts.Nudge();
        }

        if (result?.Run.Status == RunStatus.Waiting) await DeliverQueuedAsync(result.Run);
    }

    private async ValueTask DeliverQueuedAsync(RunRow waiting)
    {
        try
        {
            await new QueuedInputs(parts, this).DeliverAsync(waiting);
        }
        catch (Exception exception)
        {
            LogQueuedKept(waiting.Id, exception);
        }
    }

    /// <summary>Lets go of a run that this incarnation may still own: it is claimed again, after a while, and goes on from its journal.</summary>
    private async ValueTask LetGoAsync(RunLease lease)
    {
        var append = new JournalAppend(lease, []) { Transition = new RunTransition(RunStatus.Pending, long.MaxValue) { WakeAfter = BeforeNextTry } };

        // A run that stayed with a server that does not execute it would stay for as long as the server lives.
        while (parts.Lease.Incarnation == lease.Owner && !parts.IsDraining)
        {
            try
            {
                await parts.Store.Runs.AppendAsync(append, CancellationToken.None);
                return;
            }
            catch (Exception exception)
            {
                LogKept(lease.Run, exception);
                await Task.Delay(BeforeNextTry, parts.Time, CancellationToken.None);
            }
        }
    }

    private async Task<RunResult?> ActivateAsync(ClaimedRun claimed, RunStarted? started)
    {
        var row = claimed.Run;
        var ledger = started is not null ? Fresh(row, started)
            : claimed.Entries is { } entries ? await parts.States.LedgerOfAsync(row.Id, entries, CancellationToken.None)
            : await parts.States.LedgerAsync(row.Id, int.MaxValue, CancellationToken.None);
        using var activation = new RunActivation(parts, row, claimed.Lease, ledger);
        using var seen = RunObservation.Begin(activation);
        _active[row.Id] = activation;
        try
        {
            // After it was registered: from here on it is told of what comes.
            if (claimed.IsInboxEmpty && !_missed.Take(row.Id)) activation.InboxWasEmpty(row.UpdatedAt);
            var (graph, failure) = GraphOf(row);
            var result = graph is not null
                ? await new RunExecutor(activation, graph).ExecuteAsync(started is not null)
                : await new RunRest(activation, null).CommitAsync(new RestWish(RunStatus.Error) { Error = failure });
            RunObservation.Rested(seen, result);
            if (result is not null) parts.Hub.Ends.Rested(activation, result.Run, isWhole: started is not null);
            return result;
        }
        finally
        {
            // Only this one: the run may have been woken and taken up again already.
            _active.TryRemove(new KeyValuePair<Guid, RunActivation>(row.Id, activation));
        }
    }

    private (GraphDefinition? Graph, ErrorBody? Failure) GraphOf(RunRow row)
    {
        try
        {
            return (parts.Graphs.Get(row.Graph), null);
        }
        catch (BatonException exception)
        {
            return (null, RunFailure.Describe(exception));
        }
    }

    private static RunLedger Fresh(RunRow row, RunStarted started)
    {
        var entry = new JournalEntry(1, EntryKind.RunStarted, row.CreatedAt, JournalCodec.Encode(started));
        var ledger = new RunLedger { Entries = [entry] };
        ledger.Apply(entry, started);
        return ledger;
    }
}
