using Baton.Errors;
using Baton.Postgres;
using Baton.Postgres.Testing;

namespace Baton.Stores.Tests.Postgres;

/// <summary>A primary that is lost, and its standby.</summary>
public sealed class PostgresFailOverTests
{
    private static readonly TimeSpan Lease = TimeSpan.FromHours(1);

    public PostgresFailOverTests() => Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_follows_a_fail_over_and_its_incarnation_does_not()
    {
        using var pair = await PostgresPair.CreateAsync();
        await using var store = new PostgresStore(new() { ConnectionString = pair.ConnectionString });
        await store.OpenAsync(Stop);
        var before = await store.Servers.RegisterAsync("server", Lease, Stop);
        Assert.NotNull(await store.Servers.HeartbeatAsync(before, Lease, Stop));

        pair.FailOver();

        // What a server remembers is of the old timeline: it has to begin anew, under a number that the old one never gave.
        Assert.Null(await store.Servers.HeartbeatAsync(before, Lease, Stop));
        var after = await store.Servers.RegisterAsync("server", Lease, Stop);
        Assert.True(after > before + 1_000);
        Assert.NotNull(await store.Servers.HeartbeatAsync(after, Lease, Stop));
    }

    [Fact]
    public async Task A_standby_is_refused_by_itself_and_where_no_host_is_the_primary()
    {
        using var pair = await PostgresPair.CreateAsync();
        await RefusedAsync(pair.Standby.ConnectionString, ErrorCodes.PostgresReadOnly);
        await RefusedAsync(pair.Through([pair.Standby.Port, pair.Standby.Port]), ErrorCodes.PostgresReadOnly);
        await RefusedAsync($"{pair.ConnectionString};Password=secret", ErrorCodes.PostgresLoginRefused);
        await RefusedAsync($"{pair.ConnectionString};Database=nowhere", ErrorCodes.PostgresDatabaseMissing);
    }

    private static async Task RefusedAsync(string connection, string code)
    {
        await using var store = new PostgresStore(new() { ConnectionString = connection });
        var refusal = await Assert.ThrowsAsync<BatonException>(() => store.OpenAsync(Stop).AsTask());
        Assert.Equal(code, refusal.Code);
        Assert.DoesNotContain("secret", refusal.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(PostgresServer.Password, refusal.ToString(), StringComparison.Ordinal);
    }
}
