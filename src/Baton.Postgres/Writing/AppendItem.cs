using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Runs;

namespace Baton.Postgres.Writing;

/// <summary>An append on its way. Items are used again: appends are what a busy store does most.</summary>
internal sealed class AppendItem : WriteItem, IValueTaskSource<AppendOutcome>, IThreadPoolWorkItem
{
    private const int Kept = 1_024;
    private static readonly ConcurrentQueue<AppendItem> Pool = [];
    private ManualResetValueTaskSourceCore<AppendOutcome> core;
    private AppendOutcome outcome;
    private Exception? refusal;

    public JournalAppend Append { get; private set; } = null!;

    public ValueTask<AppendOutcome> Task => new(this, core.Version);

    public override object Order => Append.Lease.Key;

    /// <summary>True for what a running run does at every step, and for an end that needs nothing but the run's own rows.</summary>
    public bool IsPlain =>
        Append is { InboxTaken: null, Entries.Count: > 0, Open.Count: 0, Close.Count: 0, Records.Count: 0, Outbox.Count: 0, Cases.Count: 0 }
        && Append.Transition is null or { Head: null, ToParent: null, RolledBack: false, CountsCase: false, WakeAfter: null, Status: >= RunStatus.Success };

    /// <summary>True for a park or an end that needs nothing but the run's own rows and its thread's.</summary>
    public bool IsSimpleTransition =>
        Append is
        {
            Transition: { ToParent: null, RolledBack: false, CountsCase: false } transition, InboxTaken: null, Entries: { Count: > 0 } entries, Close.Count: 0,
            Records.Count: 0, Outbox.Count: 0, Costs.Count: 0, Cases.Count: 0,
        }
        && (Append.Open.Count == 0 || !transition.Status.HasEnded())
        && (transition.Head is not { } head || (head.Run == Append.Lease.Run && head.Seq == entries[^1].Seq));

    public static AppendItem For(JournalAppend append, CancellationToken cancellationToken)
    {
        var item = Pool.TryDequeue(out var used) ? used : new AppendItem();
        item.Append = append;
        item.Cancellation = cancellationToken;
        return item;
    }

    public void Commit()
    {
        outcome = new(AppendStatus.Committed, false);
        IsSettled = true;
    }

    public override async Task ExecuteAsync(Database database, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        outcome = await database.WriteAsync(
            session => Appending.AppendAsync(session, Append, MayBeWritten), TimeSpan.MaxValue, cancellationToken, places);
        IsSettled = true;
    }

    public AppendOutcome GetResult(short token)
    {
        try
        {
            return core.GetResult(token);
        }
        finally
        {
            GiveBack();
        }
    }

    public ValueTaskSourceStatus GetStatus(short token) => core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        core.OnCompleted(continuation, state, token, flags);

    /// <summary>Whoever waits goes on here, never on the loop that writes.</summary>
    void IThreadPoolWorkItem.Execute()
    {
        if (refusal is null)
        {
            core.SetResult(outcome);
        }
        else
        {
            core.SetException(refusal);
        }
    }

    protected override void Succeed() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    protected override void Fail(Exception exception)
    {
        refusal = exception;
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void GiveBack()
    {
        Forget();
        refusal = null;
        Append = null!;
        Cancellation = default;
        core.Reset();
        if (Pool.Count < Kept)
        {
            Pool.Enqueue(this);
        }
    }
}
