using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Agents.Cost.Cache;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Memory;

/// <summary>Facts as records, one each, under their customer's id.</summary>
/// <remarks>Safe for concurrent use. Writers that meet may pass the limit by one each.</remarks>
internal sealed class CustomerMemory(IStore store, TimeProvider time) : IMemory
{
    /// <summary>The facts.</summary>
    public const string Collection = "memory";

    /// <summary>Notes of erasures, by the hash of the customer's id.</summary>
    public const string Erasures = "memory_erasures";

    public const int MostFacts = 200;
    private const int LongestText = 500;
    private const int LongestName = 200;
    private const int LongestSource = 100;
    private const int PageSize = 500;
    private static readonly TimeSpan UnverifiedLife = TimeSpan.FromDays(90);

    public async ValueTask<CustomerFact> KeepAsync(string tenant, string customer, CustomerFact fact, CancellationToken cancellationToken)
    {
        var (kept, changes) = await PrepareAsync(tenant, customer, fact, cancellationToken);
        await store.Records.ApplyAsync(tenant, changes, cancellationToken);
        return kept;
    }

    /// <summary>What keeping a fact writes: it, and the end of what has expired. For an effect that commits it with its result.</summary>
    public async ValueTask<(CustomerFact Fact, IReadOnlyList<RecordChange> Changes)> PrepareAsync(
        string tenant, string customer, CustomerFact fact, CancellationToken cancellationToken)
    {
        Check(customer, fact);
        var (now, prefix) = (time.GetUtcNow(), Prefix(customer));
        var text = fact.Text.Trim();
        var id = Hash(text.ToUpperInvariant());
        var present = await AllAsync(tenant, prefix, cancellationToken);
        var expired = present.Where(old => IsExpired(old, now)).ToList();
        var before = present.Except(expired).FirstOrDefault(old => old.Id == id);
        if (before is null && present.Count - expired.Count >= MostFacts)
        {
            throw new BatonException(ErrorCodes.MemoryFull, $"The customer has {MostFacts} facts, which is the most. Erase some with DELETE /ops/memory/{{customer}}, or let facts expire.");
        }

        var tier = before is not null && before.Tier > fact.Tier ? before.Tier : fact.Tier;
        var kept = (before is not null && before.Tier > fact.Tier ? before : fact) with { Id = id, Text = text, Tier = tier, KeptAt = now };
        if (kept is { Tier: MemoryTier.Unverified, ExpiresAt: null }) kept = kept with { ExpiresAt = now + UnverifiedLife };
        return (kept, [
            .. expired.Where(old => old.Id != id).Select(old => new RecordChange(Collection, prefix + old.Id, null, null)),
            new RecordChange(Collection, prefix + id, null, JsonSerializer.SerializeToElement(kept, BatonJson.Options)),
        ]);
    }

    public async ValueTask<IReadOnlyList<CustomerFact>> RecallAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        if (customer.Length is 0 or > LongestName) return [];
        var (now, prefix) = (time.GetUtcNow(), Prefix(customer));
        var all = await AllAsync(tenant, prefix, cancellationToken);
        var expired = all.Where(fact => IsExpired(fact, now)).ToList();
        if (expired.Count > 0) await store.Records.ApplyAsync(tenant, [.. expired.Select(fact => new RecordChange(Collection, prefix + fact.Id, null, null))], cancellationToken);
        return [.. all.Except(expired).OrderByDescending(fact => fact.Tier).ThenByDescending(fact => fact.KeptAt).ThenBy(fact => fact.Id, StringComparer.Ordinal)];
    }

    public async ValueTask<int> EraseAsync(string tenant, string customer, string? by, CancellationToken cancellationToken)
    {
        var prefix = Prefix(customer);
        var erased = 0;

        // Again until there is nothing: somebody may keep a fact meanwhile.
        while (await AllAsync(tenant, prefix, cancellationToken) is { Count: > 0 } facts)
        {
            await store.Records.ApplyAsync(tenant, [.. facts.Select(fact => new RecordChange(Collection, prefix + fact.Id, null, null))], cancellationToken);
            erased += facts.Count;
        }

        await AnswerOwners.EraseAsync(store, tenant, customer, cancellationToken);
        var note = JsonSerializer.SerializeToElement(new Erasure(erased, by, time.GetUtcNow()), BatonJson.Options);
        await store.Records.ApplyAsync(tenant, [new RecordChange(Erasures, Hash(customer), null, note)], cancellationToken);
        return erased;
    }

    private async ValueTask<List<CustomerFact>> AllAsync(string tenant, string prefix, CancellationToken cancellationToken)
    {
        var page = await store.Records.QueryAsync(tenant, Collection, prefix, 0, PageSize, cancellationToken);
        return [.. page.Select(record => record.Value.Deserialize<CustomerFact>(BatonJson.Options)!)];
    }

    private static void Check(string customer, CustomerFact fact)
    {
        if (customer.Length is > 0 and <= LongestName
            && fact.Text.Trim().Length is > 0 and <= LongestText
            && fact.Source.Length is > 0 and <= LongestSource
            && Enum.IsDefined(fact.Tier))
        {
            return;
        }

        throw new BatonException(
            ErrorCodes.MemoryFactInvalid,
            $"A fact is a sentence of 1 to {LongestText} characters about a customer whose id has 1 to {LongestName}, from a source whose name has 1 to {LongestSource}. Nothing was kept.");
    }

    private static bool IsExpired(CustomerFact fact, DateTimeOffset now) => fact.ExpiresAt <= now;

    private static string Prefix(string customer) => $"{Uri.EscapeDataString(customer)}/";

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 16));

    private sealed record Erasure(int Facts, string? By, DateTimeOffset At);
}
