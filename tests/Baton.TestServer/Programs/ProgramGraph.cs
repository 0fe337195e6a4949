using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.LedgerServer.Programs;

/// <summary>Executes small programs: a route looks at the next command, and a node of its kind does it.</summary>
public static class ProgramGraph
{
    public const string Id = "chaos_program";

    /// <summary>The name of the event that the command at <paramref name="cursor"/> waits for.</summary>
    public static string EventOf(int cursor) => $"go-{cursor}";

    /// <summary>The retries of a node whose effect has none.</summary>
    private static readonly NodePolicy Stubbornly =
        new(Retry: new RetryPolicy(6, TimeSpan.FromMilliseconds(50), 2, TimeSpan.FromMilliseconds(400), 0.2));

    private static readonly RetryPolicy Patiently = new(12, TimeSpan.FromMilliseconds(30), 2, TimeSpan.FromMilliseconds(500), 0.2);

    public static GraphDefinition Define(Outside outside, RecordCounters records) => Graph
        .Define<ProgramRequest, ProgramState, ProgramReply>(Id, 1)
        .Start(ProgramState.Begin)
        .Continue((state, program) => state.Turn(program))
        .WhileWaiting(WhileWaiting.Queue)
        .TimeBudget(TimeBudget.Discovery)
        .Route("next", state => state.Command?.Kind, to => to
            .When(CommandKind.Add, "add").When(CommandKind.Tally, "tally").When(CommandKind.Once, "once").When(CommandKind.Record, "record")
            .When(CommandKind.Stubborn, "stubborn").When(CommandKind.Call, "call").When(CommandKind.Fan, "fan").When(CommandKind.Fork, "fork")
            .When(CommandKind.Pause, "pause").When(CommandKind.Ask, "ask").When(CommandKind.Wait, "wait").When(CommandKind.Fail, "fail")
            .Otherwise("done"))
        .Function("add", state => state.Done(state.Command!.Amount), next: "next")
        .Function("tally", async (state, context) =>
            state.Done(await outside.CallAsync(context, "tally", state.Command!, new EffectOptions { Retry = Patiently })), next: "next")
        .Function("once", async (state, context) =>
            state.Done(await outside.CallAsync(context, "once", state.Command!, new EffectOptions { AtMostOnce = true })), next: "next")
        .Function("record", async (state, context) => state.Done(await records.AddAsync(context, state.Command!)), next: "next")
        .Function("stubborn", async (state, context) =>
            state.Done(await outside.CallAsync(context, "stubborn", state.Command!, new EffectOptions { Retry = RetryPolicy.None })), next: "next", policy: Stubbornly)
        .Child<ProgramRequest, ProgramReply>("call", Id, state => state.Child(), (state, reply) => state.Done(reply.Counters, $"{state.Cursor} called"), next: "next")
        .Map<ProgramRequest>(
            "fan",
            state => [.. Enumerable.Repeat(state.Child(), state.Command!.Count)],
            each => each.Child<ProgramRequest, ProgramReply>(Id, program => program),
            (state, results) => state.Done(results.Values<ProgramReply>().SelectMany(reply => reply.Counters), $"{state.Cursor} fanned {results.All.Count}"),
            next: "next")
        .Parallel("fork", branches => Fork(branches, outside), Join, next: "next")
        .Sleep("pause", state => TimeSpan.FromMilliseconds(state.Command!.Milliseconds), next: "paused")
        .Function("paused", state => state.Done(state.Command!.Amount), next: "next")
        .Approval<AmountAnswer>(
            "ask", state => new Question("amount", new AmountQuestion(state.Command!.Amount, state.Command.Manner)), (state, answer) => state.Done(answer.Amount), next: "next")
        .Function("wait", WaitAsync, next: "next")
        .Function("fail", state => throw new PermanentException($"The program told its run to fail at command {state.Cursor}."), next: "next")
        .Function("done", state => state)
        .Return(state => new ProgramReply(state.Counters, [.. state.Trace]));

    private static void Fork(BranchBuilder<ProgramState> branches, Outside outside) => branches
        .Function("left", (state, context) => outside.CallAsync(context, "tally", state.Command!, new EffectOptions { Retry = Patiently }))
        .Function("right", async (state, context) =>
        {
            await context.SleepAsync(TimeSpan.FromMilliseconds(state.Command!.Milliseconds));
            return await outside.CallAsync(context, "tally", state.Command!, new EffectOptions { Retry = Patiently });
        })
        .Child<ProgramRequest, ProgramReply>("child", Id, state => state.Child());

    private static ProgramState Join(ProgramState state, BranchResults results)
    {
        var both = new KeyValuePair<string, long>(state.Command!.Counter, results.Get<int>("left") + results.Get<int>("right"));
        return state.Done(results.Get<ProgramReply>("child").Counters.Append(both), $"{state.Cursor} joined");
    }

    private static async ValueTask<ProgramState> WaitAsync(ProgramState state, NodeContext context)
    {
        var payload = await context.WaitForEventAsync(EventOf(state.Cursor), TimeSpan.FromMilliseconds(state.Command!.Milliseconds));
        return state.Done(payload is { } sent ? sent.GetProperty("amount").GetInt32() : 0);
    }
}
