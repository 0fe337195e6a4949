using Baton.Engine.Stores;
using Baton.Postgres;
using Baton.Postgres.Partitions;
using Baton.Stores.Tests.Contract;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What tests of the journal's partitions share.</summary>
public abstract class PartitionContract : StoreContract<PostgresSubject>
{
    protected static readonly TimeSpan Day = TimeSpan.FromDays(1);
    protected static readonly TimeSpan Age = TimeSpan.FromDays(7);
    protected static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);

    /// <summary>The day by the store's clock, in days since 1970.</summary>
    protected long Today => Time.GetUtcNow().ToUnixTimeMilliseconds() / 86_400_000;

    protected Task KeepAsync() => ((PostgresStore)Store).KeepPartitionsAsync(Stop);

    /// <summary>Time goes on, and a server sees to the partitions.</summary>
    protected async Task PassAsync(TimeSpan by)
    {
        AdvanceTime(by);
        await KeepAsync();
    }

    /// <summary>Another server of the same database, whose sessions are named after the schema.</summary>
    protected async Task<PostgresStore> OpenAsync(TimeSpan? commandTimeout = null)
    {
        var options = Subject.Options;
        options.ConnectionString += $";Application Name={options.Schema}";
        options.CommandTimeout = commandTimeout ?? options.CommandTimeout;
        var store = new PostgresStore(options, null, Time);
        await store.OpenAsync(Stop);
        return store;
    }

    /// <summary>Runs that began and ended today, on no thread.</summary>
    protected async Task<List<RunLease>> EndedAsync(int count = 1)
    {
        var leases = new List<RunLease>();
        for (var run = 0; run < count; run++)
        {
            leases.Add(await Start());
            await Finish(leases[^1], 2);
        }

        return leases;
    }

    protected static string TableOf(long day) => JournalPartition.NameOf(day);

    protected async Task<bool> ExistsAsync(long day) => await AskAsync<string?>($"SELECT to_regclass('{TableOf(day)}')::text") is not null;

    protected Task<long> EntriesAsync(long day) => AskAsync<long>($"SELECT count(*) FROM {TableOf(day)}");

    protected async Task<T> AskAsync<T>(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        return await command.ExecuteScalarAsync(Stop) is var value and not DBNull ? (T)value! : default!;
    }

    protected async Task ExecuteAsync(string sql)
    {
        await using var connection = await ConnectAsync();
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }

    /// <summary>Does something while a transaction holds what a statement locks.</summary>
    protected async Task HoldAsync(string sql, Func<Task> work)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync(Stop);
        await using (var command = new NpgsqlCommand(sql, connection))
        {
            await command.ExecuteNonQueryAsync(Stop);
        }

        await work();
    }

    protected async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(Limit);
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, "What was waited for did not come.");
            await Task.Yield();
        }
    }

    private async Task<NpgsqlConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection($"{Subject.Options.ConnectionString};Search Path={Subject.Options.Schema}");
        await connection.OpenAsync(Stop);
        return connection;
    }
}
