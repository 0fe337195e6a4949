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
