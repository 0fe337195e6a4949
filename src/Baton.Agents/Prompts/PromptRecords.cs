using System.Globalization;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Agents.Prompts;

/// <summary>Values of fields in the store: the present ones, one record for each agent, and beside it every revision. Both change in one commit.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PromptRecords(IStore store)
{
    private const string Present = "prompts";
    private const string History = "prompts_history";

    public async ValueTask<PromptRevision?> FindAsync(string tenant, string agent, CancellationToken cancellationToken) =>
        Read(await store.Records.FindAsync(tenant, Present, agent, cancellationToken));

    public async ValueTask<PromptRevision?> FindAsync(string tenant, string agent, int revision, CancellationToken cancellationToken) =>
        Read(await store.Records.FindAsync(tenant, History, Id(agent, revision), cancellationToken));

    /// <summary>Revisions before a number, the newest first.</summary>
    public async ValueTask<IReadOnlyList<PromptRevision>> HistoryAsync(string tenant, string agent, int before, int limit, CancellationToken cancellationToken)
    {
        // Revisions have no gaps, so the place of each is known.
        var first = Math.Max(0, before - 1 - limit);
        var found = await store.Records.QueryAsync(tenant, History, $"{agent}/", first, Math.Max(0, before - 1) - first, cancellationToken);
        return [.. found.Select(record => Read(record)!).Reverse()];
    }

    /// <summary>Writes the next revision.</summary>
    /// <returns>False where somebody else wrote one meanwhile.</returns>
    public async ValueTask<bool> TryAddAsync(string tenant, string agent, PromptRevision next, CancellationToken cancellationToken)
    {
        var present = await store.Records.FindAsync(tenant, Present, agent, cancellationToken);
        if ((Read(present)?.Revision ?? 0) != next.Revision - 1) return false;
        var value = JsonSerializer.SerializeToElement(next, BatonJson.Options);
        return await store.Records.ApplyAsync(
            tenant,
            [new RecordChange(Present, agent, present?.Version ?? 0, value), new RecordChange(History, Id(agent, next.Revision), 0, value)],
            cancellationToken);
    }

    private static PromptRevision? Read(StoredRecord? record) => record?.Value.Deserialize<PromptRevision>(BatonJson.Options);

    private static string Id(string agent, int revision) => string.Create(CultureInfo.InvariantCulture, $"{agent}/{revision:D10}");
}
