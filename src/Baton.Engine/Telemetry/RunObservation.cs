using System.Diagnostics;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Telemetry;

/// <summary>One activation of a run: from taking it up to parking or ending it.</summary>
internal sealed class RunObservation : IDisposable
{
    private readonly Activity _span;
    private readonly CallTotals? _totals;

    private RunObservation(Activity span)
    {
        _span = span;
        if (span.IsAllDataRequested) _totals = CallTotals.Begin();
    }

    /// <summary>Begins it, in the trace that the run carries.</summary>
    /// <returns>Null where nobody listens, or the trace is left out.</returns>
    public static RunObservation? Begin(RunActivation run)
    {
        if (!BatonTelemetry.IsTracing) return null;
        var started = run.Ledger.Started;
        _ = ActivityContext.TryParse(started?.Trace, null, isRemote: true, out var origin);
        if (origin != default && TraceShares.LeaveOut(origin.TraceId)) return null;

        // Whoever looks at a later activation alone still finds what began it, also where a display does not go up to the parent.
        var isFirst = run.Ledger.Root is null;
        ActivityLink[]? links = isFirst || origin == default ? null : [new ActivityLink(origin)];
        var span = Span.Begin($"{TelemetryNames.InvokeWorkflow} {run.Row.Graph}", ActivityKind.Internal, origin, Sampled(run.Row), links);
        if (span is null) return null;
        if (span.IsAllDataRequested) Describe(span, run.Row, started);
        return new RunObservation(span);
    }

    /// <summary>Notes how it ended; null where the run was handed on or lost.</summary>
    public static void Rested(RunObservation? observed, RunResult? result)
    {
        observed?.Rested(result);
        if (result?.Run is not { } run) return;
        if (!run.Status.HasEnded())
        {
            Measure.Add(EngineMeasures.RunsParked, 1, new(TelemetryNames.Graph, run.Graph), new(TelemetryNames.Status, Word(run.Status)));
            return;
        }

        Measure.Add(
            EngineMeasures.RunsFinished, 1, new(TelemetryNames.Graph, run.Graph), new(TelemetryNames.Pool, run.Pool), new(TelemetryNames.Status, Word(run.Status)),
            new(TelemetryNames.ErrorType, run.ErrorCode));
        Measure.Record(
            EngineMeasures.RunDuration, Math.Max(0, (run.UpdatedAt - run.CreatedAt).TotalSeconds), new(TelemetryNames.Graph, run.Graph), new(TelemetryNames.Status, Word(run.Status)));
    }

    public void Dispose() => Span.End(_span);

    private void Rested(RunResult? result)
    {
        if (!_span.IsAllDataRequested) return;
        _totals?.WriteTo(_span);
        _span.SetTag(TelemetryNames.Status, result is null ? "handed_on" : Word(result.Run.Status));
        if (result?.Run.ErrorCode is { } code) Span.Fail(_span, code);
    }

    private static KeyValuePair<string, object?>[] Sampled(RunRow run) =>
        [new(TelemetryNames.Operation, TelemetryNames.InvokeWorkflow), new(TelemetryNames.WorkflowName, run.Graph)];

    private static void Describe(Activity span, RunRow run, RunStarted? started)
    {
        Labels.Write(span, run);
        span.SetTag(TelemetryNames.Epoch, run.Epoch);
        if (started?.Budget is not { } budget) return;
        span.SetTag(TelemetryNames.BudgetTokens, budget.Tokens);
        span.SetTag(TelemetryNames.BudgetCostUsd, (double?)budget.CostUsd);
    }

    private static string Word(RunStatus status) => status switch
    {
        RunStatus.Success => "success",
        RunStatus.Error => "error",
        RunStatus.Cancelled => "cancelled",
        RunStatus.Timeout => "timeout",
        RunStatus.Waiting => "waiting",
        RunStatus.Sleeping => "sleeping",
        _ => "pending",
    };
}
