using System.Text;

namespace Baton.Graphs;

/// <summary>
/// What a state says of the case that its thread is. Texts that are longer than they may be are cut, blank ones are null, and labels are one
/// line: a fact never fails a run.
/// </summary>
/// <param name="Status">Where the case stands.</param>
/// <remarks>Immutable; compared by value.</remarks>
public sealed record CaseFacts(CaseStatus Status)
{
    /// <summary>The most characters of <see cref="Category"/>, <see cref="Priority"/> and <see cref="Agent"/>.</summary>
    public const int LongestLabel = 64;

    /// <summary>The most characters of <see cref="Customer"/>.</summary>
    public const int LongestCustomer = 128;

    /// <summary>The most characters of <see cref="EscalationReason"/>.</summary>
    public const int LongestReason = 500;

    /// <summary>The most characters of <see cref="Summary"/>.</summary>
    public const int LongestSummary = 2_000;

    /// <summary>What it is about, in a word such as <c>billing</c>.</summary>
    public string? Category { get; init => field = Label(value, LongestLabel); }

    /// <summary>How urgent it is, in a word such as <c>high</c>.</summary>
    public string? Priority { get; init => field = Label(value, LongestLabel); }

    /// <summary>The agent that deals with it, or did last.</summary>
    public string? Agent { get; init => field = Label(value, LongestLabel); }

    /// <summary>Whose case it is, by the customer's id; never a name that changes.</summary>
    public string? Customer { get; init => field = Label(value, LongestCustomer); }

    /// <summary>Why a person is needed.</summary>
    public string? EscalationReason { get; init => field = Text(value, LongestReason); }

    /// <summary>What solved it.</summary>
    public string? Summary { get; init => field = Text(value, LongestSummary); }

    /// <summary>How many messages the customer has sent; never negative.</summary>
    public int Turns { get; init => field = Math.Max(0, value); }

    private static string? Label(string? text, int longest) => Cut(text, longest, keepsLines: false);

    private static string? Text(string? text, int longest) => Cut(text, longest, keepsLines: true);

    /// <summary>The first characters, without those that a store cannot keep.</summary>
    private static string? Cut(string? text, int longest, bool keepsLines)
    {
        if (string.IsNullOrWhiteSpace(text)) return null;
        var trimmed = text.AsSpan().Trim();
        if (trimmed.Length == text.Length && text.Length <= longest && !HasOddities(text, keepsLines)) return text;
        var kept = new StringBuilder(Math.Min(trimmed.Length, longest));
        foreach (var rune in trimmed.EnumerateRunes())
        {
            if (kept.Length + rune.Utf16SequenceLength > longest) break;
            kept.Append(IsKept(rune.Value, keepsLines) ? rune.ToString() : " ");
        }

        var result = kept.ToString().Trim();
        return result.Length == 0 ? null : result;
    }

    private static bool HasOddities(string text, bool keepsLines)
    {
        foreach (var character in text)
        {
            if (char.IsSurrogate(character) || !IsKept(character, keepsLines)) return true;
        }

        return false;
    }

    private static bool IsKept(int character, bool keepsLines) =>
        character is (>= ' ' and < 0x7f) or > 0x9f || (keepsLines && character is '\n' or '\t');
}
