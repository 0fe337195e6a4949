using System.Diagnostics;
using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Telemetry;
using Baton.Engine.Trees;

namespace Baton.Server.Telemetry.Tail;

/// <summary>Whether a tree is exported at its run's end: by what is known of the run, and where that does not tell, by its tree.</summary>
internal sealed class TailDecision(TailOptions options, TraceShareSampler head)
{
    private static readonly string[] Waits = ["approval", "event", "breakpoint", "timer"];

    /// <summary>True where the run's tree is not this run's to export, or was exported span by span.</summary>
    public bool IsSettled(EndedRun ended) => ended.Run.Parent is not null || head.Takes(TraceOf(ended).Trace);

    /// <summary>Why the tree is exported, as far as the run itself tells; null where it does not.</summary>
    public string? Reason(EndedRun ended)
    {
        if (options.Tag is { Length: > 0 } tag && IsTagged(ended.Run.Metadata, tag)) return "tag";
        if (options.Errors && ended.Run.Status is RunStatus.Error or RunStatus.Timeout) return "error";
        return ended.IsPlain && Elapsed(ended) >= options.SlowSeconds ? "slow" : null;
    }

    /// <summary>True where the tree may tell more than the run does.</summary>
    public bool MayTell(EndedRun ended) =>
        !ended.IsPlain && (options.Errors || options.CostUsd is not null || Elapsed(ended) >= options.SlowSeconds);

    /// <summary>Why the tree is exported; null where it is not.</summary>
    public string? Reason(RunTree tree)
    {
        if (options.Errors && HasError(tree)) return "error";
        if (options.CostUsd is { } dollars && tree.Totals.CostUsd >= dollars) return "cost";
        return (tree.EndedAt - tree.CreatedAt)?.TotalSeconds - Waited(tree) >= options.SlowSeconds ? "slow" : null;
    }

    /// <summary>
    /// The trace that the tree is part of, and the span that it hangs on: none, where nobody has recorded the one that the run carries. A run
    /// that carries no trace is one of its own.
    /// </summary>
    public static (ActivityTraceId Trace, ActivitySpanId Parent) TraceOf(EndedRun ended)
    {
        if (!ActivityContext.TryParse(ended.Trace, null, out var origin)) return (ActivityTraceId.CreateFromString(ended.Run.Id.ToString("n")), default);
        return (origin.TraceId, origin.TraceFlags.HasFlag(ActivityTraceFlags.Recorded) ? origin.SpanId : default);
    }

    private static double Elapsed(EndedRun ended) => (ended.Run.UpdatedAt - ended.Run.CreatedAt).TotalSeconds;

    private static bool IsTagged(JsonElement? metadata, string tag) =>
        metadata is { ValueKind: JsonValueKind.Object } named && named.TryGetProperty(tag, out var value)
        && value.ValueKind is not (JsonValueKind.Null or JsonValueKind.False or JsonValueKind.Undefined);

    private static bool HasError(RunTree tree) => tree.Status is "error" or "timeout" || Children(tree.Items).Any(HasError);

    private static IEnumerable<RunTree> Children(IEnumerable<TreeItem> items) =>
        items.SelectMany(item => (item.Child is { } child ? [child] : Array.Empty<RunTree>()).Concat(Children(item.Items ?? [])));

    /// <summary>Seconds in which something in the run's own graph waited for a person, an event or a time.</summary>
    private static double Waited(RunTree tree)
    {
        var (sum, until) = (0.0, DateTimeOffset.MinValue);
        foreach (var wait in All(tree.Items).Where(item => Waits.Contains(item.Kind, StringComparer.Ordinal)).OrderBy(item => item.StartedAt))
        {
            var end = wait.EndedAt ?? tree.EndedAt ?? wait.StartedAt;
            var begin = wait.StartedAt > until ? wait.StartedAt : until;
            if (end <= begin) continue;
            sum += (end - begin).TotalSeconds;
            until = end;
        }

        return sum;
    }

    private static IEnumerable<TreeItem> All(IEnumerable<TreeItem> items) => items.SelectMany(item => All(item.Items ?? []).Prepend(item));
}
