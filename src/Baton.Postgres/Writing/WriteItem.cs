using Baton.Postgres.Connecting;

namespace Baton.Postgres.Writing;

/// <summary>An append or an acceptance on its way.</summary>
internal abstract class WriteItem
{
    private Exception? failure;

    /// <summary>True where a try was made whose reply was lost.</summary>
    public bool MayBeWritten { get; set; }

    /// <summary>True where the outcome is known.</summary>
    public bool IsSettled { get; protected set; }

    public CancellationToken Cancellation { get; protected set; }

    /// <summary>What is written one after another: a run's key; for acceptances something of their own.</summary>
    public abstract object Order { get; }

    /// <summary>Does the work in a transaction of its own, which takes one of the places for each try.</summary>
    public abstract Task ExecuteAsync(Database database, SemaphoreSlim places, CancellationToken cancellationToken);

    /// <inheritdoc cref="ExecuteAsync"/>
    /// <returns>False where it was given up and may have been written.</returns>
    public async Task<bool> TryExecuteAsync(Database database, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        try
        {
            await ExecuteAsync(database, places, cancellationToken);
            return true;
        }
        catch (UnsettledException)
        {
            return false;
        }
    }

    public void FailWith(Exception exception)
    {
        failure = exception;
        IsSettled = true;
    }

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

    protected void Forget()
    {
        failure = null;
        MayBeWritten = false;
        IsSettled = false;
    }
}
