using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Agents.Loop;
using Baton.Engine.Explaining;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Engine.Trees;

namespace Baton.Server.Ops;

/// <summary>A run as operators see it: under Baton's own status, hidden ones and edits included where asked for.</summary>
/// <param name="RunId">Its id.</param>
/// <param name="Graph">The graph.</param>
/// <param name="Version">The graph's version.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Status">Baton's own status.</param>
internal sealed record OpsRun(Guid RunId, string Graph, int Version, string Pool, string Status)
{
    /// <summary>The thread, or null.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The assistant under which it was started.</summary>
    public required string Assistant { get; init; }

    /// <summary>True where it waits for its turn on the thread.</summary>
    public bool Queued { get; init; }

    /// <summary>True where the run API does not show it.</summary>
    public bool Hidden { get; init; }

    /// <summary>True for an edit of a thread's state.</summary>
    public bool Edit { get; init; }

    /// <summary>The last entry's number.</summary>
    public int Seq { get; init; }

    /// <summary>The parent run, or null.</summary>
    public Guid? Parent { get; init; }

    /// <summary>The code it ended with, or null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>When it was accepted.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When it is woken by itself, or null.</summary>
    public DateTimeOffset? WakeAt { get; init; }

    /// <summary>What its caller noted with it, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>A row as operators see it.</summary>
    public static OpsRun Of(RunRow row) => new(row.Id, row.Graph, row.Version, row.Pool, row.Status.Word())
    {
        ThreadId = row.Thread,
        Assistant = row.Assistant,
        Queued = row.Queued,
        Hidden = row.Hidden,
        Edit = row.IsEdit,
        Seq = row.Seq,
        Parent = row.Parent?.Run,
        ErrorCode = row.ErrorCode,
        CreatedAt = row.CreatedAt,
        UpdatedAt = row.UpdatedAt,
        WakeAt = row.WakeAt,
        Metadata = row.Metadata,
    };
}

/// <summary>How many runs fit a filter.</summary>
/// <param name="Counts">By status.</param>
/// <param name="Most">No more of a status are counted: at this number there may be more.</param>
internal sealed record OpsRunCounts(IReadOnlyDictionary<string, int> Counts, int Most);

/// <summary>An entry of a journal.</summary>
/// <param name="Seq">Its number.</param>
/// <param name="Kind">What it means.</param>
/// <param name="At">When it was written.</param>
/// <param name="Body">What it says.</param>
internal sealed record OpsEntry(int Seq, string Kind, DateTimeOffset At, JsonElement Body);

/// <summary>A question that waits for a person.</summary>
/// <param name="Ticket">The id that an answer names.</param>
/// <param name="RunId">The run that waits.</param>
/// <param name="Visit">The visit that asks.</param>
internal sealed record OpsTicket(string Ticket, Guid RunId, string Visit)
{
    /// <summary>The thread, or null.</summary>
    public string? ThreadId { get; init; }

    /// <summary>What is asked, in a word.</summary>
    public string? Name { get; init; }

    /// <summary>What is asked.</summary>
    public JsonElement? Value { get; init; }

    /// <summary>The JSON schema of the answer, or null.</summary>
    public JsonElement? Schema { get; init; }

    /// <summary>When the wait ends by itself, or null.</summary>
    public DateTimeOffset? Deadline { get; init; }

    /// <summary>Since when it waits.</summary>
    public DateTimeOffset CreatedAt { get; init; }

    /// <summary>For how many seconds it waits.</summary>
    public double AgeS { get; init; }

    /// <summary>A ticket as people see it.</summary>
    public static OpsTicket Of(TicketRow ticket, DateTimeOffset now) => new(ticket.Id, ticket.Run, ticket.Visit)
    {
        ThreadId = ticket.Thread,
        Name = ticket.Name,
        Value = ticket.Value,
        Schema = ticket.Schema,
        Deadline = ticket.Deadline,
        CreatedAt = ticket.CreatedAt,
        AgeS = Math.Max(0, (now - ticket.CreatedAt).TotalSeconds),
    };
}

/// <summary>An answer, as documented. The header <c>Idempotency-Key</c> makes repeating it safe.</summary>
/// <param name="Value">The answer, which must fit the ticket's schema.</param>
internal sealed record OpsAnswer(JsonElement Value);

/// <summary>What came of an answer.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Outcome"><c>delivered</c>, or <c>already_delivered</c> where the same was sent before.</param>
internal sealed record OpsAnswered(string Ticket, string Outcome);

/// <summary>An event for a run, as documented.</summary>
/// <param name="Name">Its name, for which the run waits or will wait.</param>
internal sealed record OpsSignal(string Name)
{
    /// <summary>What it says, or absent.</summary>
    public JsonElement? Payload { get; init; }
}

/// <summary>What came of an event.</summary>
/// <param name="RunId">The run.</param>
/// <param name="Outcome"><c>delivered</c>, or <c>already_delivered</c> where the same was sent before.</param>
internal sealed record OpsSignalled(Guid RunId, string Outcome);

/// <summary>How bodies of operations are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(IReadOnlyList<OpsRun>))]
[JsonSerializable(typeof(IReadOnlyList<OpsEntry>))]
[JsonSerializable(typeof(IReadOnlyList<OpsTicket>))]
[JsonSerializable(typeof(IReadOnlyList<OpsPool>))]
[JsonSerializable(typeof(IReadOnlyList<OpsCircuit>))]
[JsonSerializable(typeof(IReadOnlyList<OpsRemoteAgent>))]
[JsonSerializable(typeof(OpsCostReport))]
[JsonSerializable(typeof(OpsOutcomeCosts))]
[JsonSerializable(typeof(OpsAnalyticsReport))]
[JsonSerializable(typeof(OpsCaseList))]
[JsonSerializable(typeof(OpsFeedbackItem))]
[JsonSerializable(typeof(IReadOnlyList<OpsFeedbackItem>))]
[JsonSerializable(typeof(OpsFeedbackWish))]
[JsonSerializable(typeof(OpsKillRequest))]
[JsonSerializable(typeof(OpsKillState))]
[JsonSerializable(typeof(IReadOnlyList<OpsCollection>))]
[JsonSerializable(typeof(IReadOnlyList<OpsDocument>))]
[JsonSerializable(typeof(IReadOnlyList<OpsHit>))]
[JsonSerializable(typeof(OpsDocuments))]
[JsonSerializable(typeof(OpsDocumentIds))]
[JsonSerializable(typeof(OpsQuestion))]
[JsonSerializable(typeof(OpsIndexed))]
[JsonSerializable(typeof(OpsRemoved))]
[JsonSerializable(typeof(OpsRunCounts))]
[JsonSerializable(typeof(LiveEvent))]
[JsonSerializable(typeof(RunTree))]
[JsonSerializable(typeof(Explanation))]
[JsonSerializable(typeof(OpsRetry))]
[JsonSerializable(typeof(OpsSkip))]
[JsonSerializable(typeof(OpsRepaired))]
[JsonSerializable(typeof(OpsBulkCancel))]
[JsonSerializable(typeof(OpsBulkRetry))]
[JsonSerializable(typeof(OpsBulkResult))]
[JsonSerializable(typeof(IReadOnlyList<OpsPromptRow>))]
[JsonSerializable(typeof(IReadOnlyList<OpsPromptRevision>))]
[JsonSerializable(typeof(OpsPrompt))]
[JsonSerializable(typeof(OpsPromptChange))]
[JsonSerializable(typeof(OpsPromptRollback))]
[JsonSerializable(typeof(OpsPromptDiff))]
[JsonSerializable(typeof(RebuiltCall))]
[JsonSerializable(typeof(OpsAnswer))]
[JsonSerializable(typeof(OpsMemoryList))]
[JsonSerializable(typeof(OpsErased))]
[JsonSerializable(typeof(OpsMessageList))]
[JsonSerializable(typeof(OpsMessageBacklog))]
[JsonSerializable(typeof(OpsMessageErasure))]
[JsonSerializable(typeof(OpsMessagesErased))]
[JsonSerializable(typeof(OpsMessageRebuild))]
[JsonSerializable(typeof(OpsMessagesRebuilt))]
[JsonSerializable(typeof(OpsAnswered))]
[JsonSerializable(typeof(OpsSignal))]
[JsonSerializable(typeof(OpsSignalled))]
internal sealed partial class OpsJson : JsonSerializerContext;
