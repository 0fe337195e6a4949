namespace Baton.Agents.Guardrails.Text;

/// <summary>A text as a reader takes it, and what was done to it.</summary>
/// <param name="Text">The folded text.</param>
/// <param name="Map">Where each character, and the end, stands in the text as it was; null where nothing was folded.</param>
internal sealed record FoldedText(string Text, int[]? Map)
{
    /// <summary>What was written in tag characters, which nobody sees and models read.</summary>
    public string Hidden { get; init; } = "";

    /// <summary>How many characters turn the direction of reading.</summary>
    public int Direction { get; init; }

    /// <summary>How many variation selectors: one after an emoji is usual, many carry hidden bytes.</summary>
    public int Selectors { get; init; }

    /// <summary>How many times something invisible stood between two plain letters.</summary>
    public int Joints { get; init; }

    /// <summary>How many words had letters of another script that look like Latin ones.</summary>
    public int LookAlikes { get; init; }

    /// <summary>Where a place of the folded text is in the text as it was.</summary>
    public int At(int index) => Map is null ? index : Map[index];

    /// <summary>Where a stretch that ends before <paramref name="index"/> ends in the text as it was.</summary>
    public int End(int index) => Map is null || index == 0 ? index : Math.Max(Map[index - 1] + 1, Math.Min(Map[index], Map[index - 1] + 2));
}
