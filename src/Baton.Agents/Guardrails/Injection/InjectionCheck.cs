using Baton.Agents.Guardrails.Text;

namespace Baton.Agents.Guardrails.Injection;

/// <summary>
/// <c>no_prompt_injection</c>: weighs signs of an attempt to take the model over. Heuristics: an attack in ordinary words about an allowed
/// matter has no sign, and gets through.
/// </summary>
internal sealed class InjectionCheck(GuardrailSettings settings) : TextCheck
{
    private const int Deepest = 2;

    // "Never tell your password", "maintenance mode", questions and answers: documents say so to their readers.
    private static readonly string[] UsualInDocuments = ["exfiltration", "system_mode", "hiding_form", "few_shot_dialogue", "unreal_world"];

    private readonly GuardrailAction _action = settings.Action(GuardrailAction.Block, GuardrailAction.Flag);
    private readonly double _threshold = settings.Number("threshold", Signs.Certain, 0.3, 5);
    private readonly bool _readsPrompt = settings.Text("prompt") is not ("false" or "no" or "off");

    public override GuardrailVerdict Check(GuardrailInput input)
    {
        var signs = Weigh(input.Prose, _readsPrompt && input.At is GuardrailBoundary.Input or GuardrailBoundary.Handoff ? input.Prompt : "");
        if (input.At == GuardrailBoundary.ToolResult)
        {
            foreach (var usual in UsualInDocuments) signs.Halve(usual);
        }

        return signs.Total < _threshold
            ? GuardrailVerdict.Pass
            : GuardrailVerdict.Of(_action, "It reads as an attempt to give the model other orders.", signs.Findings);
    }

    /// <summary>The signs in a text.</summary>
    public static Signs Weigh(string text, string prompt)
    {
        var signs = new Signs();
        var folded = TextFold.Fold(text);
        FindTricks(folded, signs);
        Weigh(folded.Text, signs, prompt, depth: 0);
        if (folded.Hidden.Length > 0) Weigh(folded.Hidden, signs, prompt, depth: 1);
        return signs;
    }

    private static void Weigh(string text, Signs signs, string prompt, int depth)
    {
        var words = Words.Of(text);
        Patterns.Find(words, signs);
        Structure.Find(text, words, signs);
        if (words.Disguised > 0) signs.Add("disguised_words", 0.5);
        if (prompt.Length > 0) PromptBounds.Of(prompt).Find(words, signs);
        if (depth >= Deepest) return;
        foreach (var plain in Encodings.Find(text, words, signs))
        {
            signs.Add("encoded_text", 0.4);
            Weigh(TextFold.Fold(plain).Text, signs, prompt, depth + 1);
        }
    }

    private static void FindTricks(FoldedText folded, Signs signs)
    {
        // A flag of a region has up to six tag characters.
        if (folded.Hidden.Length > 12) signs.Add("hidden_text", Signs.Certain);
        if (folded.Selectors > 24 && folded.Selectors > folded.Text.Length / 4) signs.Add("hidden_text", Signs.Certain);
        if (folded.Direction > 0) signs.Add("turned_text", 0.5);
        if (folded.Joints > 1) signs.Add("invisible_characters", 0.5);
        if (folded.LookAlikes > 0) signs.Add("look_alikes", 0.5);
    }
}
