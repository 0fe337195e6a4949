using System.Security.Cryptography;
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
    /// <returns>False where another request was first.</returns>
    public async ValueTask<bool> AddAsync(string tenant, string thread, string key, ResumeNote note, CancellationToken cancellationToken)
    {
        var value = JsonSerializer.SerializeToElement(note, BatonJson.Options);
        return await store.Records.ApplyAsync(tenant, [new RecordChange(RecordCollections.Idempotency, Id(thread, key), 0, value)], cancellationToken);
    }

    /// <summary>What stands for an answer in a note, which outlives its thread: a hash of it.</summary>
    public static string Hash(JsonElement? resume) =>
        resume is { } answer ? Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(answer, BatonJson.Options))) : "";

    private static string Id(string thread, string key) => $"resume/{thread}/{key}";
}

/// <summary>What a resume request answered.</summary>
/// <param name="Run">The run that waited.</param>
/// <param name="After">Its last entry then.</param>
/// <param name="Tickets">The questions.</param>
/// <param name="Answer">A hash of the answer; null in notes of earlier versions.</param>
internal sealed record ResumeNote(Guid Run, int After, IReadOnlyList<string> Tickets, string? Answer = null)
{
    /// <summary>True where a request gives the noted answer.</summary>
    public bool Fits(JsonElement? resume) => Answer is null || Answer == ResumeNotes.Hash(resume);
}
