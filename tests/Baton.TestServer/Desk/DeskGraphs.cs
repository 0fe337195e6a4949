using System.ComponentModel;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;
using Baton.Support;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.LedgerServer.Desk;

/// <summary>What people look at in a browser: the support desk, a refund that asks, work that takes its time, a long run, a failure.</summary>
public static class DeskGraphs
{
    public const string Refund = "refund";
    public const string Slow = "slow_work";
    public const string Long = "long_run";
    public const string Failing = "failing";

    public static void AddTo(BatonBuilder baton) => baton
        .AddSystem<SupportSystem>()
        .AddGraph(new GraphRow(Refund, "billing", DefineRefund) { Description = "Asks a person before money goes back." })
        .AddGraph(new GraphRow(Slow, "default", DefineSlow) { Description = "Five steps that take their time." })
        .AddGraph(new GraphRow(Long, "default", DefineLong) { Description = "As many steps as it is told." })
        .AddGraph(new GraphRow(Failing, "default", DefineFailing) { Description = "Fails at its second step." });

    private static GraphDefinition DefineRefund() => Graph
        .Define<RefundRequest, RefundState, RefundReply>(Refund, 1)
        .Start(request => new RefundState(request.Customer, request.Amount))
        .Function("look_up", state => state with { Order = $"order of {state.Customer}" })
        .Approval<RefundAnswer>(
            "approve", state => new Question("approve_refund", new { state.Customer, state.Amount, state.Order }),
            (state, answer) => state with { Approved = answer.Approved, Note = answer.Note })
        .Function("settle", state => state)
        .Return(state => new RefundReply(state.Approved, state.Note));

    private static GraphDefinition DefineSlow() => Graph
        .Define<WorkRequest, WorkState, WorkReply>(Slow, 1)
        .Start(request => new WorkState(request.Steps, 0))
        .Function("collect", WorkAsync)
        .Function("sort", WorkAsync)
        .Function("check", WorkAsync)
        .Function("write", WorkAsync)
        .Function("send", WorkAsync)
        .Return(state => new WorkReply(state.Done));

    private static GraphDefinition DefineLong() => Graph
        .Define<WorkRequest, WorkState, WorkReply>(Long, 1)
        .StepLimit(100_000)
        .Start(request => new WorkState(request.Steps, 0))
        // Two nodes that hand a run back and forth for long are taken for a mistake; three are not.
        .Function("step", CountAsync)
        .Function("note", state => state)
        .Route("more", state => state.Done < state.Steps, to => to.When(true, "step").Otherwise(Graph.End))
        .Return(state => new WorkReply(state.Done));

    public static GraphDefinition DefineFailing() => Graph
        .Define<WorkRequest, WorkState, WorkReply>(Failing, 1)
        .Start(request => new WorkState(request.Steps, 0))
        .Function("begin", state => state with { Done = 1 })
        .Function("break", (state, context) => throw new PermanentException("The other side refused the order."))
        .Return(state => new WorkReply(state.Done));

    private static async ValueTask<WorkState> WorkAsync(WorkState state, NodeContext context) =>
        state with
        {
            Done = await context.EffectAsync("work", async call =>
            {
                await Task.Delay(TimeSpan.FromSeconds(state.Steps), TimeProvider.System, call.Cancellation);
                return state.Done + 1;
            }),
        };

    private static async ValueTask<WorkState> CountAsync(WorkState state, NodeContext context) =>
        state with { Done = await context.EffectAsync("count", _ => ValueTask.FromResult(state.Done + 1)) };
}

/// <summary>Who wants how much back.</summary>
public sealed record RefundRequest(string Customer, decimal Amount);

/// <summary>The refund so far.</summary>
public sealed record RefundState(string Customer, decimal Amount, string? Order = null, bool Approved = false, string? Note = null);

/// <summary>What the person decided.</summary>
public sealed record RefundAnswer(
    [property: Description("Whether the money goes back.")] bool Approved,
    [property: Description("A word for the customer.")] string? Note = null);

/// <summary>What came of it.</summary>
public sealed record RefundReply(bool Approved, string? Note);

/// <summary>How many seconds a step takes, or how many steps there are.</summary>
public sealed record WorkRequest(int Steps);

/// <summary>The work so far.</summary>
public sealed record WorkState(int Steps, int Done);

/// <summary>How much was done.</summary>
public sealed record WorkReply(int Done);
