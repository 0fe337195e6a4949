using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Errors;

namespace Baton.Calls.Api;

/// <summary>Something that whoever streams a turn is told.</summary>
/// <param name="Id">Where it stands in the run's stream, to go on behind it; null for the first and the last one.</param>
/// <param name="Name"><c>turn</c>, <c>stage</c>, <c>delta</c>, <c>response</c> or <c>error</c>.</param>
/// <param name="Data">Its data.</param>
internal readonly record struct TurnEvent(string? Id, string Name, JsonElement Data);

/// <summary>The turn that is streamed.</summary>
/// <param name="CallIdentifyId">The call.</param>
/// <param name="RunId">The turn's run, under which the stream can be taken up again.</param>
internal sealed record TurnBegun(string CallIdentifyId, Guid RunId);

/// <summary>A piece of an agent's answer.</summary>
/// <param name="Agent">The agent, where it is known.</param>
/// <param name="Text">The piece.</param>
internal sealed record TurnDelta(string? Agent, string Text);

/// <summary>Why a turn was not taken or not carried through.</summary>
/// <param name="Detail">What is wrong and what to do.</param>
/// <param name="Code">The stable code.</param>
/// <param name="Faults">Every fault of a check; absent where there was none.</param>
internal sealed record TurnError(
    string Detail, string Code, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<Fault>? Faults = null);
