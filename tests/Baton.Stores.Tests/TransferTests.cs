using System.Text;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Stores.Transfer;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Sqlite;
using Baton.Stores.Tests.Model;

namespace Baton.Stores.Tests;

/// <summary>A store moves to another store and back, and nothing is lost.</summary>
public sealed class TransferTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();
    private readonly FakeTime time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Everything_arrives_in_the_other_store_and_comes_back(int seed)
    {
        await using var origin = new InMemoryStore(time);
        var world = await Fill(origin, seed);
        await using var sqlite = await OpenSqlite("there");
        await using var back = new InMemoryStore(time);
        foreach (var server in world.Servers)
        {
            await origin.Servers.LeaveAsync(server, Stop);
        }

        var there = await Export(origin);
        await Import(sqlite, there);
        var again = await Export(sqlite);
        await Import(back, again);

        Assert.Empty(await sqlite.CheckIntegrityAsync(Stop));
        Assert.Equal(await Dump.OfAsync(origin, world.Tenant, world), await Dump.OfAsync(sqlite, world.Tenant, world));
        Assert.Equal(Encoding.UTF8.GetString(there), Encoding.UTF8.GetString(again));
        Assert.Equal(Encoding.UTF8.GetString(again), Encoding.UTF8.GetString(await Export(back)));
    }

    [Fact]
    public async Task Both_stores_go_on_alike_after_an_import()
    {
        await using var origin = new InMemoryStore(time);
        var world = await Fill(origin, 4);
        var file = await Export(origin);
        await using var sqlite = await OpenSqlite("there");
        await using var memory = new InMemoryStore(time);
        await Import(sqlite, file);
        await Import(memory, file);
        var generator = new Generator(world);

        for (var step = 0; step < 100; step++)
        {
            var operation = generator.Next();
            Assert.Equal((await operation.RunAsync(memory)).Text, (await operation.RunAsync(sqlite)).Text);
        }

        Assert.Equal(await Dump.OfAsync(memory, world.Tenant, world), await Dump.OfAsync(sqlite, world.Tenant, world));
    }

    [Fact]
    public async Task A_run_that_was_being_executed_is_pending_in_the_store_it_came_to()
    {
        await using var origin = new InMemoryStore(time);
        var server = await origin.Servers.RegisterAsync("server", TimeSpan.FromSeconds(10), Stop);
        var lease = (await origin.Runs.AcceptAsync(
            new("default", Guid.NewGuid(), "desk", 1, "support", [new(1, default, time.GetUtcNow(), default)]) { Assistant = "desk", Owner = server },
            Stop)).Lease!;
        await using var sqlite = await OpenSqlite("there");

        await Import(sqlite, await Export(origin));

        Assert.Equal(AppendStatus.Fenced, (await sqlite.Runs.AppendAsync(new(lease, [new(2, default, time.GetUtcNow(), default)]), Stop)).Status);
        var next = await sqlite.Servers.RegisterAsync("server", TimeSpan.FromSeconds(10), Stop);
        Assert.True(next > server);
        var claimed = await sqlite.Runs.ClaimAsync(new(next, new Dictionary<string, int>(StringComparer.Ordinal) { ["support"] = 1 }), Stop);
        Assert.Equal((lease.Run, 2), (claimed[0].Run.Id, claimed[0].Lease.Epoch));
    }

    [Fact]
    public async Task A_packed_body_arrives_as_it_was_stored()
    {
        byte[] body = [.. Enumerable.Range(1, 255).Select(index => (byte)index)];
        var run = Guid.NewGuid();
        await using var origin = new InMemoryStore(time);
        await origin.Runs.AcceptAsync(new("default", run, "desk", 1, "support", [new(1, default, time.GetUtcNow(), body)]) { Assistant = "desk" }, Stop);
        await using var sqlite = await OpenSqlite("there");

        await Import(sqlite, await Export(origin));

        Assert.Equal(body, (await sqlite.Runs.ReadAsync(run, 0, 1, Stop))[0].Body.ToArray());
    }

    [Fact]
    public async Task Documents_arrive_whole_and_are_found()
    {
        await using var origin = new InMemoryStore(time);
        await origin.Search.PutAsync(
            "default", "bank", [new("d1", "Fees", [new("Wires cost 25 dollars.") { Vector = new float[] { 0.1f, 2 } }, new("Checks are free.")]) { Hash = "h", Metadata = System.Text.Json.JsonElement.Parse("1") }], Stop);
        await using var sqlite = await OpenSqlite("there");

        var file = await Export(origin);
        await Import(sqlite, file);

        Assert.Equal(Encoding.UTF8.GetString(file), Encoding.UTF8.GetString(await Export(sqlite)));
        Assert.Equal("d1", (await sqlite.Search.FindAsync(new("default", ["bank"], "wire costs", 5), Stop))[0].Document);
        Assert.Single(await sqlite.Search.NearestAsync(new("default", ["bank"], new float[] { 1, 1 }, 5), Stop));
    }

    [Fact]
    public async Task A_file_that_was_cut_off_is_refused()
    {
        await using var origin = new InMemoryStore(time);
        await Fill(origin, 5);
        var lines = Encoding.UTF8.GetString(await Export(origin)).TrimEnd('\n').Split('\n');

        await AssertRefused(string.Join('\n', lines[..^1]), "cut off");
        await AssertRefused(string.Join('\n', lines.Where((_, index) => index != 3)), "should hold");
        await AssertRefused(string.Join('\n', lines)[..^7], "cannot be read");
        await AssertRefused("", "does not begin");
        await AssertRefused("""{"kind":"baton-export","format":4}""", "newer program");
    }

    [Fact]
    public async Task A_store_that_is_in_use_takes_no_import()
    {
        await using var origin = new InMemoryStore(time);
        await Fill(origin, 6);
        var file = await Export(origin);

        var failure = await Assert.ThrowsAsync<BatonException>(() => Import(origin, file));

        Assert.Equal(ErrorCodes.ImportInvalid, failure.Code);
    }

    [Fact]
    public async Task The_summary_counts_what_was_moved()
    {
        await using var origin = new InMemoryStore(time);
        await Fill(origin, 7);
        await origin.Records.ApplyAsync("default", [new("notes", "one", 0, System.Text.Json.JsonElement.Parse("1"))], Stop);
        using var file = new MemoryStream();

        var exported = await StoreTransfer.ExportAsync(origin, file, Stop);

        file.Position = 0;
        await using var target = new InMemoryStore(time);
        Assert.Equal(exported, await StoreTransfer.ImportAsync(target, file, Stop));
        Assert.Equal(exported.Runs, (await target.Runs.QueryAsync(new(null) { IncludeEdits = true, IncludeHidden = true, Limit = 9_999 }, Stop)).Count);
        Assert.True(exported is { Runs: > 10, Entries: > 20, Threads: > 0, Records: > 0 });
    }

    private async Task<SqliteStore> OpenSqlite(string name)
    {
        var store = new SqliteStore(new() { Directory = directory[name] }, time);
        await store.OpenAsync(Stop);
        return store;
    }

    private async Task<World> Fill(InMemoryStore store, int seed)
    {
        var world = new World(new Random(seed), time, "default");
        var generator = new Generator(world);
        world.Servers.Add(await store.Servers.RegisterAsync("server", TimeSpan.FromSeconds(10), Stop));
        for (var step = 0; step < 150; step++)
        {
            var (outcome, _) = await generator.Next().RunAsync(store);
            world.Learn(outcome);
            await Dump.OfAsync(store, world.Tenant, world);
        }

        return world;
    }

    private static async Task<byte[]> Export(IStore store)
    {
        using var file = new MemoryStream();
        await StoreTransfer.ExportAsync(store, file, Stop);
        return file.ToArray();
    }

    private static async Task Import(IStore store, byte[] file)
    {
        using var source = new MemoryStream(file);
        await StoreTransfer.ImportAsync(store, source, Stop);
    }

    private async Task AssertRefused(string file, string because)
    {
        await using var target = new InMemoryStore(time);
        var failure = await Assert.ThrowsAsync<BatonException>(() => Import(target, Encoding.UTF8.GetBytes(file)));
        Assert.Equal(ErrorCodes.ImportInvalid, failure.Code);
        Assert.Contains(because, failure.Message, StringComparison.Ordinal);
    }
}
