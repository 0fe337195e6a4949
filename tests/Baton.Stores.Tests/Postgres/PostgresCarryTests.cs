using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Stores.Tests.Postgres;

/// <summary>Threads that live on keep no day of the journal for ever.</summary>
public sealed class PostgresCarryTests : PartitionContract
{
    /// <summary>So much that a snapshot refers to earlier ones for it.</summary>
    private const int MuchSaid = 200;

    private sealed record Said(string Text);

    private sealed record Talk(string Last)
    {
        public Log<string> Lines { get; init; } = Log<string>.Empty;
    }

    private sealed record Reply(string Text);

    [Fact]
    public async Task Threads_are_named_that_alone_keep_an_old_day()
    {
        await TurnAsync("a");
        await TurnAsync("busy");
        await PassAsync(Day);
        await TurnAsync("b");
        var waiting = await Start();
        await Park(waiting, 2);
        await PassAsync(Age);
        await TurnAsync("young");
        await Start("busy");
        AdvanceTime(Day);

        var holding = await Store.Threads.HoldingAsync(Age, null, 10, Stop);

        // On the day of b a run lives that would keep it anyway.
        Assert.Equal(["a"], holding.Threads.Select(thread => thread.Id));
        Assert.Empty((await Store.Threads.HoldingAsync(Age * 2, null, 10, Stop)).Threads);
        Assert.Empty((await Store.Threads.HoldingAsync(Age, holding.Threads[0], 1, Stop)).Threads);
    }

    [Fact]
    public async Task The_head_of_an_idle_thread_is_carried_out_of_its_old_day_and_the_thread_goes_on()
    {
        var day = Today;
        for (var turn = 0; turn < 3; turn++)
        {
            await SayAsync($"{turn}");
        }

        for (var passed = 0; passed < 40; passed++)
        {
            await PassAsync(Day);
            await RetainAsync();
        }

        Assert.False(await ExistsAsync(day));
        Assert.True(await AskAsync<long>("SELECT min(key) FROM run") >= (Today - 12) << 36, "The thread keeps a day that is old.");
        Assert.InRange(await AskAsync<long>("SELECT count(*) FROM pg_inherits WHERE inhparent = 'journal'::regclass"), 4, 18);
        Assert.Equal("0 1 2 more", await SayAsync("more"));
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task A_thread_that_moves_keeps_no_day_for_more_than_thrice_the_age()
    {
        for (var passed = 0; passed < 40; passed++)
        {
            await SayAsync($"{passed}");
            await PassAsync(Day);
            await RetainAsync();
        }

        Assert.True(await AskAsync<long>("SELECT min(key) FROM run") >= (Today - 21) << 36, "The thread keeps a day that is old.");
        Assert.StartsWith("0 1 2 3", await SayAsync("more"), StringComparison.Ordinal);
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    private async Task TurnAsync(string thread)
    {
        var lease = await Start(thread);
        await Finish(lease, 2, head: new(lease.Run, 2));
    }

    /// <summary>One turn, on a server that is gone after it: nobody works while the clock is moved by days.</summary>
    private async Task<string> SayAsync(string text)
    {
        await using var host = await HostAsync();
        var result = await host.RunAsync("talk", new Said(text), "t");
        return result.Output!.Value.GetProperty("text").GetString()!;
    }

    private async Task RetainAsync()
    {
        await using var host = await HostAsync();
        var trimmer = host.Services.GetRequiredService<ThreadTrimmer>();
        var loop = new RetentionLoop(Store, new EngineOptions { ThreadRetention = Age }, trimmer, Time, NullLogger<RetentionLoop>.Instance);
        await loop.PassAsync(Stop);
    }

    private Task<BatonTestHost> HostAsync()
    {
        var graph = Graph.Define<Said, Talk, Reply>("talk", 1)
            .Start(said => new Talk(said.Text) { Lines = Log<string>.Empty.Add(said.Text) })
            .Continue((state, said) => state with { Last = said.Text, Lines = state.Lines.Add(said.Text) })
            .Function("echo", state => state with { Lines = state.Lines.AddRange([.. Enumerable.Repeat("-", MuchSaid)]) })
            .Return(state => new Reply(string.Join(' ', state.Lines.Where(line => line != "-"))));
        return BatonTestHost.StartAsync(new BatonTestOptions(graph) { Store = Store, Time = Time });
    }
}
