using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine.Crash;

/// <summary>A graph with everything in it that a crash could fall into, and the graph of its child run.</summary>
internal static class CrashGraphs
{
    public const string Id = "crash_everywhere";
    public const string OnceId = "crash_once";
    public const string Signal = "go";
    private static readonly TimeSpan Nap = TimeSpan.FromMilliseconds(15);
    private static readonly RetryPolicy Soon = new(3, TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromMilliseconds(1), 0);
    private static readonly RetryPolicy Asleep = new(3, Nap, 1, Nap, 0);

    public static GraphDefinition[] All(World world) => [Everything(world), Child(world), Once(world)];

    private static GraphDefinition Everything(World world) => Graph
        .Define<CrashAsk, CrashState, CrashReply>(Id, 1)
        .Budget(new RunBudget { Tokens = 1_000_000 })
        .Start(ask => new CrashState(Log<string>.Empty, ask.Name))
        .Function("gather", (state, context) => GatherAsync(world, state, context))
        .Parallel(
            "fork",
            branches => branches
                .Function("plain", (_, context) => world.TellAsync(context, "tell"))
                .Function("sleepy", (_, context) => NapAsync(world, context))
                .Graph("inline", Inline(world), state => new CrashAsk(state.Said)),
            (state, results) => state.With(results.Get<string>("plain"), results.Get<string>("sleepy"), results.Get<CrashReply>("inline").Said))
        .Map<int>(
            "items",
            _ => [0, 1, 2, 3],
            each => each.Function((item, context) => ItemAsync(world, item, context)),
            (state, results) => state.With([.. results.All.Select(result => result.Error?.Code ?? result.Get<string>())]),
            maxConcurrency: 2,
            onFailure: JoinPolicy.CollectErrors)
        .Graph<CrashAsk, CrashReply>("inline", Inline(world), state => new CrashAsk(state.Said), (state, reply) => state.With([.. reply.Lines]))
        .Function("flaky", (state, context) => FlakyAsync(world, state, context), policy: new NodePolicy(Retry: Soon))
        .Function("tired", (state, context) => FlakyAsync(world, state, context), policy: new NodePolicy(Retry: Asleep))
        .Function("patient", async (state, context) => state.With(await world.TellAsync(context, "tell", failures: 2, retry: Asleep)))
        .Function("fragile", (state, context) => BreakAsync(world, state, context), next: "child")
        .Function("rescue", async (state, context) => state.With(await world.TellAsync(context, "tell")))
        .Child<CrashAsk, CrashReply>("child", "crash_child", state => new CrashAsk(state.Said), (state, reply) => state.With([.. reply.Lines]))
        .Approval<CrashAnswer>("approve", state => new Question("go on", state.Said), (state, answer) => state.With(answer.Text))
        .Sleep("pause", _ => Nap)
        .WaitFor("hear", Signal, (state, payload) => state.With($"heard {payload}"))
        .WaitFor("hear_again", Signal, (state, payload) => state.With(payload is null ? "heard nothing more" : $"heard {payload} twice"), _ => Nap)
        .Function("close", async (state, context) => state.With(await world.TellAsync(context, "tell")))
        .OnError("fragile", "rescue")
        .Return(state => new CrashReply([.. state.Lines], state.Said));

    /// <summary>A call that is never repeated unasked, in a node that is tried again.</summary>
    private static GraphDefinition Once(World world) => Graph
        .Define<CrashAsk, CrashState, CrashReply>(OnceId, 1)
        .Start(ask => new CrashState(Log<string>.Empty, ask.Name))
        .Function(
            "pay",
            async (state, context) => state.With(await world.TellAsync(context, "pay", failures: 1, atMostOnce: true)),
            policy: new NodePolicy(Retry: Soon))
        .Return(state => new CrashReply([.. state.Lines], state.Said));

    private static GraphDefinition Inline(World world) => Graph
        .Define<CrashAsk, CrashState, CrashReply>("crash_inline", 1)
        .Start(ask => new CrashState(Log<string>.Empty, ask.Name))
        .Function("one", async (state, context) => state.With(await world.TellAsync(context, "tell", context.NewId().ToString())))
        .Function("two", async (state, context) => state.With(await world.TellAsync(context, "tell")))
        .Return(state => new CrashReply([.. state.Lines], "inline"));

    private static GraphDefinition Child(World world) => Graph
        .Define<CrashAsk, CrashState, CrashReply>("crash_child", 1)
        .Start(ask => new CrashState(Log<string>.Empty, ask.Name))
        .Function("one", async (state, context) => state.With(await world.TellAsync(context, "tell")))
        .Sleep("pause", _ => Nap)
        .Function("two", async (state, context) => state.With(await world.TellAsync(context, "tell")))
        .Return(state => new CrashReply([.. state.Lines], state.Said));

    private static async ValueTask<CrashState> GatherAsync(World world, CrashState state, NodeContext context)
    {
        var said = $"{context.Now():O} {context.NewId()} {context.NextRandom():R}";
        var first = await world.TellAsync(context, "tell", said);
        var second = await world.TellAsync(context, "tell", said);
        var third = await world.TellAsync(context, "late", context.NewId().ToString());
        return state.With(first, second, third) with { Said = said };
    }

    private static async ValueTask<string> NapAsync(World world, NodeContext context)
    {
        await world.TellAsync(context, "before");
        await context.SleepAsync(Nap);
        return await world.TellAsync(context, "after");
    }

    private static async ValueTask<string> ItemAsync(World world, int item, NodeContext context)
    {
        var told = await world.TellAsync(context, "tell", $"{item} {context.NextRandom():R}");
        return item == 2 ? throw new PermanentException("This item is broken.") : told;
    }

    private static async ValueTask<CrashState> FlakyAsync(World world, CrashState state, NodeContext context)
    {
        var steady = await world.TellAsync(context, "steady", context.NewId().ToString());
        return state.With(steady, await world.TellAsync(context, "tell", failures: 1, retry: RetryPolicy.None));
    }

    private static async ValueTask<CrashState> BreakAsync(World world, CrashState state, NodeContext context)
    {
        await world.TellAsync(context, "tell");
        return state is null ? new CrashState(Log<string>.Empty, "") : throw new PermanentException("This node always breaks.");
    }
}

/// <summary>What a run is given.</summary>
internal sealed record CrashAsk(string Name);

/// <summary>What a person answers.</summary>
internal sealed record CrashAnswer(string Text);

/// <summary>What was done, and the values that were recorded in the first node.</summary>
internal sealed record CrashState(Log<string> Lines, string Said)
{
    public CrashState With(params string[] lines) => this with { Lines = Lines.AddRange(lines) };
}

/// <summary>What was done.</summary>
internal sealed record CrashReply(IReadOnlyList<string> Lines, string Said);
