using System.Text.Json;
using Baton.Agents.Memory;
using Baton.Engine.Analytics;
using Baton.Engine.Messages;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>What is known of a customer: to be shown and to be erased.</summary>
internal static class OpsMemory
{
    private const int PageSize = 500;

    public static async Task<Ok<OpsMemoryList>> List(HttpContext context, IMemory memory, string customer)
    {
        var name = Name(customer);
        var facts = await memory.RecallAsync(Caller.Of(context).Tenant, name, context.RequestAborted);
        return TypedResults.Ok(new OpsMemoryList(name, [.. facts.Select(Fact)]));
    }

    /// <summary>Facts and messages go; cases stay as nobody's, without what they and their feedback say in words.</summary>
    public static async Task<Ok<OpsErased>> Erase(HttpContext context, IMemory memory, IStore store, IFeedback feedback, MessageLog log, string customer)
    {
        var (caller, name) = (Caller.Of(context), Name(customer));
        var facts = await memory.EraseAsync(caller.Tenant, name, caller.Name, context.RequestAborted);
        var known = await ThreadsAsync(store, caller.Tenant, name, context.RequestAborted);
        var messages = await log.EraseAsync(MessageTerms.Customer(caller.Tenant, name), caller.Name, CancellationToken.None);
        foreach (var thread in known) messages += await EraseWordsAsync(feedback, log, caller, thread);

        // Last: they alone tell whose the threads are, should this have to be done again.
        var threads = await store.Cases.EraseAsync(caller.Tenant, name, CancellationToken.None);
        foreach (var thread in threads.Except(known, StringComparer.Ordinal)) messages += await EraseWordsAsync(feedback, log, caller, thread);
        return TypedResults.Ok(new OpsErased(name, facts) { Cases = threads.Count, Messages = messages });
    }

    private static async Task<int> EraseWordsAsync(IFeedback feedback, MessageLog log, Caller caller, string thread)
    {
        await feedback.EraseAsync(caller.Tenant, thread, CancellationToken.None);
        return await log.EraseAsync(MessageTerms.Thread(caller.Tenant, thread), caller.Name, CancellationToken.None);
    }

    private static async Task<IReadOnlyList<string>> ThreadsAsync(IStore store, string tenant, string customer, CancellationToken cancellationToken)
    {
        var threads = new List<string>();
        var query = new CaseQuery(tenant) { Customer = customer, Limit = PageSize };
        while (await store.Cases.QueryAsync(query, cancellationToken) is { Count: > 0 } page)
        {
            threads.AddRange(page.Select(found => found.Thread));
            if (page.Count < PageSize) break;
            query = query with { After = CaseCursor.Of(page[^1]) };
        }

        return threads;
    }

    /// <summary>A slash in a path's segment is the one character that is not decoded.</summary>
    private static string Name(string segment) => segment.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);

    private static OpsFact Fact(CustomerFact fact) => new(fact.Id, fact.Text, JsonNamingPolicy.SnakeCaseLower.ConvertName(fact.Tier.ToString()), fact.Source, fact.KeptAt)
    {
        RunId = fact.RunId,
        ExpiresAt = fact.ExpiresAt,
    };
}

/// <summary>What is known of a customer.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Facts">The facts that have not expired: the most trusted first, of these the latest.</param>
internal sealed record OpsMemoryList(string Customer, IReadOnlyList<OpsFact> Facts);

/// <summary>A fact.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Text">What it says.</param>
/// <param name="Tier"><c>first_party</c>, <c>verified</c> or <c>unverified</c>.</param>
/// <param name="Source">Where it comes from.</param>
/// <param name="KeptAt">When it was last kept.</param>
internal sealed record OpsFact(string Id, string Text, string Tier, string Source, DateTimeOffset KeptAt)
{
    /// <summary>The run that kept it, or null.</summary>
    public Guid? RunId { get; init; }

    /// <summary>When it is forgotten, or null.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }
}

/// <summary>What was erased.</summary>
/// <param name="Customer">The customer's id.</param>
/// <param name="Facts">How many facts there were.</param>
internal sealed record OpsErased(string Customer, int Facts)
{
    /// <summary>How many cases were the customer's.</summary>
    public int Cases { get; init; }

    /// <summary>How many messages of the message log there were.</summary>
    public int Messages { get; init; }
}
