using System.Text;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Stores.Tests.Contract;

public abstract class RecordContract<TSubject> : StoreContract<TSubject>
    where TSubject : StoreSubject, new()
{
    [Fact]
    public async Task Versions_rise_with_every_change()
    {
        Assert.True(await Apply(new RecordChange("notes", "n1", 0, Json("""{"v":1}"""))));
        var made = Time.GetUtcNow();
        AdvanceTime(TimeSpan.FromSeconds(5));
        Assert.True(await Apply(new RecordChange("notes", "n1", 1, Json("""{"v":2}"""))));
        Assert.True(await Apply(new RecordChange("notes", "n1", null, Json("""{"v":3}"""))));

        var record = await Store.Records.FindAsync("default", "notes", "n1", Stop);
        Assert.Equal((3, made, Time.GetUtcNow()), (record!.Version, record.CreatedAt, record.UpdatedAt));
        Assert.Equal("""{"v":3}""", record.Value.GetRawText());
    }

    [Fact]
    public async Task One_version_that_does_not_match_stops_all()
    {
        await Apply(new RecordChange("notes", "n1", 0, Json("1")));

        Assert.False(await Apply(new RecordChange("notes", "n2", 0, Json("1")), new("notes", "n1", 0, Json("2"))));
        Assert.False(await Apply(new RecordChange("notes", "n1", 2, null)));

        Assert.Null(await Store.Records.FindAsync("default", "notes", "n2", Stop));
        Assert.Equal(1, (await Store.Records.FindAsync("default", "notes", "n1", Stop))!.Version);
    }

    [Fact]
    public async Task A_record_is_removed_and_begins_anew()
    {
        await Apply(new RecordChange("notes", "n1", 0, Json("1")));

        Assert.True(await Apply(new RecordChange("notes", "n1", 1, null)));
        Assert.Null(await Store.Records.FindAsync("default", "notes", "n1", Stop));
        Assert.True(await Apply(new RecordChange("notes", "n1", 0, Json("2"))));
        Assert.Equal(1, (await Store.Records.FindAsync("default", "notes", "n1", Stop))!.Version);
    }

    [Fact]
    public async Task What_is_not_there_can_be_removed_whatever_its_version()
    {
        Assert.True(await Apply(new RecordChange("notes", "gone", null, null), new("notes", "n1", null, Json("1"))));

        Assert.Equal(["n1"], await Ids(""));
    }

    [Fact]
    public async Task Records_are_found_by_prefix_within_tenant_and_collection()
    {
        foreach (var id in (string[])["b/1", "a/2", "a/1", "a%", "A/1"])
        {
            await Apply(new RecordChange("notes", id, 0, Json("1")));
        }

        await Apply(new RecordChange("other", "a/3", 0, Json("1")));
        await Store.Records.ApplyAsync("tenant2", [new("notes", "a/4", 0, Json("1"))], Stop);

        Assert.Equal(["a/1", "a/2"], await Ids("a/"));
        Assert.Equal(["A/1", "a%", "a/1", "a/2", "b/1"], await Ids(""));
        Assert.Equal(["a/2"], (await Store.Records.QueryAsync("default", "notes", "a/", 1, 5, Stop)).Select(record => record.Id));
        Assert.Equal(["a/1"], (await Store.Records.QueryAsync("default", "notes", "a/", 0, 1, Stop)).Select(record => record.Id));
    }

    [Fact]
    public async Task Old_records_of_one_collection_are_removed_whosever_they_are_and_the_oldest_first()
    {
        await Apply(new RecordChange("expiring", "a", 0, Json("1")), new("notes", "kept", 0, Json("1")));
        AdvanceTime(TimeSpan.FromMinutes(1));
        await Store.Records.ApplyAsync("tenant2", [new("expiring", "b", 0, Json("1"))], Stop);
        AdvanceTime(TimeSpan.FromMinutes(1));
        await Apply(new RecordChange("expiring", "c", 0, Json("1")));
        AdvanceTime(TimeSpan.FromHours(1));
        await Apply(new RecordChange("expiring", "new", 0, Json("1")), new("expiring", "c", 1, Json("2")));

        Assert.Equal(1, await Store.Records.PruneAsync("expiring", TimeSpan.FromMinutes(30), 1, Stop));
        Assert.Null(await Store.Records.FindAsync("default", "expiring", "a", Stop));
        Assert.NotNull(await Store.Records.FindAsync("tenant2", "expiring", "b", Stop));
        Assert.Equal(1, await Store.Records.PruneAsync("expiring", TimeSpan.FromMinutes(30), 10, Stop));
        Assert.Equal(0, await Store.Records.PruneAsync("expiring", TimeSpan.FromMinutes(30), 10, Stop));

        Assert.Null(await Store.Records.FindAsync("tenant2", "expiring", "b", Stop));
        Assert.Equal(["c", "new"], (await Store.Records.QueryAsync("default", "expiring", "", 0, 10, Stop)).Select(record => record.Id));
        Assert.NotNull(await Store.Records.FindAsync("default", "notes", "kept", Stop));
    }

    [Fact]
    public async Task One_of_many_simultaneous_changes_of_a_version_wins()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 16).Select(n => Task.Run(() => Apply(new RecordChange("notes", "n1", 0, Json($"{n}"))))));

        Assert.Single(outcomes, outcome => outcome);
    }

    [Fact]
    public async Task A_message_that_was_taken_is_hidden_until_its_lease_ends()
    {
        await Send("k1");
        var first = Assert.Single(await Store.Outbox.TakeAsync(10, Lease, Stop));
        Assert.Empty(await Store.Outbox.TakeAsync(10, Lease, Stop));

        AdvanceTime(Lease);

        var second = Assert.Single(await Store.Outbox.TakeAsync(10, Lease, Stop));
        Assert.Equal((first.Id, 1, 2), (second.Id, first.Attempt, second.Attempt));
        Assert.Equal("body k1", Encoding.UTF8.GetString(second.Message.Body.Span));
        Assert.Equal("https://example.org/hook", second.Message.Destination);
    }

    [Fact]
    public async Task Messages_are_added_with_records_or_not_at_all()
    {
        var message = new OutboxMessage("channel:ops", "k1", "{}"u8.ToArray());

        Assert.True(await Store.Outbox.AddAsync("default", [new RecordChange("alerts", "a", 0, Json("1"))], [message], Stop));
        Assert.False(await Store.Outbox.AddAsync("default", [new RecordChange("alerts", "a", 0, Json("2"))], [message with { Key = "k2" }], Stop));

        Assert.Equal("k1", Assert.Single(await Store.Outbox.TakeAsync(10, Lease, Stop)).Message.Key);
        Assert.Equal("1", (await Store.Records.FindAsync("default", "alerts", "a", Stop))!.Value.GetRawText());
    }

    [Fact]
    public async Task A_message_is_retried_after_its_delay_and_gone_once_completed()
    {
        await Send("k1");
        var item = Assert.Single(await Store.Outbox.TakeAsync(10, Lease, Stop));
        await Store.Outbox.RetryAsync(item.Id, TimeSpan.FromHours(1), Stop);
        AdvanceTime(Lease * 2);
        Assert.Empty(await Store.Outbox.TakeAsync(10, Lease, Stop));
        AdvanceTime(TimeSpan.FromHours(1));
        Assert.Single(await Store.Outbox.TakeAsync(10, Lease, Stop));

        await Store.Outbox.CompleteAsync(item.Id, Stop);

        AdvanceTime(TimeSpan.FromHours(1));
        Assert.Empty(await Store.Outbox.TakeAsync(10, Lease, Stop));
    }

    [Fact]
    public async Task Messages_are_taken_oldest_first()
    {
        await Send("k1");
        AdvanceTime(TimeSpan.FromSeconds(1));
        await Send("k2", "k3");

        Assert.Equal(["k1", "k2"], (await Store.Outbox.TakeAsync(2, Lease, Stop)).Select(item => item.Message.Key));
        Assert.Equal(["k3"], (await Store.Outbox.TakeAsync(2, Lease, Stop)).Select(item => item.Message.Key));
    }

    private async Task<bool> Apply(params RecordChange[] changes) => await Store.Records.ApplyAsync("default", changes, Stop);

    private async Task<IEnumerable<string>> Ids(string prefix) =>
        (await Store.Records.QueryAsync("default", "notes", prefix, 0, 100, Stop)).Select(record => record.Id);

    private async Task Send(params string[] keys)
    {
        var lease = await Start();
        var messages = keys.Select(key => new OutboxMessage("https://example.org/hook", key, Encoding.UTF8.GetBytes($"body {key}")));
        await Store.Runs.AppendAsync(new(lease, [Entry(2)]) { Outbox = [.. messages] }, Stop);
    }
}
