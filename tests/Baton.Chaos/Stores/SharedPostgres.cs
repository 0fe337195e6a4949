using Baton.Postgres;
using Npgsql;

namespace Baton.Chaos.Stores;

/// <summary>One PostgreSQL server for many seeds. A database is a copy of one that was migrated once.</summary>
internal sealed class SharedPostgres : IAsyncDisposable
{
    private const string Template = "chaos_template";
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private SharedPostgres(PostgresNodes nodes) => Nodes = nodes;

    public PostgresNodes Nodes { get; }

    public static async Task<SharedPostgres> StartAsync(IReadOnlyList<string> faults)
    {
        var shared = new SharedPostgres(await PostgresNodes.StartAsync(faults));
        await shared.ExecuteAsync($"CREATE DATABASE {Template}");
        var connection = new NpgsqlConnectionStringBuilder(shared.Nodes.Primary.ConnectionString) { Database = Template }.ConnectionString;
        await using var store = new PostgresStore(new() { ConnectionString = connection });
        await store.OpenAsync(CancellationToken.None);
        return shared;
    }

    /// <summary>Makes an empty store.</summary>
    public async Task<SeedDatabase> CreateDatabaseAsync(int seed)
    {
        var name = $"chaos_{seed}";
        await ExecuteAsync($"CREATE DATABASE {name} TEMPLATE {Template}");
        return new SeedDatabase(name, () => ExecuteAsync($"DROP DATABASE {name} WITH (FORCE)"));
    }

    public ValueTask DisposeAsync()
    {
        Nodes.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task ExecuteAsync(string sql)
    {
        // A seed that is still driven may have the server down at this moment.
        while (!await TryExecuteAsync(sql)) await Task.Delay(Pause);
    }

    private async Task<bool> TryExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(Nodes.Primary.ConnectionString) { Pooling = false }.ConnectionString);
        try
        {
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand(sql, connection);
            await command.ExecuteNonQueryAsync();
            return true;
        }
        catch (NpgsqlException exception) when (exception.IsTransient || exception.InnerException is IOException)
        {
            return false;
        }
        catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.InvalidCatalogName)
        {
            // Done by a try whose reply was lost.
            return true;
        }
    }
}

/// <summary>A database of one seed.</summary>
/// <param name="Name">Its name.</param>
/// <param name="DropAsync">Removes it.</param>
internal sealed record SeedDatabase(string Name, Func<Task> DropAsync);
