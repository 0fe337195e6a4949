using Baton.Engine.Stores;
using Baton.Engine.Testing;

namespace Baton.Stores.Tests.Contract;

/// <summary>A store that the suite is run against.</summary>
public abstract class StoreSubject
{
    public FakeTime Time { get; } = new();

    /// <summary>Makes an empty store, not opened yet.</summary>
    public abstract IStore Create();

    /// <summary>Removes what <see cref="Create"/> left behind; the store is disposed.</summary>
    public virtual void CleanUp()
    {
    }

    /// <summary>Moves the store's clock on.</summary>
    public virtual void AdvanceTime(TimeSpan by) => Time.Advance(by);

    /// <summary>What helps to understand a failed test.</summary>
    public virtual string DebugInfo() => GetType().Name;
}
