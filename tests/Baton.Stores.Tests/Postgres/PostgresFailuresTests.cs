using Baton.Postgres.Connecting;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What is tried again, and what is not.</summary>
public sealed class PostgresFailuresTests
{
    [Fact]
    public void A_connection_that_is_closed_as_a_statement_begins_is_lost_and_not_the_callers_fault()
    {
        var lost = new ObjectDisposedException("System.Threading.ManualResetEventSlim");

        Assert.True(Failures.MayPass(lost));
        Assert.True(Failures.IsUnknown(lost));
    }

    [Fact]
    public void A_closed_pool_is_not_waited_for() => Assert.False(Failures.MayPass(new ObjectDisposedException("Npgsql.PoolingDataSource")));
}
