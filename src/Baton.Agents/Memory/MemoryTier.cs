namespace Baton.Agents.Memory;

/// <summary>How far a fact about a customer can be trusted, from least to most.</summary>
public enum MemoryTier
{
    /// <summary>Distilled from what somebody wrote, by a model for instance. Whoever writes can put anything into it.</summary>
    Unverified,

    /// <summary>Checked by a person or against a system of your own.</summary>
    Verified,

    /// <summary>From a system of your own, such as the customer database.</summary>
    FirstParty,
}
