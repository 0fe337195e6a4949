using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Graphs;

namespace Baton.Tests.Engine;

public sealed class SnapshotTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_state_after_ten_thousand_turns_is_read_from_few_runs()
    {
        var store = new HookedStore();
        await using var engine = await EngineFixture.StartAsync(store, TimeProvider.System, null, Terse);
        await TurnsAsync(engine, 10_000);
        await engine.Host.RestartAsync();
        store.ReadEntries = 0;

        var result = await engine.RunAsync("talk", Talk.Input("last"), "t");

        Assert.InRange(store.ReadEntries, 1, 5 * (StateSnapshots.Spacing + (10_000 / StateSnapshots.Spacing)));
        Assert.Equal("20002 lines, first 0, last [last]", Talk.Text(result));
    }

    [Fact]
    public async Task A_thread_of_two_hundred_turns_has_no_snapshot()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var runs = await TurnsAsync(engine, 200);

        Assert.Empty(await SnapshotsAsync(engine, runs));
    }

    [Fact]
    public async Task Snapshots_take_no_more_room_than_what_they_save_reading()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var runs = await TurnsAsync(engine, 1_100);

        var snapshots = await SnapshotsAsync(engine, runs);
        var others = 0;
        foreach (var run in runs) others += (await engine.EntriesAsync(run)).Where(entry => entry.Kind != EntryKind.Snapshot).Sum(entry => entry.Body.Length);

        Assert.Equal(4, snapshots.Count);
        Assert.InRange(snapshots.Sum(entry => entry.Body.Length), 1, others);
    }

    [Fact]
    public async Task Every_state_of_a_thread_with_snapshots_can_be_read()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        await TurnsAsync(engine, (2 * StateSnapshots.Spacing) + 10);

        var history = await engine.Threads.HistoryAsync("default", "t", null, 40, Token);

        Assert.Equal(Enumerable.Range(0, 40).Select(back => (2 * 522) - back), history!.Select(state => state.Values.GetProperty("lines").GetArrayLength()));
        Assert.DoesNotContain(history!, state => state.Source == "update");
        var read = await engine.Threads.StateAsync("default", "t", history![25].Checkpoint, Token);
        Assert.Equal(history[25].Values.GetRawText(), read!.Values.GetRawText());
    }

    [Fact]
    public async Task A_stream_of_a_run_that_begins_with_a_snapshot_shows_the_whole_state()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var runs = await TurnsAsync(engine, StateSnapshots.Spacing + 1);
        Assert.Single(await SnapshotsAsync(engine, runs[^1..]));

        var frames = await engine.FramesAsync(runs[^1], new Baton.Engine.Streaming.StreamRequest(Baton.Engine.Streaming.StreamModes.Values));

        // The last of them is the output.
        var values = frames.Where(frame => frame.Event == "values").Select(frame => JsonBytes.Parse(frame.Data)).ToList();
        Assert.Equal([513, 514], values[..^1].Select(state => state.GetProperty("lines").GetArrayLength()));
    }

    [Fact]
    public async Task A_fork_from_before_a_snapshot_goes_on_from_there()
    {
        await using var engine = await EngineFixture.StartStillAsync(Talk.Plain());
        var runs = await TurnsAsync(engine, StateSnapshots.Spacing + 5);
        var row = await engine.Store.Runs.FindAsync("default", runs[10], Token);

        var fork = await engine.Runs.StartAsync(new RunRequest("talk") { Thread = "t", From = new(row!.Id, row.Seq), Input = EngineFixture.Json(Talk.Input("fork")) }, Token);

        Assert.Equal(24, Talk.Text(await engine.WaitAsync(fork.Run.Id)).Split(' ').Length);
    }

    [Fact]
    public async Task Runs_that_journal_start_and_end_only_have_snapshots_too()
    {
        var graph = Talk.Begin().NotResumable().Function("echo", state => state with { Lines = state.Lines.Add($"[{state.Last}]") }).End();
        await using var engine = await EngineFixture.StartStillAsync(graph);
        var runs = await TurnsAsync(engine, StateSnapshots.Spacing + 1);
        Assert.Equal([EntryKind.RunStarted, EntryKind.Snapshot, EntryKind.RunFinished], (await engine.EntriesAsync(runs[^1])).Select(entry => entry.Kind));

        await engine.Host.CrashAsync();
        var result = await engine.RunAsync("talk", Talk.Input("last"), "t");

        Assert.Equal(2 * (StateSnapshots.Spacing + 2), Talk.Text(result).Split(' ').Length);
    }

    [Fact]
    public async Task A_newer_version_goes_on_from_a_snapshot_of_an_older_one()
    {
        await using var engine = await EngineFixture.StartAsync(new BatonTestOptions(Talk.Plain()));
        await TurnsAsync(engine, StateSnapshots.Spacing);
        await engine.Host.RestartAsync(Talk.Begin(version: 2).Function("echo", state => state with { Lines = state.Lines.Add("new") }).End());

        var first = await engine.RunAsync("talk", Talk.Input("a"), "t");
        await engine.Host.CrashAsync();
        var second = await engine.RunAsync("talk", Talk.Input("b"), "t");

        Assert.Single(await SnapshotsAsync(engine, [first.Run.Id]));
        Assert.Equal(2 * (StateSnapshots.Spacing + 2), Talk.Text(second).Split(' ').Length);
        Assert.EndsWith("a new b new", Talk.Text(second), StringComparison.Ordinal);
    }

    /// <summary>A conversation whose output does not repeat all of it.</summary>
    private static GraphDefinition Terse => Talk.Begin()
        .Function("echo", state => state with { Lines = state.Lines.Add($"[{state.Last}]") })
        .Return(state => new Talk.Reply($"{state.Lines.Count} lines, first {state.Lines[0]}, last {state.Lines[^1]}", state.Turns));

    private static async Task<List<Guid>> TurnsAsync(EngineFixture engine, int count)
    {
        var runs = new List<Guid>();
        for (var turn = 0; turn < count; turn++) runs.Add((await engine.RunAsync("talk", Talk.Input($"{turn}"), "t")).Run.Id);
        return runs;
    }

    private static async Task<List<JournalEntry>> SnapshotsAsync(EngineFixture engine, IEnumerable<Guid> runs)
    {
        var snapshots = new List<JournalEntry>();
        foreach (var run in runs) snapshots.AddRange((await engine.EntriesAsync(run)).Where(entry => entry.Kind == EntryKind.Snapshot));
        return snapshots;
    }
}
