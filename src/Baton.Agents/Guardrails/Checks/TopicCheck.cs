using Baton.Agents.Guardrails.Injection;
using Baton.Agents.Guardrails.Text;

namespace Baton.Agents.Guardrails.Checks;

/// <summary>
/// <c>allowed_topics</c>: a text speaks of something allowed, and of nothing denied, by the words that the settings list. A few words
/// ("yes please", "thank you") may be about anything.
/// </summary>
internal sealed class TopicCheck : TextCheck
{
    private readonly GuardrailAction _action;
    private readonly int _free;
    private readonly List<(string Topic, string[] Words)> _allowed;
    private readonly List<(string Topic, string[] Words)> _denied;

    public TopicCheck(GuardrailSettings settings)
    {
        _action = settings.Action(GuardrailAction.Block, GuardrailAction.Flag, GuardrailAction.Retry);
        _free = (int)settings.Number("free_words", 5, 0, 1_000);
        _allowed = Read(settings.Lists("topics"));
        _denied = Read(settings.Lists("denied"));
        if (_allowed.Count == 0 && _denied.Count == 0) settings.Refuse("topics", "and 'denied' are both missing: list the words of at least one topic");
    }

    public override GuardrailVerdict Check(GuardrailInput input)
    {
        var words = Words.Of(TextFold.Fold(input.Prose).Text);
        if (_denied.Find(topic => Speaks(words, topic.Words)).Topic is { } denied)
        {
            return GuardrailVerdict.Of(_action, $"It is about '{denied}', which is not allowed here.", new Dictionary<string, int> { ["denied_topic"] = 1 });
        }

        if (_allowed.Count == 0 || words.Count <= _free || _allowed.Exists(topic => Speaks(words, topic.Words))) return GuardrailVerdict.Pass;
        var topics = string.Join(", ", _allowed.Select(topic => topic.Topic));
        return GuardrailVerdict.Of(_action, $"It is about none of the topics that are allowed here: {topics}.", new Dictionary<string, int> { ["other_topic"] = 1 });
    }

    private static List<(string, string[])> Read(IReadOnlyDictionary<string, IReadOnlyList<string>> lists) =>
        [.. lists.Select(list => (list.Key, list.Value.Select(word => TextFold.Fold(word).Text.TrimEnd('*')).Where(word => word.Length > 0).ToArray()))];

    private static bool Speaks(Words words, string[] topic) => Array.Exists(topic, phrase => Speaks(words, phrase));

    /// <summary>A word counts in all its endings; a phrase word by word.</summary>
    private static bool Speaks(Words words, string phrase)
    {
        var parts = phrase.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        for (var start = 0; start + parts.Length <= words.Count; start++)
        {
            var same = 0;
            while (same < parts.Length && Fits(words.Span(start + same), parts[same])) same++;
            if (same == parts.Length) return true;
        }

        return false;
    }

    private static bool Fits(ReadOnlySpan<char> word, string part) =>
        word.StartsWith(part, StringComparison.OrdinalIgnoreCase) && word.Length - part.Length <= (part.Length >= 4 ? 4 : 1);
}
