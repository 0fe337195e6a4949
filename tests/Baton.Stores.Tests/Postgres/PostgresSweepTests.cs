using Baton.Engine.Stores;
using Baton.Stores.Tests.Contract;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What does not stay behind.</summary>
public sealed class PostgresSweepTests : StoreContract<PostgresSubject>
{
    [Fact]
    public async Task Running_text_goes_with_its_run()
    {
        var lease = await Start();
        await Store.Live.KeepTextsAsync([new(lease.Run, 2, 1, "m1", "Dear Ann")], Stop);
        await Finish(lease, 2);

        await Store.Runs.DeleteAsync("default", lease.Run, Stop);

        Assert.Empty(await Store.Live.TextsAsync(lease.Run, Stop));
    }

    [Fact]
    public async Task Running_text_goes_with_its_thread()
    {
        var lease = await Start("case-1");
        await Store.Live.KeepTextsAsync([new(lease.Run, 2, 1, "m1", "Dear Ann")], Stop);
        await Finish(lease, 2, head: new(lease.Run, 2));

        await Store.Threads.DeleteAsync("default", "case-1", Stop);

        Assert.Empty(await Store.Live.TextsAsync(lease.Run, Stop));
    }

    [Fact]
    public async Task Running_text_that_nobody_keeps_is_forgotten_without_any_retention_time()
    {
        var (old, young) = (new RunningText(NewId(), 2, 1, "m1", "Dear Ann"), new RunningText(NewId(), 2, 1, "m2", "Dear Bob"));
        await Store.Live.KeepTextsAsync([old], Stop);
        AdvanceTime(TimeSpan.FromMinutes(61));
        await Store.Live.KeepTextsAsync([young], Stop);

        await Store.Servers.ReapAsync(Server, Stop);

        Assert.Empty(await Store.Live.TextsAsync(old.Run, Stop));
        Assert.Single(await Store.Live.TextsAsync(young.Run, Stop));
    }

    [Fact]
    public async Task Servers_that_died_long_ago_are_forgotten_where_they_own_nothing()
    {
        var gone = await Store.Servers.RegisterAsync("gone", Lease, Stop);
        await Store.Servers.LeaveAsync(gone, Stop);
        AdvanceTime(TimeSpan.FromDays(2));
        var young = await Store.Servers.RegisterAsync("young", Lease, Stop);
        await Store.Servers.LeaveAsync(young, Stop);

        await Store.Servers.ReapAsync(Server, Stop);

        Assert.Equal([Server, young], await Servers());
    }

    private async Task<List<long>> Servers()
    {
        await using var connection = new NpgsqlConnection(Subject.Options.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand($"SELECT incarnation FROM {Subject.Options.Schema}.server ORDER BY incarnation", connection);
        await using var reader = await command.ExecuteReaderAsync(Stop);
        var servers = new List<long>();
        while (await reader.ReadAsync(Stop))
        {
            servers.Add(reader.GetInt64(0));
        }

        return servers;
    }
}
