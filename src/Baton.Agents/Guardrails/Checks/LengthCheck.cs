namespace Baton.Agents.Guardrails.Checks;

/// <summary><c>max_length</c>: a text has at most so many characters.</summary>
internal sealed class LengthCheck(GuardrailSettings settings) : TextCheck
{
    private readonly GuardrailAction _action = settings.Action(GuardrailAction.Block, GuardrailAction.Retry, GuardrailAction.Flag);
    private readonly int _most = (int)settings.Number("characters", 8_000, 1, GuardrailInput.MaxLength);

    public override GuardrailVerdict Check(GuardrailInput input) => input.Text.Length <= _most
        ? GuardrailVerdict.Pass
        : GuardrailVerdict.Of(_action, $"It has {input.Text.Length} characters; at most {_most} are allowed.", new Dictionary<string, int> { ["too_long"] = 1 });
}
