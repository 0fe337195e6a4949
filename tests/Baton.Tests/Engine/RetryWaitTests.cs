using System.Collections.Concurrent;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

/// <summary>Retries that are slept for, by a ticket.</summary>
public sealed class RetryWaitTests
{
    private static readonly RetryPolicy Twice = new(2, TimeSpan.FromMinutes(10), 1, TimeSpan.FromDays(1), 0);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_is_woken_while_it_waits_for_a_retry_closes_its_ticket(bool byNode)
    {
        var calls = 0;
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function(
                "call",
                async (state, context) => state with { Answer = await context.EffectAsync("call", _ => Later(), new EffectOptions { Retry = byNode ? RetryPolicy.None : Twice }) },
                policy: byNode ? new NodePolicy(Retry: Twice) : null)
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.UntilAsync(run, RunStatus.Sleeping);

        // Now the rest is so short that a retry which had no ticket yet would be waited for in memory.
        engine.Clock.Advance(TimeSpan.FromMinutes(10) - TimeSpan.FromSeconds(1));
        Assert.Equal(SendOutcome.Delivered, await engine.Runs.SignalAsync("default", run, "unasked", null, Token));
        await engine.UntilAsync(run, row => row is { Status: RunStatus.Sleeping, Epoch: 2 });
        engine.Clock.Advance(TimeSpan.FromSeconds(1));
        await engine.UntilAsync(run, RunStatus.Success);

        var journal = await engine.JournalAsync(run);
        Assert.Equal(journal.OfType<TicketOpened>().Select(ticket => ticket.Ticket), journal.OfType<TicketClosed>().Select(ticket => ticket.Ticket));
        Assert.Empty(await engine.Store.Runs.TicketsAsync(new TicketQuery(null) { Run = run }, Token));
        Assert.Equal(2, calls);

        ValueTask<string> Later() => ++calls == 1 ? throw new TransientException("not yet") : new ValueTask<string>("done");
    }

    [Fact]
    public async Task A_node_that_is_tried_again_waits_again_between_the_tries_of_its_effect()
    {
        var tries = new ConcurrentQueue<DateTimeOffset>();
        EngineFixture? engine = null;
        engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function(
                "call",
                async (state, context) => state with { Answer = await context.EffectAsync("call", _ => Later(), new EffectOptions { Retry = Twice }) },
                policy: new NodePolicy(Retry: new RetryPolicy(2, TimeSpan.Zero, 1, TimeSpan.Zero, 0)))
            .End());
        await using var ending = engine;
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        var start = engine.Clock.GetUtcNow();

        await engine.UntilAsync(run, RunStatus.Sleeping);
        engine.Clock.Advance(TimeSpan.FromMinutes(10));
        await engine.UntilAsync(run, row => tries.Count == 3 && row.Status == RunStatus.Sleeping);
        engine.Clock.Advance(TimeSpan.FromMinutes(10));
        await engine.UntilAsync(run, RunStatus.Success);

        Assert.Equal([0.0, 10.0, 10.0, 20.0], tries.Select(at => (at - start).TotalMinutes));

        ValueTask<string> Later()
        {
            tries.Enqueue(engine!.Clock.GetUtcNow());
            return tries.Count < 4 ? throw new TransientException("not yet") : new ValueTask<string>("done");
        }
    }
}
