namespace Baton.Agents.Guardrails.Checks;

/// <summary>
/// <c>grounded_in_sources</c>: every figure, date and id in an answer stands in what the agent was given: prompt, messages, tool results.
/// Says nothing about whether they are used rightly.
/// </summary>
internal sealed class GroundedCheck(GuardrailSettings settings) : TextCheck
{
    private const int MostShown = 10;
    private readonly GuardrailAction _action = settings.Action(GuardrailAction.Retry, GuardrailAction.Block, GuardrailAction.Flag);
    private readonly HashSet<string> _free = [.. settings.Texts("allow").SelectMany(Facts.In).Select(fact => fact.Norm)];

    public override GuardrailVerdict Check(GuardrailInput input)
    {
        if (!input.IsFinal) return GuardrailVerdict.Pass;
        var facts = Facts.In(input.Text).Where(fact => !_free.Contains(fact.Norm)).ToList();
        if (facts.Count == 0) return GuardrailVerdict.Pass;
        var given = Given(input);
        var missing = facts.Where(fact => !fact.Forms.Any(given.Contains)).Select(fact => fact.Text).Distinct(StringComparer.Ordinal).ToList();
        return missing.Count == 0
            ? GuardrailVerdict.Pass
            : GuardrailVerdict.Of(
                _action,
                $"These stand in none of the sources: {string.Join(", ", missing.Take(MostShown))}. Use only figures, dates and ids that you were given.",
                new Dictionary<string, int> { ["ungrounded"] = missing.Count });
    }

    private static HashSet<string> Given(GuardrailInput input)
    {
        var given = new HashSet<string>(StringComparer.Ordinal);
        var sources = input.Given.Select(message => message.Content).Concat(input.Variables.Values).Append(input.Prompt);
        foreach (var fact in sources.SelectMany(Facts.In)) given.UnionWith(fact.Forms);
        return given;
    }
}
