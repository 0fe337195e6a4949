using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>Whom questions are given to: a note beside the question that keeps nobody from answering.</summary>
internal static class OpsAssignees
{
    private const string Collection = "inbox_assignees";
    private const int LongestName = 100;
    private const int Most = 1_000;
    private static readonly TimeSpan _kept = TimeSpan.FromDays(90);

    /// <summary>Gives a question to somebody, or with <c>null</c> back to all.</summary>
    public static async Task<Ok<OpsAssignee>> Put(HttpContext context, IStore store, string ticket)
    {
        var fields = await RequestBody.ReadFieldsAsync(context, mayBeEmpty: false);
        var to = fields.Text("to")?.Trim();
        if (!fields.Has("to") || to is { Length: 0 or > LongestName }) fields.Add("to", $"A name of 1 to {LongestName} characters is expected, or null to give it back to all.");
        fields.RefuseOthers();
        fields.Throw();
        var caller = Caller.Of(context);
        var open = await store.Runs.TicketsAsync(new TicketQuery(caller.Tenant) { Id = ticket, Kind = TicketKind.Approval }, context.RequestAborted);
        if (open.Count == 0) throw new BatonException(ErrorCodes.TicketUnknown, $"There is no open question '{ticket}'. GET /ops/inbox lists them.");
        var given = new OpsAssignee(ticket, to, caller.Name);
        var value = to is null ? (JsonElement?)null : JsonSerializer.SerializeToElement(given, OpsJson.Default.OpsAssignee);
        await store.Records.ApplyAsync(caller.Tenant, [new RecordChange(Collection, ticket, null, value)], context.RequestAborted);
        await store.Records.PruneAsync(Collection, _kept, Most, context.RequestAborted);
        return TypedResults.Ok(given);
    }

    /// <summary>Who has which question, by ticket.</summary>
    public static async ValueTask<IReadOnlyDictionary<string, string>> ReadAsync(IStore store, string tenant, CancellationToken cancellationToken) =>
        (await store.Records.QueryAsync(tenant, Collection, "", 0, Most, cancellationToken))
            .Select(record => record.Value.Deserialize(OpsJson.Default.OpsAssignee))
            .Where(given => given?.To is not null)
            .ToDictionary(given => given!.Ticket, given => given!.To!, StringComparer.Ordinal);

    /// <summary>Forgets who had a question that was answered.</summary>
    public static async ValueTask ForgetAsync(IStore store, string tenant, string ticket, CancellationToken cancellationToken)
    {
        if (await store.Records.FindAsync(tenant, Collection, ticket, cancellationToken) is null) return;
        await store.Records.ApplyAsync(tenant, [new RecordChange(Collection, ticket, null, null)], cancellationToken);
    }
}

/// <summary>To whom a question is given, as documented.</summary>
/// <param name="To">Who is to answer it, or null for everybody.</param>
internal sealed record OpsAssigneeWish(string? To);

/// <summary>To whom a question is given.</summary>
/// <param name="Ticket">The question.</param>
/// <param name="To">Who is to answer it, or null for everybody.</param>
/// <param name="By">Who gave it to them.</param>
internal sealed record OpsAssignee(string Ticket, string? To, string? By);
