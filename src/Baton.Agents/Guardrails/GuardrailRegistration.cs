namespace Baton.Agents.Guardrails;

/// <summary>A user's guardrail as it was added.</summary>
/// <param name="Name">The name that agent files and configuration use.</param>
/// <param name="At">Where it stands unless its settings say otherwise.</param>
/// <param name="Make">Makes the check, once.</param>
internal sealed record GuardrailRegistration(string Name, IReadOnlyList<GuardrailBoundary> At, Func<IServiceProvider, IGuardrail> Make);

/// <summary>A guardrail that is a delegate.</summary>
internal sealed class DelegateGuardrail(Func<GuardrailInput, CancellationToken, ValueTask<GuardrailVerdict>> check) : IGuardrail
{
    public ValueTask<GuardrailVerdict> CheckAsync(GuardrailInput input, CancellationToken cancellationToken) => check(input, cancellationToken);
}
