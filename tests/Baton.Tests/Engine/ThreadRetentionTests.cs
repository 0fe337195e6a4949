using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Transfer;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Engine;

public sealed class ThreadRetentionTests
{
    // A day of the test is short: a clock that is moved wakes every loop of the server for each second in between.
    private static readonly TimeSpan Day = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan Age = Day * 8;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_late_answer_is_refused_before_and_after_old_runs_of_its_thread_went()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("a"), "t");
        var answer = new RunRequest("talk") { Thread = "t", Resume = EngineFixture.Json(true) };
        Assert.Equal(ErrorCodes.TicketClosed, await EngineFixture.CodeAsync(async () => await engine.Runs.StartAsync(answer, Token)));

        var trimmer = engine.Host.Services.GetRequiredService<ThreadTrimmer>();
        await trimmer.TrimAsync((await engine.Store.Threads.FindAsync("default", "t", Token))!, TimeSpan.FromMinutes(1), Token);

        Assert.Equal(ErrorCodes.TicketClosed, await EngineFixture.CodeAsync(async () => await engine.Runs.StartAsync(answer, Token)));
    }

    [Fact]
    public async Task Old_runs_of_a_thread_that_lives_on_go_and_its_state_stays()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());

        await LiveAsync(engine, 40);

        Assert.InRange((await RunsAsync(engine)).Count, 8, 12);
        Assert.Equal(Lines(40), await LinesAsync(engine));
        Assert.Empty(await engine.Store.CheckIntegrityAsync(Token));
    }

    [Fact]
    public async Task A_thread_whose_old_runs_are_gone_goes_on_after_a_crash()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await LiveAsync(engine, 40);
        await engine.Host.CrashAsync();

        await engine.RunAsync("talk", Talk.Input("40"), "t");

        Assert.Equal(Lines(41), await LinesAsync(engine));
    }

    [Fact]
    public async Task What_stays_of_old_runs_is_a_few_snapshots()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());

        await LiveAsync(engine, 60);

        var all = await engine.Store.Runs.QueryAsync(Rows with { IncludeEdits = true }, Token);
        Assert.InRange(all.Count(run => run.IsEdit), 1, 10);
        Assert.DoesNotContain(all, run => !run.IsEdit && engine.Clock.GetUtcNow() - run.UpdatedAt > Age * 1.5);
    }

    [Fact]
    public async Task A_long_log_is_carried_on_without_being_copied_each_time()
    {
        await using var engine = await EngineFixture.StartStillAsync(Chatty);

        await LiveAsync(engine, 60);

        var all = await engine.Store.Runs.QueryAsync(Rows with { IncludeEdits = true }, Token);
        var newest = (Snapshot)(await engine.JournalAsync(all.Last(run => run.IsEdit).Id))[1];
        Assert.InRange(newest.State.GetProperty("lines").GetArrayLength(), 1, 1_500);
        Assert.Equal(60 * 201, (await LinesAsync(engine)).Count);
    }

    [Fact]
    public async Task States_within_the_time_can_be_read_and_gone_on_from()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await LiveAsync(engine, 40);
        var row = (await RunsAsync(engine)).First(run => engine.Clock.GetUtcNow() - run.UpdatedAt <= Age);
        var at = new CheckpointRef(row.Id, row.Seq);

        var state = await engine.Threads.StateAsync("default", "t", at, Token);
        var fork = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = at, Input = EngineFixture.Json(Talk.Input("fork")) }, Token);

        var lines = state!.Values.GetProperty("lines").GetArrayLength();
        Assert.InRange(lines, 62, 66);
        Assert.Equal(lines + 2, Talk.Text(await engine.WaitAsync(fork.Run.Id)).Split(' ').Length);
    }

    [Fact]
    public async Task What_is_gone_is_refused_with_a_code_of_its_own_and_a_history_ends_there()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await engine.RunAsync("talk", Talk.Input("first"), "t");
        var old = (await RunsAsync(engine))[0];
        var at = new CheckpointRef(old.Id, old.Seq);
        await LiveAsync(engine, 40);

        var history = await engine.Threads.HistoryAsync("default", "t", null, 1_000, Token);

        Assert.InRange(history!.Count, 18, 40);
        Assert.Equal(ErrorCodes.CheckpointGone, await EngineFixture.CodeAsync(() => engine.Threads.StateAsync("default", "t", at, Token).AsTask()));
        Assert.Equal(ErrorCodes.CheckpointGone, await EngineFixture.CodeAsync(() => engine.Threads.HistoryAsync("default", "t", at, 10, Token).AsTask()));
        Assert.Equal(ErrorCodes.CheckpointGone, await EngineFixture.CodeAsync(() => engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = at }, Token).AsTask()));
        Assert.Equal(ErrorCodes.CheckpointUnknown, await EngineFixture.CodeAsync(() => engine.Threads.StateAsync("default", "t", at with { Run = Guid.NewGuid() }, Token).AsTask()));
    }

    [Fact]
    public async Task A_thread_that_is_moved_to_another_store_brings_its_state_along()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await LiveAsync(engine, 40);
        using var file = new MemoryStream();
        await StoreTransfer.ExportAsync(engine.Store, file, Token);
        file.Position = 0;
        await using var store = new InMemoryStore(engine.Clock);
        await store.OpenAsync(Token);
        await StoreTransfer.ImportAsync(store, file, Token);

        await using var other = await EngineFixture.StartAsync(store, engine.Clock, null, Talk.Plain());
        await other.RunAsync("talk", Talk.Input("40"), "t");

        Assert.Equal(Lines(41), await LinesAsync(other));
    }

    [Fact]
    public async Task Nothing_goes_while_a_run_waits_for_a_person()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Asking());
        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.AnswerAsync(first, new { ok = true });
        await engine.RunAsync("talk", Talk.Input("b"), "t");

        await PassAsync(engine, days: 40);

        Assert.Equal(2, (await RunsAsync(engine)).Count);
    }

    [Fact]
    public async Task A_thread_at_rest_stays_as_idle_as_it_was_and_keeps_its_failure()
    {
        var graph = Talk.Begin().Function("echo", state => state)
            .Return(state => state.Turns > 2 ? throw new InvalidOperationException("no") : new Talk.Reply("", state.Turns));
        await using var engine = await EngineFixture.StartStillAsync(graph);
        for (var turn = 0; turn < 3; turn++) await engine.RunAsync("talk", Talk.Input($"{turn}"), "t");
        var before = await engine.Store.Threads.FindAsync("default", "t", Token);
        var code = (await engine.Threads.StateAsync("default", "t", null, Token))!.Error!.Code;

        await PassAsync(engine, days: 40);

        var after = await engine.Store.Threads.FindAsync("default", "t", Token);
        Assert.Empty(await RunsAsync(engine));
        Assert.Equal(before! with { Head = after!.Head }, after);
        Assert.Equal(code, (await engine.Threads.StateAsync("default", "t", null, Token))!.Error!.Code);
        Assert.Single(await engine.Store.Runs.QueryAsync(Rows with { IncludeEdits = true }, Token));
    }

    [Fact]
    public async Task A_thread_that_stands_in_the_middle_of_its_graph_keeps_what_was_started_there()
    {
        var graph = Talk.Begin().Function("fail", state => state.Turns > 2 ? throw new InvalidOperationException("no") : state).End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        for (var turn = 0; turn < 3; turn++) await engine.RunAsync("talk", Talk.Input($"{turn}"), "t");

        await PassAsync(engine, days: 40);

        Assert.Equal(3, (await RunsAsync(engine)).Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_crash_at_any_point_of_a_pass_loses_nothing(bool lastIsMade)
    {
        for (var calls = 0; ; calls++)
        {
            await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
            await LiveAsync(engine, 13);
            var parts = engine.Host.Services.GetRequiredService<EngineParts>();
            var dying = FailingStore.Of(engine.Store, calls, lastIsMade);
            var died = false;
            try
            {
                var mortal = new ThreadTrimmer(parts with { Store = dying, States = new StateLoader(new JournalReader(dying)) });
                engine.Clock.Advance(Day);
                await mortal.TrimAsync((await engine.Store.Threads.FindAsync("default", "t", Token))!, Age, Token);
            }
            catch (IOException)
            {
                died = true;
            }

            await engine.Host.CrashAsync();
            Assert.Equal(Lines(13), await LinesAsync(engine));
            await PassAsync(engine, days: 12);
            await engine.RunAsync("talk", Talk.Input("13"), "t");
            Assert.Equal(Lines(14), await LinesAsync(engine));
            if (!died)
            {
                Assert.True(calls > 8, $"Only {calls} calls were made.");
                return;
            }
        }
    }

    private static RunQuery Rows => new("default") { Thread = "t", OldestFirst = true, Limit = 1_000 };

    /// <summary>Each turn adds 201 lines.</summary>
    private static GraphDefinition Chatty => Talk.Begin()
        .Function("echo", state => state with { Lines = state.Lines.AddRange([.. Enumerable.Range(0, 200).Select(number => $"{state.Last}.{number}")]) })
        .Return(state => new Talk.Reply("", state.Turns));

    /// <summary>One turn a day, and retention a little later.</summary>
    private static async Task LiveAsync(EngineFixture engine, int days)
    {
        for (var day = 0; day < days; day++)
        {
            await engine.RunAsync("talk", Talk.Input($"{day}"), "t");
            await PassAsync(engine, 1);
        }
    }

    private static async Task PassAsync(EngineFixture engine, int days)
    {
        var options = new EngineOptions { ThreadRetention = Age };
        var trimmer = engine.Host.Services.GetRequiredService<ThreadTrimmer>();
        using var log = new NullLoggerFactory();
        for (var day = 0; day < days; day++)
        {
            engine.Clock.Advance(Day);
            await new RetentionLoop(engine.Store, options, trimmer, engine.Clock, new Microsoft.Extensions.Logging.Logger<RetentionLoop>(log)).PassAsync(Token);
        }
    }

    private static async Task<IReadOnlyList<RunRow>> RunsAsync(EngineFixture engine) => await engine.Store.Runs.QueryAsync(Rows, Token);

    private static IEnumerable<string> Lines(int turns) => Enumerable.Range(0, turns).SelectMany(turn => new[] { $"{turn}", $"[{turn}]" });

    private static async Task<List<string>> LinesAsync(EngineFixture engine)
    {
        var state = await engine.Threads.StateAsync("default", "t", null, Token);
        return [.. state!.Values.GetProperty("lines").EnumerateArray().Select(line => line.GetString()!)];
    }
}
