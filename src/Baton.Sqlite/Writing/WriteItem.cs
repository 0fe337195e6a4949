namespace Baton.Sqlite.Writing;

/// <summary>A piece of work for the writer. It may be executed again where a neighbour spoilt the batch.</summary>
internal abstract class WriteItem
{
    private Exception? failure;

    /// <summary>Does the work inside the batch's transaction. An exception undoes the whole batch; expected failures are outcomes.</summary>
    public abstract void Execute(WriteSession session);

    public void FailWith(Exception exception) => failure = exception;

    public void Complete()
    {
        if (failure is null)
        {
            Succeed();
        }
        else
        {
            Fail(failure);
        }
    }

    protected abstract void Succeed();

    protected abstract void Fail(Exception exception);

    protected void Forget() => failure = null;
}

/// <summary>Work with a result, for everything but plain appends.</summary>
internal sealed class WriteItem<T>(Func<WriteSession, T> work) : WriteItem
{
    private readonly TaskCompletionSource<T> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private T? result;

    public Task<T> Task => completion.Task;

    public override void Execute(WriteSession session) => result = work(session);

    protected override void Succeed() => completion.SetResult(result!);

    protected override void Fail(Exception exception) => completion.SetException(exception);
}
