using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Stores.Tests.Contract;

/// <summary>What is kept of runs that are removed because of their age.</summary>
public abstract class ReductionContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    private static readonly TimeSpan Age = TimeSpan.FromDays(7);

    [Fact]
    public async Task What_a_reduction_gives_is_a_record_where_the_run_was()
    {
        var lease = await Start();
        await Append(lease, Entry(2, """{"x":1}"""));
        await Finish(lease, 3);
        AdvanceTime(Age * 2);

        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 100, (run, journal) => Json($"[\"{run.Id}\",{journal.Count},{Text(journal[1])}]"), Stop));

        Assert.Null(await Store.Runs.FindAsync("default", lease.Run, Stop));
        Assert.Empty(await Store.Runs.ReadAsync(lease.Run, 0, 10, Stop));
        var kept = await Store.Records.FindAsync("default", RecordCollections.Results, RunIds.Text(lease.Run), Stop);
        Assert.Equal($$"""["{{lease.Run}}",3,{"x":1}]""", kept!.Value.GetRawText());
        Assert.Empty(await Store.CheckIntegrityAsync(Stop));
    }

    [Fact]
    public async Task Nothing_is_kept_of_a_run_of_which_the_reduction_gives_nothing()
    {
        var lease = await Start();
        await Finish(lease, 2);
        AdvanceTime(Age * 2);

        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 100, (_, _) => null, Stop));

        Assert.Null(await Store.Records.FindAsync("default", RecordCollections.Results, RunIds.Text(lease.Run), Stop));
    }

    [Fact]
    public async Task Only_runs_that_are_removed_are_reduced()
    {
        var old = await Start();
        await Finish(old, 2);
        AdvanceTime(Age * 2);
        var young = await Start();
        await Finish(young, 2);
        var asked = new List<Guid>();

        await Store.Runs.PruneAsync(Age, 100, (run, _) => Note(asked, run), Stop);

        Assert.Equal([old.Run], asked);
        Assert.NotNull(await Store.Runs.FindAsync("default", young.Run, Stop));
    }

    [Fact]
    public async Task Of_many_runs_each_is_kept()
    {
        var runs = new List<Guid>();
        for (var run = 0; run < 120; run++)
        {
            var lease = await Start();
            await Finish(lease, 2);
            runs.Add(lease.Run);
        }

        AdvanceTime(Age * 2);

        Assert.Equal(120, await Store.Runs.PruneAsync(Age, 500, (run, _) => Json($"\"{run.Id}\""), Stop));

        var kept = await Store.Records.QueryAsync("default", RecordCollections.Results, "", 0, 500, Stop);
        Assert.Equal(runs.Order(), kept.Select(record => Guid.Parse(record.Id)).Order());
        Assert.All(kept, record => Assert.Equal(record.Id, record.Value.GetString()));
    }

    [Fact]
    public async Task A_thread_that_goes_leaves_nothing()
    {
        var lease = await Start("case-1");
        await Finish(lease, 2, head: new CheckpointRef(lease.Run, 2));
        AdvanceTime(Age * 2);

        Assert.Equal(1, await Store.Runs.PruneAsync(Age, 100, (run, _) => Json("1"), Stop));

        Assert.Empty(await Store.Records.QueryAsync("default", RecordCollections.Results, "", 0, 10, Stop));
    }

    private static System.Text.Json.JsonElement? Note(List<Guid> asked, RunRow run)
    {
        asked.Add(run.Id);
        return null;
    }

    private static string Text(JournalEntry entry) => System.Text.Encoding.UTF8.GetString(entry.Body.Span);
}
