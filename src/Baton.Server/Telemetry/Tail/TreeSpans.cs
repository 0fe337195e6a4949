using System.Diagnostics;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Engine.Trees;

namespace Baton.Server.Telemetry.Tail;

/// <summary>Makes the spans of a tree after the fact: each run is one, and below it is what its journal tells.</summary>
internal static class TreeSpans
{
    /// <summary>The source's name; whoever listens to it gets the spans.</summary>
    public const string Name = "Baton.Tail";

    private static readonly ActivitySource Source = new(Name);

    public static void Write(RunRow run, RunTree tree, ActivityContext origin, string reason)
    {
        // Whatever is under way where this is called has nothing to do with it.
        var around = Activity.Current;
        Activity.Current = null;
        try
        {
            WriteRun(run, tree, origin, reason);
        }
        finally
        {
            Activity.Current = around;
        }
    }

    private static void WriteRun(RunRow? run, RunTree tree, ActivityContext parent, string reason)
    {
        var ended = tree.EndedAt ?? tree.CreatedAt;
        if (Begin($"{TelemetryNames.InvokeWorkflow} {tree.Graph}", ActivityKind.Internal, parent, tree.CreatedAt) is not { } span) return;
        if (run is not null) Labels.Write(span, run);
        span.SetTag(TelemetryNames.Operation, TelemetryNames.InvokeWorkflow);
        span.SetTag(TelemetryNames.WorkflowName, tree.Graph);
        span.SetTag(TelemetryNames.Run, tree.RunId.ToString());
        span.SetTag(TelemetryNames.Graph, tree.Graph);
        span.SetTag(TelemetryNames.Version, tree.Version);
        span.SetTag(TelemetryNames.Pool, tree.Pool);
        span.SetTag(TelemetryNames.Conversation, tree.ThreadId);
        span.SetTag(TelemetryNames.ParentRun, tree.Parent?.ToString());
        span.SetTag(TelemetryNames.Status, tree.Status);
        span.SetTag(TelemetryNames.Tail, reason);
        if (tree.Totals.ModelCalls > 0)
        {
            span.SetTag(TelemetryNames.ModelCalls, tree.Totals.ModelCalls);
            span.SetTag(TelemetryNames.CostUsd, (double)tree.Totals.CostUsd);
        }

        if (tree.Error is { } error) Span.Fail(span, error.Code);

        // Before what is below it: where a receiver takes only the first part, nothing of that is an orphan.
        End(span, ended);
        foreach (var item in tree.Items) WriteItem(item, tree, span.Context, ended, reason);
    }

    private static void WriteItem(TreeItem item, RunTree tree, ActivityContext parent, DateTimeOffset last, string reason)
    {
        if (item.Kind == "child")
        {
            if (item.Child is { } child) WriteRun(null, child, parent, reason);
            return;
        }

        var (name, kind) = Title(item);
        if (Begin(name, kind, parent, item.StartedAt) is not { } span) return;
        span.SetTag(TelemetryNames.Visit, item.Visit);
        span.SetTag(TelemetryNames.Outcome, item.Status);
        if (item.Attempt > 1) span.SetTag(TelemetryNames.Retry, item.Attempt - 1);
        if (item.Repeated) span.SetTag(TelemetryNames.Repeated, true);
        Describe(span, item, tree);
        if (item.Error is { } error) Span.Fail(span, error.Code);
        else if (item.Status == "error") span.SetStatus(ActivityStatusCode.Error);
        var ended = item.EndedAt ?? last;
        End(span, ended);
        foreach (var inside in item.Items ?? []) WriteItem(inside, tree, span.Context, ended, reason);
    }

    private static (string Name, ActivityKind Kind) Title(TreeItem item) => item.Kind switch
    {
        "node" => ($"{TelemetryNames.Node} {item.Name}", ActivityKind.Internal),
        "branch" => ($"{TelemetryNames.Branch} {item.Name.Trim('[', ']')}", ActivityKind.Internal),
        "model" => ($"{TelemetryNames.Chat} {item.Model?.Model}".TrimEnd(), ActivityKind.Client),
        "tool" => ($"{TelemetryNames.ExecuteTool} {Tool(item)}", ActivityKind.Internal),
        "call" => ($"{TelemetryNames.Effect} {item.Name}", ActivityKind.Internal),

        // Not what is waited for: an event's name may hold an order's number.
        _ => ($"{TelemetryNames.Wait} {item.Kind}", ActivityKind.Internal),
    };

    /// <summary>The tool of an effect that an agent's loop has named <c>tool.step.index.name</c>.</summary>
    private static string Tool(TreeItem item) => item.Name.Split('.', 4) is ["tool", _, _, var name] ? name : item.Name;

    private static void Describe(Activity span, TreeItem item, RunTree tree)
    {
        switch (item.Kind)
        {
            case "node":
                span.SetTag(TelemetryNames.Run, tree.RunId.ToString());
                span.SetTag(TelemetryNames.Graph, tree.Graph);
                span.SetTag(TelemetryNames.NodeName, item.Name);
                break;
            case "tool":
                span.SetTag(TelemetryNames.Operation, TelemetryNames.ExecuteTool);
                span.SetTag(TelemetryNames.ToolName, Tool(item));
                span.SetTag(TelemetryNames.ToolType, "function");
                break;
            case "call":
                span.SetTag(TelemetryNames.EffectName, item.Name);
                break;
            case "model" when item.Model is { } model:
                Describe(span, model);
                break;
        }

        if (item.Wait is not null) span.SetTag(TelemetryNames.TicketKind, item.Kind);
    }

    private static void Describe(Activity span, TreeModel model)
    {
        span.SetTag(TelemetryNames.Operation, TelemetryNames.Chat);
        span.SetTag(TelemetryNames.Provider, model.Provider);
        span.SetTag(TelemetryNames.AgentName, model.Agent);
        span.SetTag(TelemetryNames.RequestModel, model.Model);
        span.SetTag(TelemetryNames.ResponseModel, model.Model);
        span.SetTag(TelemetryNames.PromptVersion, model.PromptVersion);
        span.SetTag(TelemetryNames.InputTokens, model.InputTokens);
        span.SetTag(TelemetryNames.OutputTokens, model.OutputTokens);
        span.SetTag(TelemetryNames.CostUsd, (double?)model.CostUsd);
        span.SetTag(TelemetryNames.ModelLatency, model.LatencyMs);
        if (model.Rehearsal) span.SetTag(TelemetryNames.Rehearsal, true);
    }

    private static Activity? Begin(string name, ActivityKind kind, ActivityContext parent, DateTimeOffset at)
    {
        var span = Source.StartActivity(name, kind, parent, startTime: at);

        // The next one's parent is given, never the one that happens to be current.
        Activity.Current = null;
        return span;
    }

    private static void End(Activity span, DateTimeOffset at)
    {
        span.SetEndTime(at.UtcDateTime < span.StartTimeUtc ? span.StartTimeUtc : at.UtcDateTime);
        span.Dispose();
        Activity.Current = null;
    }
}
