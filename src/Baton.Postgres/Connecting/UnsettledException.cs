namespace Baton.Postgres.Connecting;

/// <summary>A change was given up after its commit was sent and before it was known what became of it.</summary>
internal sealed class UnsettledException(OperationCanceledException cause)
    : OperationCanceledException(cause.Message, cause, cause.CancellationToken);
