using Baton.Errors;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What is refused when the store is opened, and with which cure.</summary>
public sealed class PostgresOpeningTests : IDisposable
{
    private readonly PostgresSubject subject = new();

    public PostgresOpeningTests() => Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        if (PostgresInstallation.IsPresent)
        {
            subject.CleanUp();
        }
    }

    [Fact]
    public async Task All_faults_of_the_options_are_told_at_once_and_no_password()
    {
        var refusal = await RefusalAsync(new()
        {
            ConnectionString = "Password=secret;Port=none",
            Schema = "Big",
            Writers = 0,
            BatchItems = 0,
            BatchBytes = 1,
            CommandTimeout = TimeSpan.Zero,
        });

        Assert.Equal(ErrorCodes.PostgresOptionsInvalid, refusal.Code);
        Assert.All(
            ["ConnectionString", "Schema", "Writers", "BatchItems", "BatchBytes", "CommandTimeout"],
            option => Assert.Contains(option, refusal.Message, StringComparison.Ordinal));
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Host=127.0.0.1;Port=1;Timeout=2", ErrorCodes.PostgresUnreachable)]
    [InlineData("Password=secret", ErrorCodes.PostgresLoginRefused)]
    [InlineData("Database=nowhere", ErrorCodes.PostgresDatabaseMissing)]
    [InlineData("Options=-c default_transaction_read_only=on", ErrorCodes.PostgresReadOnly)]
    public async Task A_database_that_cannot_be_used_is_refused(string change, string code)
    {
        var options = subject.Options;
        options.ConnectionString = $"{options.ConnectionString};{change}";

        var refusal = await RefusalAsync(options);

        Assert.Equal(code, refusal.Code);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, refusal.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_user_without_privileges_is_refused()
    {
        var options = subject.Options;
        var user = $"user_{options.Schema}";
        await RunAsync($"CREATE ROLE {user} LOGIN PASSWORD 'x'");
        options.ConnectionString = $"{options.ConnectionString};Username={user};Password=x";

        var refusal = await RefusalAsync(options);

        Assert.Equal(ErrorCodes.PostgresPrivilegeMissing, refusal.Code);
        await RunAsync($"DROP ROLE {user}");
    }

    [Fact]
    public async Task A_user_who_may_only_read_is_refused()
    {
        await using (var store = new PostgresStore(subject.Options))
        {
            await store.OpenAsync(Stop);
        }

        var options = subject.Options;
        var user = $"reader_{options.Schema}";
        await RunAsync($"CREATE ROLE {user} LOGIN PASSWORD 'x'");
        await RunAsync($"GRANT USAGE ON SCHEMA {options.Schema} TO {user}; GRANT SELECT ON ALL TABLES IN SCHEMA {options.Schema} TO {user}");
        options.ConnectionString = $"{options.ConnectionString};Username={user};Password=x";

        var refusal = await RefusalAsync(options);

        Assert.Equal(ErrorCodes.PostgresPrivilegeMissing, refusal.Code);
        await RunAsync($"DROP OWNED BY {user}; DROP ROLE {user}");
    }

    [Fact]
    public async Task A_newer_schema_is_refused()
    {
        await using (var store = new PostgresStore(subject.Options))
        {
            await store.OpenAsync(Stop);
        }

        await RunAsync($"INSERT INTO {subject.Options.Schema}.migration(version) VALUES(999)");

        Assert.Equal(ErrorCodes.StoreTooNew, (await RefusalAsync(subject.Options)).Code);
    }

    [Fact]
    public async Task Several_servers_may_start_at_once_and_one_migrates()
    {
        var stores = Enumerable.Range(0, 6).Select(_ => new PostgresStore(subject.Options)).ToList();

        await Task.WhenAll(stores.Select(store => Task.Run(() => store.OpenAsync(Stop).AsTask())));

        Assert.Single(stores, store => store.MigrationsApplied > 0);
        await Task.WhenAll(stores.Select(store => store.DisposeAsync().AsTask()));
    }

    private static async Task<BatonException> RefusalAsync(PostgresOptions options)
    {
        await using var store = new PostgresStore(options);
        return await Assert.ThrowsAsync<BatonException>(() => store.OpenAsync(Stop).AsTask());
    }

    private static async Task RunAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString);
        await connection.OpenAsync(Stop);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(Stop);
    }
}
