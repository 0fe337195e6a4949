using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Agents.Loop;
using Baton.Engine.Costs;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Agents.Cost.Cache;

/// <summary>For whom kept answers were given, so that they go when somebody is erased: a record for each, under the hash of who it is.</summary>
internal static class AnswerOwners
{
    public const string Collection = "model_answers_of";
    private const int PageSize = 500;

    /// <summary>Who a visit is for: the customer whom its agent's memory is about, and the user of its run.</summary>
    public static IReadOnlyList<string> Of(AgentVisit visit) =>
        [.. new[] { visit.Customer, CostLabels.Of(visit.Context.Run).User }.OfType<string>().Where(name => name.Length > 0).Select(Hash).Distinct(StringComparer.Ordinal)];

    /// <summary>What notes that an answer was given to somebody.</summary>
    public static IEnumerable<RecordChange> Notes(IReadOnlyList<string> owners, string key)
    {
        var value = JsonSerializer.SerializeToElement(key);
        return owners.Select(owner => new RecordChange(Collection, $"{owner}.{key}", null, value));
    }

    /// <summary>Removes the kept answers that were given to somebody, whoever else they were given to.</summary>
    public static async ValueTask EraseAsync(IStore store, string tenant, string name, CancellationToken cancellationToken)
    {
        while (await store.Records.QueryAsync(tenant, Collection, Hash(name) + ".", 0, PageSize, cancellationToken) is { Count: > 0 } notes)
        {
            await store.Records.ApplyAsync(
                tenant,
                [.. notes.SelectMany(note => (RecordChange[])[new(AnswerCache.Collection, note.Value.GetString()!, null, null), new(Collection, note.Id, null, null)])],
                cancellationToken);
        }
    }

    private static string Hash(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, 16));
}
