using Baton.Engine.Stores;
using Baton.Sqlite;
using Baton.Stores.Tests.Contract;

namespace Baton.Stores.Tests;

public sealed class SqliteSubject : StoreSubject
{
    private readonly string directory = Directory.CreateTempSubdirectory("baton-stores-").FullName;

    public override IStore Create() => new SqliteStore(new() { Directory = directory }, Time);

    public override void CleanUp() => Directory.Delete(directory, recursive: true);

    public override string DebugInfo() => $"{directory}, SQLite {Sqlite.Native.SqliteLibrary.Version}";
}

public sealed class SqliteJournal : JournalContract<SqliteSubject>;

public sealed class SqliteAcceptance : AcceptanceContract<SqliteSubject>;

public sealed class SqliteThreadRule : ThreadRuleContract<SqliteSubject>;

public sealed class SqliteParking : ParkingContract<SqliteSubject>;

public sealed class SqliteInbox : InboxContract<SqliteSubject>;

public sealed class SqliteHousekeeping : HousekeepingContract<SqliteSubject>;

public sealed class SqliteThread : ThreadContract<SqliteSubject>;

public sealed class SqliteTrim : TrimContract<SqliteSubject>;

public sealed class SqliteRecord : RecordContract<SqliteSubject>;

public sealed class SqliteClaim : ClaimContract<SqliteSubject>;

public sealed class SqliteRunSearch : RunSearchContract<SqliteSubject>;

public sealed class SqliteWaking : WakingContract<SqliteSubject>;

public sealed class SqliteReduction : ReductionContract<SqliteSubject>;

public sealed class SqlitePool : PoolContract<SqliteSubject>;

public sealed class SqliteCost : CostContract<SqliteSubject>;

public sealed class SqliteCase : CaseContract<SqliteSubject>;

public sealed class SqliteCaseTally : CaseTallyContract<SqliteSubject>;

public sealed class SqliteSearch : SearchContract<SqliteSubject>;

public sealed class SqliteMessageLog : MessageLifeContract<SqliteSubject>;
