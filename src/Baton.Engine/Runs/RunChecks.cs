using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>Checks requests for runs without accepting them: for callers that start all of several runs or none.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class RunChecks
{
    private readonly EngineParts _parts;
    private readonly RunAcceptor _acceptor;

    internal RunChecks(EngineParts parts, RunAcceptor acceptor) => (_parts, _acceptor) = (parts, acceptor);

    /// <summary>Checks a request. What only accepting it can tell (a full pool, a busy thread, a key of another request) is not looked at.</summary>
    /// <exception cref="BatonException">It would be refused; the code says why.</exception>
    public async ValueTask CheckAsync(RunRequest request, CancellationToken cancellationToken)
    {
        if (request.Thread is { } thread) ThreadIds.Check(thread);
        if (request.From is { } from) await new Checkpoints(_parts.Store).CheckAsync(request.Tenant, request.Thread, from, cancellationToken);
        _acceptor.Check(request);
    }
}
