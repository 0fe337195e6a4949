using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class LeaseTests
{
    private static readonly TimeSpan PastTheGrace = TimeSpan.FromSeconds(7);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_server_that_was_stopped_after_it_announced_a_call_does_not_make_it_where_its_run_is_somebody_elses()
    {
        var (time, calls, zombies) = (new FakeTime(), 0, 0);
        var store = new HookedStore(time);
        store.AfterAppend = async append =>
        {
            if (!Announces(append) || zombies++ > 0) return;
            var usurper = await store.RegisterAsync("usurper", TimeSpan.FromSeconds(10), Token);
            await store.ReapAsync(usurper, Token);
            time.Advance(PastTheGrace);
            Assert.Equal(0, Volatile.Read(ref calls));
        };
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Calling(() => Interlocked.Increment(ref calls))) { Store = store, Time = time });

        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromSeconds(1), row => row.Status == RunStatus.Success);

        Assert.Equal(1, calls);
        Assert.Equal([false, true], (await engine.JournalAsync(run)).OfType<EffectStarted>().Select(started => started.Repeated));
    }

    [Fact]
    public async Task A_lease_that_was_not_renewed_for_long_is_confirmed_before_a_call_is_made()
    {
        var (time, calls, beats) = (new FakeTime(), 0, 0);
        var store = new HookedStore(time);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Calling(() => Interlocked.Increment(ref calls))) { Store = store, Time = time });
        store.AfterAppend = append =>
        {
            if (!Announces(append)) return ValueTask.CompletedTask;
            store.OnHeartbeat = () => { Interlocked.Increment(ref beats); return ValueTask.CompletedTask; };
            time.Advance(PastTheGrace);
            return ValueTask.CompletedTask;
        };

        Assert.Equal("a called", Talk.Text(await engine.RunAsync("talk", Talk.Input("a"))));

        Assert.Equal(1, calls);
        Assert.True(beats > 0);
    }

    [Fact]
    public async Task No_call_is_made_while_the_store_does_not_answer_for_the_lease()
    {
        var (time, calls, silent) = (new FakeTime(), 0, true);
        var store = new HookedStore(time);
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Calling(() => Interlocked.Increment(ref calls))) { Store = store, Time = time });
        store.OnHeartbeat = () => Volatile.Read(ref silent) ? throw new IOException("no route") : ValueTask.CompletedTask;
        time.Advance(PastTheGrace);
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(100), row => row.Epoch > 2);
        Assert.Equal(0, calls);

        Volatile.Write(ref silent, false);
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(100), row => row.Status == RunStatus.Success);

        Assert.Equal(1, calls);
    }

    [Fact]
    public async Task A_run_that_could_not_be_let_go_at_first_is_taken_up_again()
    {
        var (time, failures) = (new FakeTime(), 0);
        var store = new HookedStore(time);
        store.BeforeAppend = append =>
            failures < 3 && (append.Transition is { Status: RunStatus.Pending } || append.Entries.Any(entry => entry.Kind == EntryKind.Checkpoint))
                ? throw new IOException($"disk full {++failures}")
                : ValueTask.CompletedTask;
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()) { Store = store, Time = time });

        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await engine.Host.AdvanceUntilAsync(run, TimeSpan.FromMilliseconds(200), row => row.Status == RunStatus.Success);

        Assert.Equal(3, failures);
    }

    [Fact]
    public void The_stores_time_goes_on_whatever_becomes_of_the_machines()
    {
        var (machine, store) = (new SteppingTime(), new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var clock = new StoreClock(machine);
        clock.Set(store, clock.GetTimestamp());

        machine.Step(TimeSpan.FromMinutes(-10));
        machine.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(store.AddSeconds(2), clock.GetUtcNow());
    }

    [Fact]
    public void A_clock_that_is_set_does_not_count_as_running_time()
    {
        var machine = new SteppingTime();
        var clock = new ActivationClock(machine);
        var begun = clock.GetUtcNow();

        machine.Step(TimeSpan.FromMinutes(10));
        machine.Advance(TimeSpan.FromSeconds(2));

        Assert.Equal(TimeSpan.FromSeconds(2), clock.GetUtcNow() - begun);
    }

    [Fact]
    public void The_stores_time_does_not_jitter_but_follows_when_it_is_set()
    {
        var (machine, store) = (new SteppingTime(), new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var clock = new StoreClock(machine);
        clock.Set(store, clock.GetTimestamp());

        clock.Set(store.AddMilliseconds(-5), clock.GetTimestamp());
        Assert.Equal(store, clock.GetUtcNow());

        clock.Set(store.AddHours(1), clock.GetTimestamp());
        Assert.Equal(store.AddHours(1), clock.GetUtcNow());
    }

    [Fact]
    public void An_answer_that_was_long_on_its_way_does_not_set_the_stores_time_ahead()
    {
        var (machine, store) = (new SteppingTime(), new DateTimeOffset(2030, 1, 1, 0, 0, 0, TimeSpan.Zero));
        var clock = new StoreClock(machine);
        clock.Set(store, clock.GetTimestamp());
        var asked = clock.GetTimestamp();
        machine.Advance(TimeSpan.FromSeconds(20));

        clock.Set(store.AddSeconds(20), asked);

        Assert.Equal(store.AddSeconds(20), clock.GetUtcNow());
    }

    private static bool Announces(JournalAppend append) => append.Entries.Any(entry => entry.Kind == EntryKind.EffectStarted);

    private static GraphDefinition Calling(Action call) => Talk.Begin()
        .Function("call", async (state, context) => state with
        {
            Lines = state.Lines.Add(await context.EffectAsync("call", _ =>
            {
                call();
                return ValueTask.FromResult("called");
            })),
        })
        .End();

    /// <summary>A machine whose wall clock can be set without its timers noticing.</summary>
    private sealed class SteppingTime : TimeProvider
    {
        private DateTimeOffset _wall = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
        private long _timestamp;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override DateTimeOffset GetUtcNow() => _wall;

        public override long GetTimestamp() => _timestamp;

        public void Step(TimeSpan by) => _wall += by;

        public void Advance(TimeSpan by)
        {
            _wall += by;
            _timestamp += by.Ticks;
        }
    }
}
