using System.Text.Json;
using Baton.Agents.Loop;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Ops;

/// <summary>Finding runs, reading journals, answering questions.</summary>
internal static class OpsHandlers
{
    private const int MostRows = 1_000;

    public static async Task<Ok<IReadOnlyList<OpsRun>>> Runs(
        HttpContext context, IStore store, string? status = null, string? graph = null, string? assistant = null, string? thread = null,
        Guid? parent = null, bool hidden = false, bool edits = false, int limit = 100, int offset = 0)
    {
        var query = new RunQuery(Caller.Of(context).Tenant)
        {
            Statuses = status is null ? null : [.. status.Split(',').Select(ParseStatus)],
            Graph = graph,
            Assistant = assistant,
            Thread = thread,
            Parent = parent,
            IncludeHidden = hidden,
            IncludeEdits = edits,
            Limit = Math.Clamp(limit, 1, MostRows),
            Offset = Math.Max(0, offset),
        };
        var rows = await store.Runs.QueryAsync(query, context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsRun>>([.. rows.Select(Run)]);
    }

    public static async Task<Ok<IReadOnlyList<OpsEntry>>> Journal(
        HttpContext context, IStore store, JournalReader journals, Guid runId, int after = 0, int limit = MostRows)
    {
        _ = await store.Runs.FindAsync(Caller.Of(context).Tenant, runId, context.RequestAborted)
            ?? throw new BatonException(ErrorCodes.RunUnknown, $"There is no run {runId:D}.");
        var entries = await journals.ReadAsync(runId, Math.Max(0, after), Math.Clamp(limit, 1, MostRows), context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsEntry>>([.. entries.Select(Entry)]);
    }

    public static async Task<Ok<RebuiltCall>> Call(HttpContext context, Guid runId, int seq) => context.RequestServices.GetService<ModelCalls>() is not { } calls
        ? throw new BatonException(ErrorCodes.CallUnknown, "This server has no agents, so none of its calls can be rebuilt. Add them with AddAgents(…).")
        : TypedResults.Ok(await calls.RebuildAsync(Caller.Of(context).Tenant, runId, seq, context.RequestAborted));

    public static async Task<Ok<OpsSignalled>> Signal(HttpContext context, IRuns runs, Guid runId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var name = fields.Text("name");
        if (string.IsNullOrEmpty(name)) fields.Add("name", "The event's name is expected.");
        fields.Throw();
        return await runs.SignalAsync(Caller.Of(context).Tenant, runId, name!, fields.Value("payload"), context.RequestAborted) switch
        {
            SendOutcome.Delivered => TypedResults.Ok(new OpsSignalled(runId, "delivered")),
            SendOutcome.AlreadyDelivered => TypedResults.Ok(new OpsSignalled(runId, "already_delivered")),
            SendOutcome.Unknown => throw new BatonException(ErrorCodes.RunUnknown, $"There is no run {runId:D}."),
            _ => throw new BatonException(ErrorCodes.RunEnded, $"Run {runId:D} has ended; it takes no events any more."),
        };
    }

    public static async Task<Ok<IReadOnlyList<OpsTicket>>> Inbox(HttpContext context, IStore store, string? thread = null, int limit = MostRows)
    {
        var query = new TicketQuery(Caller.Of(context).Tenant)
        {
            Kind = TicketKind.Approval,
            Thread = thread,
            Limit = Math.Clamp(limit, 1, MostRows),
        };
        var tickets = await store.Runs.TicketsAsync(query, context.RequestAborted);
        return TypedResults.Ok<IReadOnlyList<OpsTicket>>([.. tickets.Select(Ticket)]);
    }

    public static async Task<Ok<OpsAnswered>> Answer(HttpContext context, IRuns runs, string ticket)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var value = fields.Value("value");
        if (value is null) fields.Add("value", "An answer is expected.");
        fields.Throw();
        var caller = Caller.Of(context);
        var key = context.Request.Headers["Idempotency-Key"].ToString();
        var answer = new TicketAnswer(value!.Value, key.Length == 0 ? null : key, caller.Name);
        return await runs.AnswerAsync(caller.Tenant, ticket, answer, context.RequestAborted) switch
        {
            SendOutcome.Delivered => TypedResults.Ok(new OpsAnswered(ticket, "delivered")),
            SendOutcome.AlreadyDelivered => TypedResults.Ok(new OpsAnswered(ticket, "already_delivered")),
            SendOutcome.Unknown => throw new BatonException(ErrorCodes.TicketUnknown, $"There is no ticket '{ticket}'. GET /ops/inbox lists the open ones."),
            SendOutcome.Ended => throw new BatonException(ErrorCodes.RunEnded, $"The run of ticket '{ticket}' has ended."),
            _ => throw new BatonException(ErrorCodes.TicketClosed, $"Ticket '{ticket}' was answered before, or its run no longer waits for it."),
        };
    }

    private static RunStatus ParseStatus(string text) =>
        Enum.TryParse<RunStatus>(text, ignoreCase: true, out var status) && !char.IsAsciiDigit(text[0])
            ? status
            : throw new BatonException(
                ErrorCodes.RequestInvalid, $"There is no status '{text}'. Use {string.Join(", ", Enum.GetNames<RunStatus>()).ToLowerInvariant()}.");

    private static OpsRun Run(RunRow row) => new(row.Id, row.Graph, row.Version, row.Pool, Lower(row.Status))
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
    };

    private static OpsEntry Entry(JournalEntry entry) =>
        new(entry.Seq, JsonNamingPolicy.SnakeCaseLower.ConvertName(entry.Kind.ToString()), entry.At, JsonElement.Parse(entry.Body.Span));

    private static OpsTicket Ticket(TicketRow ticket) => new(ticket.Id, ticket.Run, ticket.Visit)
    {
        ThreadId = ticket.Thread,
        Name = ticket.Name,
        Value = ticket.Value,
        Schema = ticket.Schema,
        Deadline = ticket.Deadline,
        CreatedAt = ticket.CreatedAt,
    };

    private static string Lower(RunStatus status) => status.ToString().ToLowerInvariant();
}
