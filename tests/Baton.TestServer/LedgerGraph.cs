using Baton.Graphs;

namespace Baton.LedgerServer;

/// <summary>A run of every shape: step, branches, items, inline graph, durable sleep. Each place appends one line.</summary>
public static class LedgerGraph
{
    public const string Id = "ledger_graph";

    /// <summary>Every place that appends, by visit.</summary>
    public static readonly IReadOnlyList<string> Visits =
    [
        "open#1", "fork#1/left", "fork#1/right", "items#1[0]", "items#1[1]", "items#1[2]", "items#1[3]",
        "audit#1/check#1", "audit#1/stamp#1", "close#1",
    ];

    /// <summary>The nodes whose completion the journal holds, by visit.</summary>
    public static readonly IReadOnlyList<string> Checkpoints =
        ["open#1", "fork#1", "items#1", "audit#1/check#1", "audit#1/stamp#1", "audit#1", "pause#1", "close#1"];

    public static GraphDefinition Define(EffectsLog lines) => Graph
        .Define<LedgerRequest, LedgerState, LedgerReply>(Id, 1)
        .Start(request => new LedgerState(request.PauseMilliseconds, Log<string>.Empty))
        .Function("open", async (state, context) => state.With(await lines.AppendAsync(context)))
        .Parallel(
            "fork",
            branches => branches.Function("left", (_, context) => lines.AppendAsync(context)).Function("right", (_, context) => lines.AppendAsync(context)),
            (state, results) => state.With([.. results.Values<string>()]))
        .Map<int>(
            "items",
            _ => [1, 2, 3, 4],
            each => each.Function((_, context) => lines.AppendAsync(context)),
            (state, results) => state.With([.. results.Values<string>()]),
            maxConcurrency: 2)
        .Graph<LedgerRequest, LedgerReply>(
            "audit", Audit(lines), state => new LedgerRequest(state.PauseMilliseconds), (state, reply) => state.With([.. reply.Keys]))
        .Sleep("pause", state => TimeSpan.FromMilliseconds(state.PauseMilliseconds))
        .Function("close", async (state, context) => state.With(await lines.AppendAsync(context)))
        .Return(state => new LedgerReply([.. state.Keys]));

    private static GraphDefinition Audit(EffectsLog lines) => Graph
        .Define<LedgerRequest, LedgerState, LedgerReply>("ledger_audit", 1)
        .Start(request => new LedgerState(request.PauseMilliseconds, Log<string>.Empty))
        .Function("check", async (state, context) => state.With(await lines.AppendAsync(context)))
        .Function("stamp", async (state, context) => state.With(await lines.AppendAsync(context)))
        .Return(state => new LedgerReply([.. state.Keys]));
}

/// <summary>How long the run sleeps.</summary>
public sealed record LedgerRequest(int PauseMilliseconds);

/// <summary>The keys of the effects so far.</summary>
public sealed record LedgerState(int PauseMilliseconds, Log<string> Keys)
{
    public LedgerState With(params string[] keys) => this with { Keys = Keys.AddRange(keys) };
}

/// <summary>The keys of every effect.</summary>
public sealed record LedgerReply(IReadOnlyList<string> Keys);
