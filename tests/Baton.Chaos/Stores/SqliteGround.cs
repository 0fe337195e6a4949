using Baton.Chaos.Faults;
using Baton.LedgerServer.Hosting;

namespace Baton.Chaos.Stores;

/// <summary>A SQLite file, which one server has at a time.</summary>
internal sealed class SqliteGround(string directory) : StoreGround(directory)
{
    public override StoreChoice Store { get; } = new(StoreChoice.Sqlite, Path.Combine(directory, "data"), null);

    public override IFault Fault(string name) => name == "clock" ? new ClockFault(backToo: false) : base.Fault(name);
}
