using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>
/// Runs branches at once, so many at a time. Each one's value is journaled when it is there, so that a crash runs only unfinished ones
/// again; the node waits only when no branch can go on.
/// </summary>
internal sealed class BranchSet(RunActivation run, JoinPolicy policy, int maxConcurrency)
{
    public async ValueTask<BranchResults> RunAsync(
        List<BranchWork> work, Func<BranchWork, CancellationToken, ValueTask<object?>> body, CancellationToken cancellation)
    {
        using var failFast = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var slots = new SemaphoreSlim(maxConcurrency);
        var outcomes = await Task.WhenAll(work.Select(branch => OneAsync(branch, body, slots, failFast)));
        Rethrow(outcomes, cancellation);
        return new BranchResults([.. outcomes.Select(outcome => outcome.Result!)]);
    }

    private async Task<Outcome> OneAsync(
        BranchWork branch, Func<BranchWork, CancellationToken, ValueTask<object?>> body, SemaphoreSlim slots, CancellationTokenSource failFast)
    {
        if (Recorded(branch) is { } recorded) return new Outcome(recorded, null);
        await slots.WaitAsync(CancellationToken.None);
        try
        {
            // Branches start in their order, and code that computes without awaiting must not hold the others up.
            await Task.Yield();
            failFast.Token.ThrowIfCancellationRequested();
            var value = await ObservedAsync(branch, body, failFast.Token);
            var completed = new BranchCompleted(branch.Visit, JsonBytes.From(value), null);
            await run.Journal.AppendAsync(completed);
            Keep(completed);
            return new Outcome(new BranchResult(branch.Name, value, null), null);
        }
        catch (StopSignal signal)
        {
            return new Outcome(null, signal);
        }
        catch (Exception exception)
        {
            return await FailedAsync(branch, exception, failFast);
        }
        finally
        {
            slots.Release();
        }
    }

    private static async ValueTask<object?> ObservedAsync(
        BranchWork branch, Func<BranchWork, CancellationToken, ValueTask<object?>> body, CancellationToken cancellation)
    {
        var span = Span.Inside(TelemetryNames.Branch, branch.Name);
        span?.SetTag(TelemetryNames.Visit, branch.Visit);
        try
        {
            return await body(branch, cancellation);
        }
        catch (Exception exception)
        {
            Span.Leave(span, exception);
            throw;
        }
        finally
        {
            Span.End(span);
        }
    }

    private async Task<Outcome> FailedAsync(BranchWork branch, Exception exception, CancellationTokenSource failFast)
    {
        if (policy == JoinPolicy.FailFast)
        {
            await failFast.CancelAsync();
            return new Outcome(null, exception);
        }

        if (failFast.IsCancellationRequested) return new Outcome(null, exception);
        var error = exception is RecordedFailureException known ? known.Error : RunFailure.Describe(exception);
        try
        {
            var completed = new BranchCompleted(branch.Visit, null, error);
            await run.Journal.AppendAsync(completed);
            Keep(completed);
            return new Outcome(new BranchResult(branch.Name, null, new Fault(error.Code, branch.Visit, error.Message)), null);
        }
        catch (LostSignal lost)
        {
            return new Outcome(null, lost);
        }
    }

    private BranchResult? Recorded(BranchWork branch)
    {
        lock (run.LedgerGate)
        {
            if (!run.Ledger.Branches.TryGetValue(branch.Visit, out var done)) return null;
            return done.Error is { } error
                ? new BranchResult(branch.Name, null, new Fault(error.Code, branch.Visit, error.Message))
                : new BranchResult(branch.Name, JsonBytes.To(done.Value ?? JsonBytes.Null, branch.Body.ResultType), null);
        }
    }

    private void Keep(BranchCompleted completed)
    {
        lock (run.LedgerGate) run.Ledger.Branches[completed.Visit] = completed;
    }

    private static void Rethrow(Outcome[] outcomes, CancellationToken cancellation)
    {
        // Losing the run comes before everything; a failure comes before a wait; a cancelled sibling is not the failure.
        var stops = outcomes.Where(outcome => outcome.Stop is not null).Select(outcome => outcome.Stop!).ToList();
        if (stops.Count == 0) return;
        if (stops.Find(stop => stop is LostSignal) is { } lost) throw lost;
        cancellation.ThrowIfCancellationRequested();
        if (stops.Find(stop => stop is EndSignal or HandOnSignal) is { } ending) throw ending;
        var failure = stops.Find(stop => stop is not (StopSignal or OperationCanceledException)) ?? stops.Find(stop => stop is not StopSignal);
        if (failure is not null) throw Named(failure);
        throw new SuspendedSignal();
    }

    private static RecordedFailureException Named(Exception failure) =>
        failure as RecordedFailureException ?? new RecordedFailureException(RunFailure.Describe(failure, ErrorCodes.BranchFailed));

    private sealed record Outcome(BranchResult? Result, Exception? Stop);
}

/// <summary>One branch or item to run.</summary>
internal sealed record BranchWork(string Name, string Visit, Body Body, object? Item);
