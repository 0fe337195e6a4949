namespace Baton.Agents.Context;

/// <summary>What a model makes of a token that <see cref="TokenCount"/> expects.</summary>
/// <param name="Factor">Tokens for each that is expected; 0 for a rehearsal, which counts characters.</param>
internal readonly record struct TokenRate(double Factor)
{
    public static TokenRate Offline => new(0);

    public int Tokens(string text) => Factor == 0
        ? (int)TokenCount.Offline(text.Length)
        : (int)Math.Min(TokenCount.Never(text), Math.Ceiling(TokenCount.Likely(text) * Factor));
}
