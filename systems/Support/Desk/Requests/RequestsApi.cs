using System.Globalization;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Routing;
using RangeAttribute = System.ComponentModel.DataAnnotations.RangeAttribute;

namespace Baton.Support.Desk.Requests;

/// <summary>The desk's requests: those that are active, one with all that a person needs, and a person's decision.</summary>
internal static class RequestsApi
{
    private const int MostRows = 200;

    public static void Map(IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/ops/support/requests").WithTags("Support desk").RequireAuthorization(BatonPolicies.Operate);
        group.MapGet("", ListAsync).Produces<IReadOnlyList<RequestRow>>();
        group.MapGet("/{thread}", GetAsync).Produces<RequestDetail>();
        group.MapPost("/{thread}/decision", DecideAsync).Produces<Decided>();
    }

    private static async Task<JsonHttpResult<IReadOnlyList<RequestRow>>> ListAsync(
        HttpContext context, IStore store, string? status = null, string? category = null, string? priority = null, string? agent = null, string? customer = null,
        bool all = false, [Range(1, MostRows)] int limit = 100, string? after = null)
    {
        var faults = new List<Fault>();
        var statuses = Statuses(status, faults);
        Check("category", category, Enum.GetValues<Category>().Select(Words.Of), faults);
        Check("priority", priority, Enum.GetValues<Priority>().Select(Words.Of), faults);
        var place = Place(after, faults);
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.RequestInvalid, "The list cannot be made", faults);
        var query = new CaseQuery(Caller.Of(context).Tenant)
        {
            Graph = SupportDesk.Id,
            Statuses = statuses,
            IsActive = !all && statuses is null,
            Category = category,
            Priority = priority,
            Agent = agent,
            Customer = customer,
            After = place,
            Limit = limit,
        };
        var rows = await store.Cases.QueryAsync(query, context.RequestAborted);
        if (rows.Count == limit) context.Response.Headers["X-Pagination-Next"] = Uri.EscapeDataString(Place(rows[^1]));
        return TypedResults.Json<IReadOnlyList<RequestRow>>([.. rows.Select(RequestRow.Of)], BatonJson.Options);
    }

    private static async Task<JsonHttpResult<RequestDetail>> GetAsync(HttpContext context, RequestReader reader, string thread) =>
        TypedResults.Json(await reader.ReadAsync(Caller.Of(context).Tenant, thread, context.RequestAborted), BatonJson.Options);

    private static async Task<JsonHttpResult<Decided>> DecideAsync(HttpContext context, RequestDecisions decisions, string thread)
    {
        var caller = Caller.Of(context);
        var decision = await RequestBody.ReadObjectAsync(context, "{\"action\": \"take\"}");
        await decisions.DecideAsync(caller.Tenant, thread, decision, caller.Name == Caller.Unnamed ? null : caller.Name, IdempotencyKey.Of(context), context.RequestAborted);
        return TypedResults.Json(new Decided(thread, "delivered"), BatonJson.Options);
    }

    private static List<CaseStatus>? Statuses(string? words, List<Fault> faults)
    {
        if (string.IsNullOrWhiteSpace(words)) return null;
        var known = Enum.GetValues<CaseStatus>().ToDictionary(Words.Of, StringComparer.Ordinal);
        List<CaseStatus> statuses = [];
        foreach (var word in words.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            if (known.TryGetValue(word, out var found)) statuses.Add(found);
            else faults.Add(new Fault(ErrorCodes.RequestInvalid, "status", $"There is no status '{word}'. There are {string.Join(", ", known.Keys)}."));
        }

        return statuses;
    }

    private static void Check(string name, string? word, IEnumerable<string> known, List<Fault> faults)
    {
        if (word is not null && !known.Contains(word)) faults.Add(new Fault(ErrorCodes.RequestInvalid, name, $"There is no {name} '{word}'. There are {string.Join(", ", known)}."));
    }

    private static string Place(CaseRow row) => string.Create(CultureInfo.InvariantCulture, $"{row.OpenedAt.ToUnixTimeMilliseconds()}.{row.Thread}");

    private static CaseCursor? Place(string? after, List<Fault> faults)
    {
        if (string.IsNullOrEmpty(after)) return null;
        var cut = after.IndexOf('.', StringComparison.Ordinal);
        if (cut > 0 && long.TryParse(after.AsSpan(0, cut), NumberStyles.None, CultureInfo.InvariantCulture, out var opened) && opened < 253_402_300_800_000)
        {
            return new CaseCursor(DateTimeOffset.FromUnixTimeMilliseconds(opened), after[(cut + 1)..]);
        }

        faults.Add(new Fault(ErrorCodes.RequestInvalid, "after", "It is what the header X-Pagination-Next of an earlier list said."));
        return null;
    }
}

/// <summary>What came of a decision.</summary>
/// <param name="Request">The request.</param>
/// <param name="Status"><c>delivered</c>: it is kept, and the run goes on by it.</param>
internal sealed record Decided(string Request, string Status);
