using System.Text.Json;
using Baton.Engine.Costs;
using Baton.Engine.Journal;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Engine.Effects;

/// <summary>
/// Brings one effect to its recorded result: returns what the journal has, or commits a start, calls, and records what came of it.
/// </summary>
internal sealed class EffectExecution(RunActivation run, VisitContext context, int nodeAttempt, string name, int ordinal, EffectOptions options)
{
    /// <summary>How often in a row a call waits for what holds it back, where that is not lasting.</summary>
    internal const int MaxHolds = 10;

    private const int Generation = 0;
    private readonly VisitRecord _visit = context.Record();
    private readonly EffectSpending _spending = new(run, context.Visit, name, options);

    public async ValueTask<JsonElement> RunAsync(Func<EffectScope, ValueTask<JsonElement>> call)
    {
        var argsHash = options.Arguments is null ? null : TicketIds.Arguments(JsonBytes.Bytes(JsonBytes.From(options.Arguments)).Span);
        run.Parts.Asked?.Invoke(new AskedEffect(context.Visit, name, ordinal, options, argsHash));
        var record = _visit.Find(name, ordinal);
        if (record is not null) CheckArguments(record.Started, argsHash);
        if (record?.Completed is { } completed) return completed.Result;
        // A failure for good stays one until the node's own code is tried again, or for ever where its code has gone another way since.
        if (record?.LastFailure is { RetryAt: null } && (options.FailureStays || record.FailedInNodeAttempt >= nodeAttempt)) throw Final(record);

        if (options.AtMostOnce && !run.Journal.Resumable)
        {
            throw new BatonException(ErrorCodes.NotResumable, $"'{name}' is at most once, but its graph is not resumable: nothing would remember that it was made. Remove .NotResumable().");
        }

        run.ThrowIfStopping();
        var repeated = record is { IsUnderWay: true };
        var mayBeMadeOnce = options.AtMostOnce || record is { Started.AtMostOnce: true };
        if (mayBeMadeOnce && await new RepeatGuard(run, context, name, ordinal, Generation).AskAsync(record) is { } given)
        {
            return await CompleteAsync(record ?? await StartAsync(argsHash, repeated: false), given);
        }

        var attempt = 1;
        if (record?.LastFailure is { RetryAt: { } due } last)
        {
            attempt = last.NextAttempt;
            await WaitUntilAsync(record, due, attempt);
        }

        // Also after a failure: a call that no start announces could not be told from one that was never made, nor be fenced.
        var isRetried = record is not null;
        var refused = _spending.Reserve();
        record = await StartAsync(argsHash, repeated);
        if (refused is not null) throw await RefuseAsync(record, attempt, refused);
        return await TryAsync(record, attempt, isRetried, call);
    }

    private void CheckArguments(EffectStarted started, string? argsHash)
    {
        if (started.ArgsHash == argsHash) return;
        throw new BatonException(
            ErrorCodes.ArgumentsChanged,
            $"The effect '{name}' of '{context.Visit}' was recorded with other arguments. The node's code, or what it reads besides state and context, changed while the run was under way. Run it on the version that it started with, or fork it.");
    }

    private async ValueTask<EffectRecord> StartAsync(string? argsHash, bool repeated)
    {
        var started = new EffectStarted(context.Visit, name, ordinal, Generation, options.Kind, argsHash)
        {
            Request = options.Request,
            AtMostOnce = options.AtMostOnce,
            Repeated = repeated,
            Reserved = _spending.Reserved,
        };
        // Asked before as well: a call that is announced and not made could not be told from one that was made and lost.
        await ConfirmLeaseAsync();
        var seq = await run.Journal.AppendAsync(started);
        var record = _visit.Start(seq, started);
        _spending.Start(record, started);

        // Committed is not enough: a process that was stopped in between wakes up with a commit of long ago and a run of somebody else's.
        await ConfirmLeaseAsync();
        return record;
    }

    private async ValueTask ConfirmLeaseAsync()
    {
        if (!await run.MayBeginAsync()) throw new LostSignal(new TimeoutException("The server's lease could not be renewed."));
    }

    private async ValueTask<JsonElement> CompleteAsync(EffectRecord record, JsonElement given)
    {
        // Where a call was begun, nobody knows what it cost: what was reserved for it.
        var completed = new EffectCompleted(record.FirstSeq, 1, given) { Spent = record.Started.Reserved };
        await run.Journal.AppendAsync(completed);
        record.Complete(completed);
        _spending.Completed(record, completed.Spent);
        return given;
    }

    private async ValueTask<JsonElement> TryAsync(EffectRecord record, int attempt, bool isRetried, Func<EffectScope, ValueTask<JsonElement>> call)
    {
        var policy = options.AtMostOnce ? RetryPolicy.None : options.Retry ?? RetryPolicy.Default;
        while (true)
        {
            var failure = await TryOnceAsync(record, attempt, isRetried, policy, call);
            if (failure is null) return record.Completed!.Result;
            if (failure.RetryAt is not { } next) throw Final(record);
            attempt = failure.NextAttempt;
            await WaitUntilAsync(record, next, attempt);
            run.ThrowIfStopping();
            if (_spending.CheckAgain(record) is { } refused) throw await RefuseAsync(record, attempt, refused);
        }
    }

    private async ValueTask<EffectFailed?> TryOnceAsync(
        EffectRecord record, int attempt, bool isRetried, RetryPolicy policy, Func<EffectScope, ValueTask<JsonElement>> call)
    {
        using var alarm = options.Timeout is { } timeout ? new CancellationTokenSource(timeout, run.Parts.Time) : null;
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(context.Cancellation, alarm?.Token ?? CancellationToken.None);
        var key = TicketIds.EffectKey(run.Row.Tenant, run.Row.Id, context.Visit, name, ordinal, Generation);
        var messageId = $"{key[..16]}-{record.LastSeq}-{attempt}";
        var scope = new EffectScope(run, record.LastSeq, key, attempt, isRetried || attempt > 1, messageId, limit.Token);
        using var carried = EffectTrace.TakeUp(run.Ledger.Started?.Trace);
        using var seen = EffectObservation.Begin(context.Visit, name, options.Kind, attempt, scope.Repeated);
        try
        {
            var result = await call(scope);
            var completed = new EffectCompleted(record.FirstSeq, attempt, result)
            {
                MessageId = scope.HasDeltas ? scope.MessageId : null,
                Spent = _spending.Spent(scope.Cost, otherwiseAll: true),
            };
            await run.Journal.AppendAsync(completed, scope.Writes, Cost(scope, failed: false));
            record.Complete(completed);
            _spending.Completed(record, completed.Spent);
            return null;
        }
        catch (Exception exception) when (exception is not StopSignal && run.Token.IsCancellationRequested)
        {
            await RecordCutAsync(record, attempt, scope);
            run.ThrowIfStopping();
            throw new HandOnSignal();
        }
        catch (Exception exception) when (exception is not StopSignal && !context.Cancellation.IsCancellationRequested)
        {
            var timedOut = exception is OperationCanceledException && limit.IsCancellationRequested;
            var reported = timedOut
                ? new BatonException(ErrorCodes.AttemptTimeout, $"'{name}' took longer than its timeout of {options.Timeout!.Value.TotalSeconds:0.###} s.", exception)
                : exception;
            seen?.Failed(reported);
            return await RecordFailureAsync(record, attempt, policy, reported, scope);
        }
        finally
        {
            scope.EndText();
        }
    }

    private async ValueTask<EffectFailed> RecordFailureAsync(EffectRecord record, int attempt, RetryPolicy policy, Exception exception, EffectScope scope)
    {
        var held = exception as CallHeldException;
        var wait = held is null ? WaitAfter(exception, attempt, record, policy) : WaitAfter(held, record, policy);
        var failed = new EffectFailed(record.FirstSeq, attempt, RunFailure.Describe(exception), run.Parts.Time.GetUtcNow() + wait)
        {
            Held = held is not null,
            Partial = scope.Text,
            // Who was cut off in the middle may have to pay for all of it.
            Spent = held is null || scope.Cost is not null
                ? _spending.Spent(scope.Cost, otherwiseAll: exception is BatonException { Code: ErrorCodes.AttemptTimeout })
                : _spending.Nothing,
        };
        return await FailAsync(record, failed, Cost(scope, failed: true));
    }

    private TimeSpan? WaitAfter(Exception exception, int attempt, EffectRecord record, RetryPolicy policy)
    {
        var tries = attempt - record.CutTries;
        var mayPass = RunFailure.IsRetryable(exception) || (options.ConflictMayPass && exception is BatonException { Code: ErrorCodes.RecordConflict });
        return mayPass && tries < policy.Attempts
            ? policy.DelayAfter(tries, run.Parts.Ids.NextRandom(), RunFailure.RetryAfter(exception))
            : null;
    }

    /// <summary>Besides the time that it is held back for, a while of its own: what waits for the same thing must not come all at once.</summary>
    private TimeSpan? WaitAfter(CallHeldException held, EffectRecord record, RetryPolicy policy)
    {
        var isWaitedFor = held.IsLasting ? !options.AtMostOnce : policy.Attempts > 1 && record.HoldsInRow < MaxHolds;
        if (!isWaitedFor || held.RetryAfter is not { } wait) return null;
        if (held.LongestWait is { } longest) wait = TimeSpan.FromSeconds(Math.Min(wait.TotalSeconds * Math.Pow(2, record.HoldsInRow), longest.TotalSeconds));
        return wait + RetryPolicy.Default.DelayAfter(record.HoldsInRow + 1, run.Parts.Ids.NextRandom());
    }

    private CostRow? Cost(EffectScope scope, bool failed) =>
        scope.Cost?.Usage is { } usage ? CostRows.Of(run.Info, context.Visit, usage, failed) : null;

    private static RecordedFailureException Final(EffectRecord record) => new(record.LastFailure!.Error) { HadOutput = record.HadOutput };

    private async ValueTask<RecordedFailureException> RefuseAsync(EffectRecord record, int attempt, BatonException refused)
    {
        await FailAsync(record, new EffectFailed(record.FirstSeq, attempt, RunFailure.Describe(refused), null));
        return Final(record);
    }

    private async ValueTask<EffectFailed> FailAsync(EffectRecord record, EffectFailed failed, CostRow? cost = null)
    {
        await run.Journal.AppendAsync(failed, cost);
        record.Fail(failed, nodeAttempt);
        _spending.Failed(record, failed);
        return failed;
    }

    // A call that was cut off leaves no result: it is repeated where the run goes on. What had been streamed is kept where it ends.
    private ValueTask RecordCutAsync(EffectRecord record, int attempt, EffectScope scope)
    {
        if (scope.Text is { } text) run.Partial = text;
        if (run.Cancel is null && run.TimeUp is null) return ValueTask.CompletedTask;
        var failed = new EffectFailed(record.FirstSeq, attempt, new ErrorBody(ErrorCodes.Permanent, "Cancelled", "The run was ended while this call was under way."), null)
        {
            Partial = scope.Text,
            Spent = _spending.Spent(scope.Cost, otherwiseAll: true),
        };
        run.Journal.Buffer(failed, Cost(scope, failed: true));
        _spending.Failed(record, failed);
        return ValueTask.CompletedTask;
    }

    private async ValueTask WaitUntilAsync(EffectRecord record, DateTimeOffset due, int attempt)
    {
        // Each try of the node begins to count anew, and must not find the tickets of the try before it.
        var ticket = nodeAttempt == 1 ? $"{name}.{ordinal}.{attempt}" : $"{name}.{ordinal}.{nodeAttempt}.{attempt}";
        if (record.LastFailure is { Held: true }) ticket += $".held.{record.Holds}";
        try
        {
            await context.WaitForRetryAsync(ticket, due);
        }
        catch (OperationCanceledException)
        {
            run.ThrowIfStopping();
            throw;
        }
    }
}
