namespace Baton.Sqlite.Schema;

/// <summary>Version 2: records that expire are found by their age.</summary>
internal static class RecordAge
{
    public const string Sql = "CREATE INDEX record_age ON record(collection, updated_at);";
}
