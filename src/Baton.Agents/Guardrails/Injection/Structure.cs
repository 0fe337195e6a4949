using System.Buffers;

namespace Baton.Agents.Guardrails.Injection;

/// <summary>Signs that are no words: marks of conversations and markup, dialogues, repetitions, strings to be put together.</summary>
internal static class Structure
{
    private static readonly SearchValues<string> Marks = SearchValues.Create(
        [
            "<|im_start|>", "<|im_end|>", "<|system|>", "<|user|>", "<|assistant|>", "<|endoftext|>", "[INST]", "[/INST]", "<<SYS>>", "<</SYS>>",
            "<system>", "</system>", "<system ", "</instructions>", "</prompt>", "</context>", "</document>", "</user_input>", "<s>[", "### system", "### instruction",
            "###system", "###instruction", "begin system prompt", "end of system prompt", "end of prompt", "[system]", "[/system]", "[system:", "begin_of_text", "start_header_id",
        ],
        StringComparison.OrdinalIgnoreCase);

    private static readonly SearchValues<string> Speakers = SearchValues.Create(
        ["system:", "assistant:", "ai:", "developer:", "system prompt:", "new instructions:", "admin:", "[assistant]"], StringComparison.OrdinalIgnoreCase);

    public static void Find(string text, Words words, Signs signs)
    {
        if (text.AsSpan().IndexOfAny(Marks) >= 0) signs.Add("delimiter_escape", Signs.Certain);
        if (HasSpeaker(text)) signs.Add("role_spoofing", Signs.Certain);
        FindComment(text, signs);
        FindDialogue(text, signs);
        FindAssignments(text, signs);
        FindRepetition(words, signs);
    }

    /// <summary>A line that begins as a line of another speaker.</summary>
    private static bool HasSpeaker(string text)
    {
        for (var at = 0; text.AsSpan(at).IndexOfAny(Speakers) is >= 0 and var found; at++)
        {
            at += found;
            var before = text.AsSpan(0, at).TrimEnd([' ', '\t', '*', '#', '-', '>', '"', '`']);
            if (before.IsEmpty || before[^1] is '\n' or '\r') return true;
        }

        return false;
    }

    /// <summary>A comment is written for who reads the source: orders in it are for a model.</summary>
    private static void FindComment(string text, Signs signs)
    {
        for (var at = 0; text.IndexOf("<!--", at, StringComparison.Ordinal) is >= 0 and var start; at = start + 4)
        {
            var end = text.IndexOf("-->", start, StringComparison.Ordinal);
            var words = Words.Of(text[(start + 4)..(end < 0 ? text.Length : end)]);
            if (words.Any(WordKind.Override | WordKind.Machine)) signs.Add("hidden_orders", Signs.Certain);
            else if (words.Any(WordKind.State)) signs.Add("hidden_orders", 0.7);

            // What has no end was read to the end of the text; what has one is not read again from a mark inside it.
            if (end < 0) return;
            start = end - 1;
        }
    }

    /// <summary>Questions with their answers, and a last question without one: the model is to go on as before.</summary>
    private static void FindDialogue(string text, Signs signs)
    {
        var questions = Count(text, "Q:") + Count(text, "User:") + Count(text, "Human:");
        var answers = Count(text, "A:") + Count(text, "Assistant:") + Count(text, "AI:");
        if (answers == 0 || questions <= answers) return;
        signs.Add("few_shot_dialogue", Signs.Certain);
    }

    /// <summary>Strings with names, and their sum.</summary>
    private static void FindAssignments(string text, Signs signs)
    {
        var assigned = 0;
        for (var at = text.IndexOf("= \"", StringComparison.Ordinal); at >= 0; at = text.IndexOf("= \"", at + 1, StringComparison.Ordinal)) assigned++;
        assigned += Count(text, "Part 1") + Count(text, "Part 2");
        if (assigned >= 2) signs.Add("payload_splitting", text.Contains(" + ", StringComparison.Ordinal) ? Signs.Certain : 0.6);
    }

    /// <summary>The same few words over and over.</summary>
    private static void FindRepetition(Words words, Signs signs)
    {
        for (var period = 1; period <= 4; period++)
        {
            var same = 0;
            for (var index = period; index < words.Count && same < 8 * period; index++)
            {
                same = words.Span(index).Equals(words.Span(index - period), StringComparison.OrdinalIgnoreCase) ? same + 1 : 0;
            }

            if (same >= 8 * period) signs.Add("repeated_tokens", Signs.Certain);
        }
    }

    private static int Count(string text, string mark)
    {
        var count = 0;
        for (var at = text.IndexOf(mark, StringComparison.Ordinal); at >= 0; at = text.IndexOf(mark, at + mark.Length, StringComparison.Ordinal))
        {
            if (at == 0 || !char.IsLetterOrDigit(text[at - 1])) count++;
        }

        return count;
    }
}
