namespace Baton.Agents.Guardrails;

/// <summary>A guardrail of Baton's own: it looks at a text and waits for nothing.</summary>
internal abstract class TextCheck : IGuardrail
{
    public ValueTask<GuardrailVerdict> CheckAsync(GuardrailInput input, CancellationToken cancellationToken) => new(Check(input));

    public abstract GuardrailVerdict Check(GuardrailInput input);
}
