using Baton.Engine.Journal;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>What an exception means for a run: whether to retry, and what the journal keeps of it.</summary>
internal static class RunFailure
{
    /// <summary>True for the types that say that another try can help.</summary>
    public static bool IsRetryable(Exception exception) =>
        exception is TransientException or TimeoutException or HttpRequestException or IOException
        || exception is BatonException { Code: ErrorCodes.AttemptTimeout };

    public static TimeSpan? RetryAfter(Exception exception) => (exception as TransientException)?.RetryAfter;

    /// <summary>What the journal keeps. The text of foreign exceptions stays: the journal does not leave the installation, displays decide.</summary>
    public static ErrorBody Describe(Exception exception, string defaultCode = ErrorCodes.NodeFailed) =>
        exception is BatonException known
            ? new ErrorBody(known.Code, known.GetType().Name, known.Message)
            : new ErrorBody(defaultCode, exception.GetType().Name, exception.Message);
}
