using System.Collections.Concurrent;
using System.Threading.Tasks.Sources;
using Baton.Engine.Stores;
using Baton.Sqlite.Runs;

namespace Baton.Sqlite.Writing;

/// <summary>An append on its way. Items are used again: appends are what a busy store does most.</summary>
internal sealed class AppendItem : WriteItem, IValueTaskSource<AppendOutcome>
{
    private const int Kept = 1_024;
    private static readonly ConcurrentQueue<AppendItem> Pool = [];
    private ManualResetValueTaskSourceCore<AppendOutcome> core = new() { RunContinuationsAsynchronously = true };
    private JournalAppend? append;
    private AppendOutcome outcome;

    public ValueTask<AppendOutcome> Task => new(this, core.Version);

    public static AppendItem For(JournalAppend append)
    {
        var item = Pool.TryDequeue(out var used) ? used : new AppendItem();
        item.append = append;
        return item;
    }

    public override void Execute(WriteSession session) => outcome = Appending.Append(session, append!);

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

    protected override void Succeed() => core.SetResult(outcome);

    protected override void Fail(Exception exception) => core.SetException(exception);

    private void GiveBack()
    {
        Forget();
        append = null;
        core.Reset();
        if (Pool.Count < Kept)
        {
            Pool.Enqueue(this);
        }
    }
}
