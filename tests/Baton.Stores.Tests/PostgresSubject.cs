using Baton.Engine.Stores;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Baton.Stores.Tests.Contract;
using Npgsql;

namespace Baton.Stores.Tests;

public sealed class PostgresSubject : StoreSubject
{
    private static int lastSchema;
    private readonly string schema = $"test_{Interlocked.Increment(ref lastSchema)}";

    public PostgresOptions Options => new() { ConnectionString = PostgresServer.Shared.ConnectionString, Schema = schema };

    public override IStore Create()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);
        return new PostgresStore(Options, null, Time);
    }

    public override void CleanUp()
    {
        using var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString);
        connection.Open();
        using var command = new NpgsqlCommand($"DROP SCHEMA IF EXISTS {schema} CASCADE", connection);
        command.ExecuteNonQuery();
    }

    public override string DebugInfo() => $"schema {schema}, {PostgresServer.Shared.LogFile}";
}

public sealed class PostgresJournal : JournalContract<PostgresSubject>;

public sealed class PostgresAcceptance : AcceptanceContract<PostgresSubject>;

public sealed class PostgresThreadRule : ThreadRuleContract<PostgresSubject>;

public sealed class PostgresParking : ParkingContract<PostgresSubject>;

public sealed class PostgresInbox : InboxContract<PostgresSubject>;

public sealed class PostgresHousekeeping : HousekeepingContract<PostgresSubject>;

public sealed class PostgresThread : ThreadContract<PostgresSubject>;

public sealed class PostgresTrim : TrimContract<PostgresSubject>;

public sealed class PostgresRecord : RecordContract<PostgresSubject>;

public sealed class PostgresClaim : ClaimContract<PostgresSubject>;

public sealed class PostgresRunSearch : RunSearchContract<PostgresSubject>;

public sealed class PostgresWaking : WakingContract<PostgresSubject>;

public sealed class PostgresReduction : ReductionContract<PostgresSubject>;

public sealed class PostgresPool : PoolContract<PostgresSubject>;

public sealed class PostgresCost : CostContract<PostgresSubject>;

public sealed class PostgresCase : CaseContract<PostgresSubject>;

public sealed class PostgresCaseTally : CaseTallyContract<PostgresSubject>;

public sealed class PostgresSearch : SearchContract<PostgresSubject>;

public sealed class PostgresMessageLog : MessageLifeContract<PostgresSubject>;
