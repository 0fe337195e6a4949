using System.Text.RegularExpressions;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>A part of a message that asks for one thing.</summary>
/// <param name="Kind">What it asks for.</param>
/// <param name="Text">Its words.</param>
internal sealed partial record Clause(ClauseKind Kind, string Text)
{
    /// <summary>The clauses of a message. What stands under a condition is left out: nobody can tell yet whether it holds.</summary>
    public static IReadOnlyList<Clause> Read(string text)
    {
        List<(ClauseKind Kind, string Text)> parts =
            [.. Ends().Split(text).Select(part => part.Trim()).Where(part => part.Length > 0 && !Condition().IsMatch(part)).Select(part => (KindOf(part), part))];
        var clauses = new List<Clause>();
        for (var index = 0; index < parts.Count; index++)
        {
            if (parts[index].Kind == ClauseKind.None) continue;
            var from = index > 0 && parts[index - 1].Kind == ClauseKind.None ? index - 1 : index;
            var to = index + 1;
            while (to < parts.Count && parts[to].Kind == ClauseKind.None) to++;
            clauses.Add(new Clause(parts[index].Kind, parts[index].Text) { Context = string.Join(". ", parts[from..to].Select(part => part.Text)) });
        }

        return clauses;
    }

    /// <summary>The part that says how something is to be; of "from A to B" B.</summary>
    public string Target => To().Match(Text) is { Success: true } to ? Text[(to.Index + to.Length)..] : Text;

    /// <summary>The part before <see cref="Target"/>.</summary>
    public string Source => Text[..(Text.Length - Target.Length)];

    /// <summary>The clause with the sentences around it that ask for nothing of their own.</summary>
    public string Context { get; init; } = Text;

    /// <summary>True where it says one of these words.</summary>
    public bool Says(string words) => Regex.IsMatch(Text, $@"\b({words})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, TimeSpan.FromMilliseconds(500));

    private static ClauseKind KindOf(string text) =>
        Address().IsMatch(text) ? ClauseKind.Address
        : Cancel().IsMatch(text) ? ClauseKind.Cancel
        : Return().IsMatch(text) ? ClauseKind.Return
        : Exchange().IsMatch(text) ? ClauseKind.Exchange
        : ClauseKind.None;

    [GeneratedRegex(@"(?<=[a-z0-9)}'])[.;!?](?=\s|$)|,? (?:and|but) (?:also )?(?=(?:I |to )?(?:want to |would like to )?(?:cancel|return|exchange|modify|change|adjust)\b)|, (?=(?:and )?(?:cancel|return|exchange|modify|change)\b)", RegexOptions.CultureInvariant, 500)]
    private static partial Regex Ends();

    [GeneratedRegex(@"^\W*(and |but |or )?(if|otherwise|unless|when|in case)\b(?!.*\bprefer)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Condition();

    [GeneratedRegex(@"\baddress(es)?\b|\bdelivered to\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Address();

    [GeneratedRegex(@"\bcancel\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 500)]
    private static partial Regex Cancel();

    [GeneratedRegex(@"\b(return|refund)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Return();

    [GeneratedRegex(@"\b(exchange|modify|change|adjust|switch)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex Exchange();

    [GeneratedRegex(@"\b(to be|to|for|into|with)\b (?!want|get|know|change|modify|exchange|adjust|switch|update|cancel|return)", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex To();
}

/// <summary>What a customer asks for.</summary>
internal enum ClauseKind
{
    None,
    Cancel,
    Return,
    Exchange,
    Address,
}
