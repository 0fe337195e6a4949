using System.Text.Json.Serialization;

namespace Baton.Agents.Memory;

/// <summary>A fact about a customer, with where it comes from.</summary>
/// <param name="Text">The fact: a sentence, at most 500 characters.</param>
/// <param name="Tier">How far it can be trusted.</param>
/// <param name="Source">Where it comes from, such as <c>crm</c> or <c>agent billing</c>; at most 100 characters.</param>
/// <remarks>Immutable; safe for concurrent use.</remarks>
public sealed record CustomerFact(string Text, MemoryTier Tier, string Source)
{
    /// <summary>Its id: the same text about the same customer has the same one. Set when it is kept.</summary>
    public string Id { get; init; } = "";

    /// <summary>The run that kept it, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? RunId { get; init; }

    /// <summary>When it is forgotten; null never. An unverified fact without an end is given 90 days.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>When it was last kept. Set when it is.</summary>
    public DateTimeOffset KeptAt { get; init; }
}
