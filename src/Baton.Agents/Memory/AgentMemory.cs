namespace Baton.Agents.Memory;

/// <summary>What an agent may know of the customer it works for, from earlier conversations.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed record AgentMemory
{
    /// <summary>The name of the variable of its node's request that has the customer's id. Without a value nothing is known.</summary>
    public required string Customer { get; init; }

    /// <summary>Facts of which tiers its model is sent; none where it only writes.</summary>
    public IReadOnlyList<MemoryTier> Read { get; init; } = [];

    /// <summary>True where a person reviews what the agent writes before anybody gets it; reading unverified facts needs it.</summary>
    public bool Reviewed { get; init; }

    /// <summary>How many facts its model is sent at most.</summary>
    public int MaxFacts { get; init; } = 20;
}
