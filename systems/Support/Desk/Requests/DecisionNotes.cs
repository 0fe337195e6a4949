using System.Security.Cryptography;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Support.Desk.Requests;

/// <summary>Which question a decision with an idempotency key answered: each decision opens the next question, and the same request again must not answer that.</summary>
/// <remarks>Safe for concurrent use. Notes expire as those of all idempotency keys do.</remarks>
internal sealed class DecisionNotes(IStore store)
{
    /// <summary>The question that this decision answers: the one noted under its key, or <paramref name="open"/>, which is noted.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="thread">The request.</param>
    /// <param name="key">The key.</param>
    /// <param name="decision">The decision.</param>
    /// <param name="open">Finds the question that is open now, or throws.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="BatonException">The key came with another decision before (BTN3016).</exception>
    public async ValueTask<string> TicketAsync(string tenant, string thread, string key, JsonElement decision, Func<ValueTask<string>> open, CancellationToken cancellation)
    {
        var (id, hash) = ($"decision/{thread}/{key}", Convert.ToHexStringLower(SHA256.HashData(JsonSerializer.SerializeToUtf8Bytes(decision, BatonJson.Options))));
        if (await FindAsync(tenant, id, cancellation) is { } noted) return Same(noted, hash);
        var note = new Note(await open(), hash);
        var change = new RecordChange(RecordCollections.Idempotency, id, 0, JsonSerializer.SerializeToElement(note, BatonJson.Options));
        if (await store.Records.ApplyAsync(tenant, [change], cancellation)) return note.Ticket;

        // The same request came twice at once, and the other one was first.
        return Same(await FindAsync(tenant, id, cancellation) ?? note, hash);
    }

    private async ValueTask<Note?> FindAsync(string tenant, string id, CancellationToken cancellation) =>
        (await store.Records.FindAsync(tenant, RecordCollections.Idempotency, id, cancellation))?.Value.Deserialize<Note>(BatonJson.Options);

    private static string Same(Note noted, string hash) => noted.Decision == hash
        ? noted.Ticket
        : throw new BatonException(ErrorCodes.IdempotencyConflict, "This Idempotency-Key came with another decision before. Take another key for another decision.");

    private sealed record Note(string Ticket, string Decision);
}
