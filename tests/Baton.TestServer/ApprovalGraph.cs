using Baton.Graphs;

namespace Baton.LedgerServer;

/// <summary>A run that waits for a person between two lines.</summary>
public static class ApprovalGraph
{
    public const string Id = "approval_graph";

    public static readonly IReadOnlyList<string> Visits = ["draft#1", "publish#1"];

    public static readonly IReadOnlyList<string> Checkpoints = ["draft#1", "approve#1", "publish#1"];

    public static GraphDefinition Define(EffectsLog lines) => Graph
        .Define<ApprovalRequest, ApprovalState, ApprovalReply>(Id, 1)
        .Start(request => new ApprovalState(request.Number))
        .Function("draft", async (state, context) => state with { Key = await lines.AppendAsync(context) })
        .Approval<ApprovalAnswer>("approve", state => new Question("publish", state.Number), (state, answer) => state with { Text = answer.Text })
        .Function("publish", async (state, context) => state with { Key = await lines.AppendAsync(context) })
        .Return(state => new ApprovalReply(state.Text!));
}

/// <summary>Which one it is.</summary>
public sealed record ApprovalRequest(int Number);

/// <summary>What the person said.</summary>
public sealed record ApprovalAnswer(string Text);

/// <summary>The answer so far.</summary>
public sealed record ApprovalState(int Number, string? Text = null, string? Key = null);

/// <summary>What the person said.</summary>
public sealed record ApprovalReply(string Text);
