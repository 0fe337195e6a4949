using System.Text.Json;
using Baton.Graphs;

namespace Baton.Engine.Stores;

/// <summary>Versioned JSON collections with compare-and-set.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IRecordStore
{
    /// <summary>The record, or null.</summary>
    ValueTask<StoredRecord?> FindAsync(string tenant, string collection, string id, CancellationToken cancellationToken);

    /// <summary>Applies changes, all or none.</summary>
    /// <returns>False where a version did not match: nothing was written.</returns>
    ValueTask<bool> ApplyAsync(string tenant, IReadOnlyList<RecordChange> changes, CancellationToken cancellationToken);

    /// <summary>Records of a collection whose id begins with <paramref name="prefix"/>, by id.</summary>
    ValueTask<IReadOnlyList<StoredRecord>> QueryAsync(
        string tenant, string collection, string prefix, int offset, int limit, CancellationToken cancellationToken);

    /// <summary>
    /// Removes the records of a collection, of every tenant, that last changed longer ago than <paramref name="olderThan"/> by the store's own
    /// clock; the oldest first, at most <paramref name="limit"/>. Meant for collections whose records expire: a driver keeps
    /// <see cref="RecordCollections.Idempotency"/> indexed by age.
    /// </summary>
    /// <returns>How many were removed.</returns>
    ValueTask<int> PruneAsync(string collection, TimeSpan olderThan, int limit, CancellationToken cancellationToken);
}

/// <summary>Collections that the engine and its protocols keep for themselves.</summary>
public static class RecordCollections
{
    /// <summary>What requests with an idempotency key led to, where no run is the result; removed after a time.</summary>
    public const string Idempotency = "idempotency";

    /// <summary>What is kept of runs that retention has removed, under their ids; removed after a time as well.</summary>
    public const string Results = "run_results";
}

/// <summary>A record.</summary>
/// <param name="Id">Its id in its collection.</param>
/// <param name="Version">Its version, from 1; raised by every change.</param>
/// <param name="Value">Its value.</param>
/// <param name="CreatedAt">When it was made.</param>
/// <param name="UpdatedAt">When it last changed.</param>
public sealed record StoredRecord(string Id, long Version, JsonElement Value, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt);
