using Baton.Agents.Cost;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Models;

/// <summary>One model of the catalogue.</summary>
/// <remarks>Immutable; safe for concurrent use. Its key is never shown.</remarks>
public sealed record ModelEntry
{
    /// <summary>The name that agents use.</summary>
    public required string Name { get; init; }

    /// <summary><c>offline</c>, <c>openai</c>, <c>anthropic</c>, or <c>custom</c> for one that was added in code.</summary>
    public required string Provider { get; init; }

    /// <summary>The provider's name of the model.</summary>
    public required string Model { get; init; }

    /// <summary>Where the provider is; null takes the provider's own address.</summary>
    public Uri? BaseUrl { get; init; }

    /// <summary>What tokens cost; null where unknown.</summary>
    public ModelPrices? Prices { get; init; }

    /// <summary>The most tokens that an answer may have; null takes the provider's default.</summary>
    public int? MaxOutputTokens { get; init; }

    /// <summary>The most tokens that a call may have, sent and received; null where unknown.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>The sampling temperature, 0 to 2; null takes the provider's default.</summary>
    public float? Temperature { get; init; }

    /// <summary>True where a rehearsal plays the model's part.</summary>
    public bool Rehearsal => Provider == Providers.Offline;

    internal string? ApiKey { get; init; }

    internal Func<IServiceProvider, IChatClient>? Client { get; init; }

    /// <summary>Name, provider and model.</summary>
    public override string ToString() => $"{Name} ({Provider}: {Model})";
}

/// <summary>The providers' names in the configuration.</summary>
internal static class Providers
{
    public const string Offline = "offline";
    public const string OpenAI = "openai";
    public const string Anthropic = "anthropic";
    public const string Custom = "custom";
}
