using System.Diagnostics;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Engine.Runs;

/// <summary>Tries of a node's own code: its timeout, and retries whose number and time are in the journal.</summary>
internal sealed class NodeAttempts(RunActivation run, Node node, string visit)
{
    public async ValueTask<object?> RunAsync(Func<CancellationToken, ValueTask<object?>> body, CancellationToken cancellation)
    {
        var policy = node.Policy.Retry ?? RetryPolicy.None;
        while (true)
        {
            var record = Record();
            var attempt = record.FailedAttempts + 1;
            if (record.RetryAt is { } due) await new VisitContext(run, visit, attempt, cancellation).WaitForRetryAsync($"node.{attempt}", due);
            try
            {
                return await TryAsync(body, cancellation);
            }
            catch (Exception exception) when (MayRetry(exception, policy, record, cancellation))
            {
                var delay = policy.DelayAfter(attempt, run.Parts.Ids.NextRandom(), RunFailure.RetryAfter(exception));
                var failed = new NodeFailed(visit, attempt, RunFailure.Describe(exception), run.Parts.Time.GetUtcNow() + delay, null);
                await run.Journal.AppendAsync(failed);
                record.Failed(failed);
                if (BatonTelemetry.IsRecording) Activity.Current!.SetTag(TelemetryNames.Retry, attempt);
            }
        }
    }

    private static bool MayRetry(Exception exception, RetryPolicy policy, VisitRecord record, CancellationToken cancellation) =>
        exception is not StopSignal && !cancellation.IsCancellationRequested
        && record.FailedAttempts + 1 < policy.Attempts
        && (RunFailure.IsRetryable(exception) || exception is RecordedFailureException
        {
            Code: ErrorCodes.Transient or ErrorCodes.AttemptTimeout or ErrorCodes.CircuitOpen
            or ErrorCodes.RemoteAgentUnreachable or ErrorCodes.RemoteAgentTimeout or ErrorCodes.RemoteTaskFailed or ErrorCodes.RemoteTaskCanceled
        });

    private async ValueTask<object?> TryAsync(Func<CancellationToken, ValueTask<object?>> body, CancellationToken cancellation)
    {
        if (node.Policy.Timeout is not { } timeout) return await body(cancellation);
        using var alarm = new CancellationTokenSource(timeout, run.Parts.Time);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(cancellation, alarm.Token);
        try
        {
            return await body(limit.Token);
        }
        catch (Exception exception) when (exception is not StopSignal && limit.IsCancellationRequested && !cancellation.IsCancellationRequested)
        {
            throw new BatonException(ErrorCodes.AttemptTimeout, $"'{visit}' took longer than its timeout of {timeout.TotalSeconds:0.###} s.", exception);
        }
    }

    private VisitRecord Record()
    {
        lock (run.LedgerGate) return run.Ledger.Visit(visit);
    }
}
