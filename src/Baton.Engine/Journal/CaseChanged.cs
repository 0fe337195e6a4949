using System.Text.Json.Serialization;
using Baton.Graphs;

namespace Baton.Engine.Journal;

/// <summary>Body of <see cref="EntryKind.CaseChanged"/>: what the thread's case is from here on. It follows from the state, and a replay only reads it.</summary>
/// <param name="Facts">The facts; absent where the thread is no case any more (its first run was rolled back).</param>
public sealed record CaseChanged(CaseFacts? Facts) : EntryBody
{
    /// <summary>True once the run has asked a person.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool Asked { get; init; }
}
