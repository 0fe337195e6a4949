using System.Runtime.CompilerServices;

namespace Baton.Postgres.Writing;

/// <summary>
/// Awaited, it goes to the end of the thread pool's common queue: whoever was completed before has its turn first, so that what they write next
/// is in the next batch. Nothing waits for it where nobody has anything to do.
/// </summary>
internal readonly struct BehindTheOthers : ICriticalNotifyCompletion
{
    public bool IsCompleted => false;

    public BehindTheOthers GetAwaiter() => this;

    public void GetResult()
    {
    }

    public void OnCompleted(Action continuation) => UnsafeOnCompleted(continuation);

    public void UnsafeOnCompleted(Action continuation) =>
        ThreadPool.UnsafeQueueUserWorkItem(static action => action(), continuation, preferLocal: false);
}
