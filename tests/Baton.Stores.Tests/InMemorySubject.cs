using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Stores.Tests.Contract;

namespace Baton.Stores.Tests;

public sealed class InMemorySubject : StoreSubject
{
    public override IStore Create() => new InMemoryStore(Time);
}

public sealed class InMemoryJournal : JournalContract<InMemorySubject>;

public sealed class InMemoryAcceptance : AcceptanceContract<InMemorySubject>;

public sealed class InMemoryThreadRule : ThreadRuleContract<InMemorySubject>;

public sealed class InMemoryParking : ParkingContract<InMemorySubject>;

public sealed class InMemoryInbox : InboxContract<InMemorySubject>;

public sealed class InMemoryHousekeeping : HousekeepingContract<InMemorySubject>;

public sealed class InMemoryThread : ThreadContract<InMemorySubject>;

public sealed class InMemoryTrim : TrimContract<InMemorySubject>;

public sealed class InMemoryRecord : RecordContract<InMemorySubject>;

public sealed class InMemoryClaim : ClaimContract<InMemorySubject>;

public sealed class InMemoryRunSearch : RunSearchContract<InMemorySubject>;

public sealed class InMemoryWaking : WakingContract<InMemorySubject>;

public sealed class InMemoryReduction : ReductionContract<InMemorySubject>;

public sealed class InMemoryPool : PoolContract<InMemorySubject>;

public sealed class InMemoryCost : CostContract<InMemorySubject>;

public sealed class InMemoryCase : CaseContract<InMemorySubject>;

public sealed class InMemoryCaseTally : CaseTallyContract<InMemorySubject>;

public sealed class InMemorySearch : SearchContract<InMemorySubject>;

public sealed class InMemoryMessageLog : MessageLifeContract<InMemorySubject>;
