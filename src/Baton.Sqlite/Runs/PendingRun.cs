using Baton.Sqlite.Native;

namespace Baton.Sqlite.Runs;

/// <summary>A run that may be claimed.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Since">Since when.</param>
internal readonly record struct PendingRun(long Key, long Since)
{
    public static PendingRun Read(Statement row) => new(row.Long(0), row.Long(1));
}
