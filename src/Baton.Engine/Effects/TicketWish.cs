using System.Text.Json;
using Baton.Engine.Journal;

namespace Baton.Engine.Effects;

/// <summary>What a visit wants to wait for.</summary>
internal sealed record TicketWish(TicketKind Kind, string Name)
{
    public JsonElement? Value { get; init; }

    public JsonElement? Schema { get; init; }

    public TimeSpan? Duration { get; init; }

    public DateTimeOffset? Deadline { get; init; }

    public JsonElement? Default { get; init; }

    public Guid? Child { get; init; }

    /// <summary>The effect that the engine asks about, or null.</summary>
    public string? Effect { get; init; }

    /// <summary>True for a node's own question, which the answer that a run was started with may be for.</summary>
    public bool IsQuestion { get; init; }

    /// <summary>How the child run has ended, where it is known already.</summary>
    public RunFinished? Ended { get; init; }
}
