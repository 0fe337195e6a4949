using System.Text.RegularExpressions;
using Baton.Agents.Guardrails.Checks;
using Baton.Contracts;

namespace Baton.Agents.Context;

/// <summary>
/// Finds the sentences of a conversation that must outlive the window: ids, dates, amounts and addresses, and what people say of themselves
/// and their case. Deterministic, so they survive without a model, and whatever a model makes of the rest.
/// </summary>
internal static partial class KeyFacts
{
    private const int LongestSentence = 200;
    private const int MostPerMessage = 12;

    /// <summary>The facts with those of more messages, within so many tokens: the lightest go first, of these the ones in the middle.</summary>
    /// <param name="facts">The facts so far.</param>
    /// <param name="messages">More messages.</param>
    /// <param name="first">The number of the first of them, from 0.</param>
    /// <param name="tokens">The most tokens that the facts may take.</param>
    /// <param name="rate">How the model counts.</param>
    public static IReadOnlyList<KeptFact> With(IReadOnlyList<KeptFact> facts, IReadOnlyList<Message> messages, int first, int tokens, TokenRate rate)
    {
        var all = facts.ToList();
        var known = all.Select(fact => Norm(fact.Text)).ToHashSet(StringComparer.Ordinal);
        var values = all.SelectMany(fact => Facts.In(fact.Text)).Select(fact => fact.Norm).ToHashSet(StringComparer.Ordinal);
        foreach (var fact in messages.SelectMany((message, index) => Of(message, first + index)))
        {
            var found = Facts.In(fact.Text).Select(value => value.Norm).ToList();

            // A figure that is said again by the way says nothing new; a statement may say something new of it.
            if (fact.Weight < 3 && found.Count > 0 && found.TrueForAll(values.Contains)) continue;
            if (known.Add(Norm(fact.Text))) all.Add(fact);
            values.UnionWith(found);
        }

        return Within(all, tokens, rate);
    }

    private static List<KeptFact> Within(List<KeptFact> facts, int tokens, TokenRate rate)
    {
        var sum = facts.Sum(Cost);
        while (sum > tokens)
        {
            var least = facts.Min(fact => fact.Weight);
            var light = facts.Where(fact => fact.Weight == least).ToList();
            var gone = light[light.Count / 2];
            sum -= Cost(gone);
            facts.Remove(gone);
        }

        return facts;

        int Cost(KeptFact fact) => rate.Tokens(fact.Text) + rate.Tokens(fact.Speaker) + TokenCount.PerPiece;
    }

    private static IEnumerable<KeptFact> Of(Message message, int index)
    {
        if (message.Content.Length == 0) return [];
        var speaker = SpeakerOf(message);
        return Sentence().Split(message.Content)
            .Select(sentence => sentence.Trim())
            .Where(sentence => sentence.Length > 2)
            .Select(sentence => new KeptFact(index, speaker, Short(sentence), Weigh(sentence, message.Type)))
            .Where(fact => fact.Weight > 0)
            .OrderByDescending(fact => fact.Weight)
            .Take(MostPerMessage);
    }

    /// <summary>3: a person's statement about themselves or their case. 2: an id, a date, an address or an amount. 1: another figure.</summary>
    private static int Weigh(string sentence, string type)
    {
        var isHuman = type == "human";
        var asks = sentence.EndsWith('?');
        if (isHuman && !asks && Statement().IsMatch(sentence)) return Facts.In(sentence).Count > 0 ? 4 : 3;
        if (Address().IsMatch(sentence)) return 2;
        var facts = Facts.In(sentence);
        if (facts.Count == 0) return 0;
        var isNamed = facts.Any(fact => fact.Norm.Any(char.IsLetter) || fact.Norm.Contains('-', StringComparison.Ordinal) || fact.Norm.Length > 5);
        return isNamed || Amount().IsMatch(sentence) ? 2 : isHuman && !asks ? 1 : 0;
    }

    public static string SpeakerOf(Message message) => message.Type switch
    {
        "human" => "customer",
        "tool" => $"tool {message.Name}".TrimEnd(),
        _ => message.Name ?? "agent",
    };

    /// <summary>The sentence, or the part of it around its first figure.</summary>
    private static string Short(string sentence)
    {
        sentence = Blank().Replace(sentence, " ");
        if (sentence.Length <= LongestSentence) return sentence;
        var at = sentence.AsSpan().IndexOfAnyInRange('0', '9');
        var start = Math.Clamp(at - (LongestSentence / 2), 0, sentence.Length - LongestSentence);
        if (char.IsLowSurrogate(sentence[start])) start++;
        var end = Math.Min(sentence.Length, start + LongestSentence);
        return sentence[start..(char.IsHighSurrogate(sentence[end - 1]) ? end - 1 : end)];
    }

    private static string Norm(string text) => text.ToUpperInvariant();

    [GeneratedRegex(@"(?<=[.!?;])\s+|\n+", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Sentence();

    [GeneratedRegex(@"\s+", RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Blank();

    [GeneratedRegex(@"\b(my|our)\b.{1,60}?\b(is|are|was|were)\b|\b(i am|i'm|i live|i have|i own|we are|we have|call me|i prefer|i need|allergic)\b|\b(mein|meine|unser|unsere)\b.{1,60}?\b(ist|sind|lautet)\b|\bich (bin|heiße|wohne|habe)\b|\b(mon|ma|mes|notre)\b.{1,60}?\b(est|sont)\b|\bje (suis|m'appelle|habite)\b|\b(mi|nuestro|nuestra)\b.{1,60}?\b(es|son)\b|\b(me llamo|vivo en)\b",
        RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Statement();

    [GeneratedRegex(@"[^\s@]{1,64}@[^\s@]{1,190}\.[a-z]{2,}|\bhttps?://\S+", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Address();

    [GeneratedRegex(@"[$€£¥]\s?[0-9]|[0-9]\s?([$€£¥%]|(usd|eur|gbp|chf|euros?|dollars?|pounds?)\b)", RegexOptions.IgnoreCase | RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant, 1_000)]
    private static partial Regex Amount();
}
