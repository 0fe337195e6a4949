using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.A2A;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.Options;

namespace Baton.Server.A2A;

/// <summary>Push notification configurations, as records beside their runs.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PushConfigs(IStore store, IOptions<A2AOptions> options)
{
    /// <summary>The collection of the records; their ids are <c>task/configuration</c>.</summary>
    public const string Collection = "a2a_push";

    private readonly int _most = options.Value.MaxPushConfigs;

    /// <summary>Makes or replaces a configuration.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The task's run.</param>
    /// <param name="record">The configuration, with its id.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BatonException">The task has as many as it may.</exception>
    public async ValueTask SaveAsync(string tenant, Guid run, PushRecord record, CancellationToken cancellationToken)
    {
        var present = await ListAsync(tenant, run, cancellationToken);
        if (present.Count >= _most && present.All(other => other.Config.Id != record.Config.Id))
        {
            throw new BatonException(ErrorCodes.PushConfigsFull, $"The task has {_most} push notification configurations already. Delete one first.");
        }

        while (true)
        {
            var stored = await store.Records.FindAsync(tenant, Collection, Id(run, record.Config.Id!), cancellationToken);
            var told = stored is null ? record.Told : Math.Max(record.Told, Read(stored).Told);
            if (await ApplyAsync(tenant, run, stored?.Version ?? 0, record with { Told = told }, cancellationToken)) return;
        }
    }

    /// <summary>A configuration, or null.</summary>
    public async ValueTask<PushRecord?> FindAsync(string tenant, Guid run, string id, CancellationToken cancellationToken) =>
        await store.Records.FindAsync(tenant, Collection, Id(run, id), cancellationToken) is { } record ? Read(record) : null;

    /// <summary>The configurations of a task.</summary>
    public async ValueTask<IReadOnlyList<PushRecord>> ListAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        var records = await store.Records.QueryAsync(tenant, Collection, Id(run, ""), 0, Math.Max(_most, 100), cancellationToken);
        return [.. records.Select(Read)];
    }

    /// <summary>Removes a configuration, where it is there.</summary>
    public async ValueTask DeleteAsync(string tenant, Guid run, string id, CancellationToken cancellationToken)
    {
        while (await store.Records.FindAsync(tenant, Collection, Id(run, id), cancellationToken) is { } record)
        {
            if (await store.Records.ApplyAsync(tenant, [new RecordChange(Collection, Id(run, id), record.Version, null)], cancellationToken)) return;
        }
    }

    /// <summary>Notes up to which entry a configuration's receiver was told, so that it is not told again because another's failed.</summary>
    public async ValueTask ToldAsync(string tenant, Guid run, string id, int seq, CancellationToken cancellationToken)
    {
        if (await store.Records.FindAsync(tenant, Collection, Id(run, id), cancellationToken) is not { } record) return;
        var present = Read(record);
        if (present.Told < seq) await ApplyAsync(tenant, run, record.Version, present with { Told = seq }, cancellationToken);
    }

    private ValueTask<bool> ApplyAsync(string tenant, Guid run, long version, PushRecord record, CancellationToken cancellationToken) => store.Records.ApplyAsync(
        tenant, [new RecordChange(Collection, Id(run, record.Config.Id!), version, JsonSerializer.SerializeToElement(record, BatonJson.Options))], cancellationToken);

    private static PushRecord Read(StoredRecord record) => record.Value.Deserialize<PushRecord>(BatonJson.Options)!;

    private static string Id(Guid run, string config) => $"{run:D}/{config}";
}

/// <summary>A configuration as it is stored.</summary>
/// <param name="Config">The configuration, with its id.</param>
/// <param name="Version">The version of the protocol that it was made in, and its notifications are written in.</param>
/// <param name="Told">The entry of the run up to which its receiver was told.</param>
internal sealed record PushRecord(PushConfig Config, string Version, int Told);
