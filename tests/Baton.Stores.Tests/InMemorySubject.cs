using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Stores.Tests.Contract;

namespace Baton.Stores.Tests;

public sealed class InMemorySubject : StoreSubject
{
    public override IStore Create() => new InMemoryStore(Time);
}

public sealed class InMemoryJournal : JournalContract<InMemorySubject>;
