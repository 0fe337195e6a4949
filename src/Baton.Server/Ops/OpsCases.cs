using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>Cases: what threads are about and where they stand.</summary>
internal static class OpsCases
{
    private const int MostRows = 500;
    private static readonly Dictionary<string, CaseStatus> Statuses = Enum.GetValues<CaseStatus>().ToDictionary(OpsCase.Word, StringComparer.Ordinal);

    /// <summary>Cases that fit: active ones oldest first, otherwise newest first.</summary>
    public static async Task<Ok<OpsCaseList>> List(
        HttpContext context, IStore store, string? status = null, bool active = false, string? graph = null, string? category = null,
        string? priority = null, string? agent = null, string? customer = null, string? order = null, [Range(1, MostRows)] int limit = 100, string? cursor = null)
    {
        var faults = new QueryFaults();
        if (order is not (null or "oldest" or "newest")) faults.Add("order", "oldest or newest is expected.");
        var query = new CaseQuery(Caller.Of(context).Tenant)
        {
            Statuses = Read(status, faults),
            IsActive = active,
            Graph = graph,
            Category = category,
            Priority = priority,
            Agent = agent,
            Customer = customer,
            OldestFirst = order is null ? active : order == "oldest",
            After = Cursor(cursor, faults),
            Limit = limit + 1,
        };
        faults.Throw();
        var rows = await store.Cases.QueryAsync(query, context.RequestAborted);
        return TypedResults.Ok(new OpsCaseList([.. rows.Take(limit).Select(OpsCase.Of)], rows.Count > limit ? CursorOf(rows[limit - 1]) : null));
    }

    public static async Task<Ok<OpsCase>> Get(HttpContext context, IStore store, string thread)
    {
        var id = thread.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
        return await store.Cases.FindAsync(Caller.Of(context).Tenant, id, context.RequestAborted) is { } row
            ? TypedResults.Ok(OpsCase.Of(row))
            : throw new BatonException(ErrorCodes.ThreadUnknown, $"Thread '{id}' is no case, or there is no such thread. GET /ops/cases lists them.");
    }

    private static List<CaseStatus>? Read(string? status, QueryFaults faults)
    {
        if (string.IsNullOrEmpty(status)) return null;
        var names = status.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var name in names.Where(name => !Statuses.ContainsKey(name))) faults.Add("status", $"There is no status '{name}'. Use {string.Join(", ", Statuses.Keys)}.");
        return [.. names.Where(Statuses.ContainsKey).Select(name => Statuses[name]).Distinct()];
    }

    private static CaseCursor? Cursor(string? text, QueryFaults faults)
    {
        if (string.IsNullOrEmpty(text)) return null;
        var dot = text.IndexOf('.', StringComparison.Ordinal);
        if (dot > 0 && long.TryParse(text.AsSpan(0, dot), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at < 253_402_300_799_999)
        {
            return new CaseCursor(DateTimeOffset.FromUnixTimeMilliseconds(at), text[(dot + 1)..]);
        }

        faults.Add("cursor", "Give the 'next' of the page before, as it is.");
        return null;
    }

    private static string CursorOf(CaseRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.OpenedAt.ToUnixTimeMilliseconds()}.{row.Thread}");
}

/// <summary>A page of cases.</summary>
/// <param name="Cases">The cases.</param>
/// <param name="Next">The cursor of the next page; null after the last.</param>
internal sealed record OpsCaseList(IReadOnlyList<OpsCase> Cases, string? Next);

/// <summary>A case.</summary>
/// <param name="ThreadId">Its thread.</param>
/// <param name="Graph">The thread's graph.</param>
/// <param name="Status"><c>new</c>, <c>in_progress</c>, <c>waiting_for_customer</c>, <c>escalated</c>, <c>resolved</c> or <c>reopened</c>.</param>
internal sealed record OpsCase(string ThreadId, string Graph, string Status)
{
    /// <summary>What it is about, or null.</summary>
    public string? Category { get; init; }

    /// <summary>How urgent it is, or null.</summary>
    public string? Priority { get; init; }

    /// <summary>The agent that deals with it, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>The customer's id, or null.</summary>
    public string? Customer { get; init; }

    /// <summary>Why a person is needed, or null.</summary>
    public string? EscalationReason { get; init; }

    /// <summary>What solved it, or null.</summary>
    public string? Summary { get; init; }

    /// <summary>How many messages the customer has sent.</summary>
    public int Turns { get; init; }

    /// <summary>The run that changed it last.</summary>
    public Guid RunId { get; init; }

    /// <summary>When it was opened.</summary>
    public DateTimeOffset OpenedAt { get; init; }

    /// <summary>When it last changed.</summary>
    public DateTimeOffset UpdatedAt { get; init; }

    /// <summary>When the customer first had an answer, or null.</summary>
    public DateTimeOffset? AnsweredAt { get; init; }

    /// <summary>When it was first escalated, or null.</summary>
    public DateTimeOffset? EscalatedAt { get; init; }

    /// <summary>When it was resolved; null while it is not.</summary>
    public DateTimeOffset? ResolvedAt { get; init; }

    /// <summary>How often it came back.</summary>
    public int Reopened { get; init; }

    /// <summary>True once a person was asked.</summary>
    public bool PersonAsked { get; init; }

    public static OpsCase Of(CaseRow row) => new(row.Thread, row.Graph, Word(row.Facts.Status))
    {
        Category = row.Facts.Category,
        Priority = row.Facts.Priority,
        Agent = row.Facts.Agent,
        Customer = row.Facts.Customer,
        EscalationReason = row.Facts.EscalationReason,
        Summary = row.Facts.Summary,
        Turns = row.Facts.Turns,
        RunId = row.Run,
        OpenedAt = row.OpenedAt,
        UpdatedAt = row.UpdatedAt,
        AnsweredAt = row.AnsweredAt,
        EscalatedAt = row.EscalatedAt,
        ResolvedAt = row.ResolvedAt,
        Reopened = row.Reopened,
        PersonAsked = row.Asked,
    };

    public static string Word(CaseStatus status) => System.Text.Json.JsonNamingPolicy.SnakeCaseLower.ConvertName(status.ToString());
}
