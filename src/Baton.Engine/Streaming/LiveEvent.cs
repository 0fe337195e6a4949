using System.Text.Json.Serialization;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Streaming;

/// <summary>Something that happened to a run, for people who look after all of them. Holds no content.</summary>
/// <param name="Kind"><c>started</c>, <c>interrupt</c> (a person is asked), <c>error</c> (a try failed, or a node), <c>ended</c>; <c>alert</c> (its <see cref="Status"/> is <c>firing</c> or <c>resolved</c>); or <c>dropped</c>.</param>
public sealed record LiveEvent(string Kind)
{
    /// <summary>The run; null where events were dropped.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Guid? RunId { get; init; }

    /// <summary>The graph.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Graph { get; init; }

    /// <summary>The assistant.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Assistant { get; init; }

    /// <summary>The pool.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Pool { get; init; }

    /// <summary>The thread, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ThreadId { get; init; }

    /// <summary>The entry that says so.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Seq { get; init; }

    /// <summary>When it happened.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? At { get; init; }

    /// <summary>The visit that it is about, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Node { get; init; }

    /// <summary>The ticket to answer, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Ticket { get; init; }

    /// <summary>How the run ended, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Status { get; init; }

    /// <summary>The stable code of a failure, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? ErrorCode { get; init; }

    /// <summary>The alert's rule, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Alert { get; init; }

    /// <summary>What the alert's rule measured, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public double? Value { get; init; }

    /// <summary>How many events were dropped because they came faster than they were read, or null.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? Count { get; init; }

    /// <summary>What entries of a run mean for who looks after it.</summary>
    internal static IEnumerable<LiveEvent> Of(RunRow row, IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries)
        {
            if (entry.Kind is not (EntryKind.FrameStarted or EntryKind.TicketOpened or EntryKind.NodeFailed or EntryKind.EffectFailed or EntryKind.RunFinished)) continue;
            if (Of(JournalCodec.Decode(entry)) is not { } found) continue;
            yield return found with
            {
                RunId = row.Id,
                Graph = row.Graph,
                Assistant = row.Assistant,
                Pool = row.Pool,
                ThreadId = row.Thread,
                Seq = entry.Seq,
                At = entry.At,
            };
        }
    }

    private static LiveEvent? Of(EntryBody body) => body switch
    {
        FrameStarted { Path: "" } => new LiveEvent("started"),
        TicketOpened { Given: false, Kind: TicketKind.Approval or TicketKind.Breakpoint } opened => new LiveEvent("interrupt") { Node = opened.Visit, Ticket = opened.Ticket },
        NodeFailed failed => new LiveEvent("error") { Node = failed.Visit, ErrorCode = failed.Error.Code },
        EffectFailed failed => new LiveEvent("error") { ErrorCode = failed.Error.Code },
        RunFinished finished => new LiveEvent("ended") { Status = finished.Status.Word(), ErrorCode = finished.Error?.Code },
        _ => null,
    };
}
