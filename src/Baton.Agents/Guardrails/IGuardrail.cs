namespace Baton.Agents.Guardrails;

/// <summary>
/// A check between an agent and what comes in or goes out. Deterministic: the verdict follows from the input alone. Added with
/// <c>AddGuardrail</c> and named in an agent's file or in <c>Baton:Guardrails</c>.
/// </summary>
/// <remarks>Implementations are safe for concurrent use. One that throws, or takes longer than its limit, has blocked.</remarks>
public interface IGuardrail
{
    /// <summary>Checks one text.</summary>
    /// <param name="input">The text, and where it stands.</param>
    /// <param name="cancellationToken">Cancelled when the limit is reached or the visit ends.</param>
    ValueTask<GuardrailVerdict> CheckAsync(GuardrailInput input, CancellationToken cancellationToken);
}
