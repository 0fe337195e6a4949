using System.Text.Json;

namespace Baton.Agents.Guardrails;

/// <summary>A guardrail as one agent has it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="At">Where it stands.</param>
/// <param name="Code">The check.</param>
/// <param name="Limit">The longest that a check may take.</param>
/// <param name="Settings">What was set, for the code of users; or null.</param>
internal sealed record BuiltGuardrail(string Name, IReadOnlyList<GuardrailBoundary> At, IGuardrail Code, TimeSpan Limit, JsonElement? Settings)
{
    /// <summary>True for Baton's own: they are fast on any text, and never wait.</summary>
    public bool IsBuiltIn { get; init; }
}

/// <summary>The guardrails of one agent, in order.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class GuardrailSet(IReadOnlyList<BuiltGuardrail> guardrails)
{
    private readonly BuiltGuardrail[][] _at =
        [.. Enum.GetValues<GuardrailBoundary>().Select(at => guardrails.Where(guardrail => guardrail.At.Contains(at)).ToArray())];

    public static GuardrailSet None { get; } = new([]);

    /// <summary>Those that stand at a boundary.</summary>
    public IReadOnlyList<BuiltGuardrail> At(GuardrailBoundary boundary) => _at[(int)boundary];

    public bool Any(GuardrailBoundary boundary) => _at[(int)boundary].Length > 0;
}
