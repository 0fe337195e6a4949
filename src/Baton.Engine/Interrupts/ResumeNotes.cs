using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Interrupts;

/// <summary>Which questions a resume request with an idempotency key answered: the same request again leads to the same run.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ResumeNotes(IStore store)
{
    /// <summary>What was noted under a key, or null.</summary>
    public async ValueTask<ResumeNote?> FindAsync(string tenant, string thread, string key, CancellationToken cancellationToken)
    {
        var record = await store.Records.FindAsync(tenant, RecordCollections.Idempotency, Id(thread, key), cancellationToken);
        return record?.Value.Deserialize<ResumeNote>(BatonJson.Options);
    }

    /// <summary>Notes what a request is about to answer. Of two requests at once the first wins; both answer the same questions.</summary>
    public async ValueTask AddAsync(string tenant, string thread, string key, ResumeNote note, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.SerializeToElement(note, BatonJson.Options);
        await store.Records.ApplyAsync(tenant, [new RecordChange(RecordCollections.Idempotency, Id(thread, key), 0, value)], cancellationToken);
    }

    private static string Id(string thread, string key) => $"resume/{thread}/{key}";
}

/// <summary>What a resume request answered.</summary>
/// <param name="Run">The run that waited.</param>
/// <param name="After">Its last entry then.</param>
/// <param name="Tickets">The questions.</param>
internal sealed record ResumeNote(Guid Run, int After, IReadOnlyList<string> Tickets);
