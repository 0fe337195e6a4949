using System.Collections.Concurrent;
using Baton.Agents.Models;

namespace Baton.Agents.Context;

/// <summary>
/// Learns from the usage that providers report how many tokens each model makes of a text. A visit records the rate that it goes by.
/// </summary>
/// <remarks>Safe for concurrent use. Rates are those of this server; a new one begins with the family's.</remarks>
internal sealed class TokenRates
{
    private const double Least = 0.5;
    private const double Most = 2.5;
    private const double Weight = 0.2;

    /// <summary>Below this, what a provider adds to every call weighs too much.</summary>
    private const int LeastTokens = 200;

    private readonly ConcurrentDictionary<(string Provider, string Model), double> _factors = new();

    public TokenRate Of(ModelEntry model) => model.Rehearsal
        ? TokenRate.Offline
        : new TokenRate(_factors.GetValueOrDefault((model.Provider, model.Model), Family(model)));

    /// <param name="model">The model.</param>
    /// <param name="expected">The tokens that were expected of what was sent, at <see cref="Of"/>.</param>
    /// <param name="reported">The tokens that the provider reports.</param>
    public void Learn(ModelEntry model, long expected, long reported)
    {
        if (model.Rehearsal || expected < LeastTokens || reported < LeastTokens) return;
        var factor = Of(model).Factor;
        var seen = Math.Clamp(factor * reported / expected, Least, Most);
        _factors[(model.Provider, model.Model)] = factor + (Weight * (seen - factor));
    }

    /// <summary>Before anything is reported: Anthropic's vocabulary is the smaller one.</summary>
    private static double Family(ModelEntry model) => model.Provider == Providers.Anthropic ? 1.2 : 1.0;
}
