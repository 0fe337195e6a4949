namespace Baton.Agents.Cost;

/// <summary>What a model costs, in US dollars for a million tokens.</summary>
/// <param name="InputPerMillion">Tokens sent that were not read from the provider's cache.</param>
/// <param name="OutputPerMillion">Tokens received, reasoning included.</param>
/// <param name="CachedInputPerMillion">Tokens sent that the provider read from its cache; null charges them as input.</param>
public sealed record ModelPrices(decimal InputPerMillion, decimal OutputPerMillion, decimal? CachedInputPerMillion = null);

/// <summary>The tokens of one model call. Journaled as part of its answer.</summary>
/// <param name="InputTokens">Tokens sent, those from the cache included.</param>
/// <param name="CachedInputTokens">Of these, tokens that the provider read from its cache.</param>
/// <param name="OutputTokens">Tokens received, reasoning included.</param>
/// <param name="ReasoningTokens">Of these, tokens of reasoning.</param>
public sealed record TokenUsage(long InputTokens, long CachedInputTokens, long OutputTokens, long ReasoningTokens)
{
    /// <summary>No tokens.</summary>
    public static TokenUsage None { get; } = new(0, 0, 0, 0);

    /// <summary>What the tokens cost in US dollars; null where the prices are unknown, which is not the same as free.</summary>
    public decimal? CostAt(ModelPrices? prices)
    {
        if (prices is null) return null;
        var cached = Math.Min(CachedInputTokens, InputTokens);
        var total = ((InputTokens - cached) * prices.InputPerMillion)
            + (cached * (prices.CachedInputPerMillion ?? prices.InputPerMillion))
            + (OutputTokens * prices.OutputPerMillion);
        return total / 1_000_000m;
    }

    /// <summary>The tokens of both.</summary>
    public static TokenUsage operator +(TokenUsage left, TokenUsage right) => new(
        left.InputTokens + right.InputTokens,
        left.CachedInputTokens + right.CachedInputTokens,
        left.OutputTokens + right.OutputTokens,
        left.ReasoningTokens + right.ReasoningTokens);

    /// <summary>The tokens of both.</summary>
    public static TokenUsage Add(TokenUsage left, TokenUsage right) => left + right;
}
