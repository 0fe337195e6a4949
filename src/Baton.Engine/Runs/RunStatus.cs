namespace Baton.Engine.Runs;

/// <summary>Where a run stands.</summary>
public enum RunStatus
{
    /// <summary>Accepted; no server executes it yet, or its thread is busy with another run.</summary>
    Pending,

    /// <summary>A server executes it.</summary>
    Running,

    /// <summary>It waits for a person or an event: somebody else has to do something.</summary>
    Waiting,

    /// <summary>It waits for a time or for its own child runs, and goes on by itself.</summary>
    Sleeping,

    /// <summary>It has ended with an output.</summary>
    Success,

    /// <summary>It has ended with a failure.</summary>
    Error,

    /// <summary>It was cancelled.</summary>
    Cancelled,

    /// <summary>Its time was up.</summary>
    Timeout,
}

/// <summary>What follows from a status.</summary>
public static class RunStatusExtensions
{
    /// <summary>The word for a status in Baton's own interfaces: its name in small letters.</summary>
    public static string Word(this RunStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>True for the statuses that nothing can change any more.</summary>
    public static bool HasEnded(this RunStatus status) => status >= RunStatus.Success;

    /// <summary>True where no server holds the run but something can bring it back.</summary>
    public static bool IsParked(this RunStatus status) => status is RunStatus.Waiting or RunStatus.Sleeping;
}
