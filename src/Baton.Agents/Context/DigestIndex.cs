using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Agents.Context;

/// <summary>
/// Where the digests of a thread's conversations are: in the journals of the runs that made them, so that they go when these go. Only their
/// places are kept in records, without content. A place that leads nowhere costs a compression.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class DigestIndex(IStore? store)
{
    /// <summary>How many places are kept: forks and edits go on from an earlier one.</summary>
    private const int MostPlaces = 4;
    private const int PageSize = 500;

    /// <summary>The latest digest of the beginning of a conversation, and its place; null where there is none.</summary>
    public async ValueTask<(DigestPlace Place, ContextDigest Digest)?> FindAsync(RunInfo run, string agent, IReadOnlyList<Message> conversation, CancellationToken cancellation)
    {
        if (store is null || run.ThreadId is null) return null;
        var record = await store.Records.FindAsync(run.Tenant, ThreadNotes.Collection, Key(run, agent), cancellation);
        foreach (var place in Places(record).OrderByDescending(place => place.Covered))
        {
            if (place.Covered >= conversation.Count || ConversationHash.Of(conversation, place.Covered) != place.Of) continue;
            if (await ReadAsync(place, cancellation) is { } digest) return (place, digest);
        }

        return null;
    }

    /// <summary>
    /// The digest at a place; null where the journal is gone or was erased. A fallback, and an agent that a person had asked again, has its
    /// digest under a longer name in the same visit.
    /// </summary>
    public async ValueTask<ContextDigest?> ReadAsync(DigestPlace place, CancellationToken cancellation)
    {
        if (store is null) return null;
        var journals = new JournalReader(store);
        for (var after = 0; ;)
        {
            var page = await journals.ReadAsync(place.Run, after, PageSize, cancellation);
            var found = page.Where(entry => entry.Kind == EntryKind.ValueRecorded)
                .Select(entry => (ValueRecorded)JournalCodec.Decode(entry))
                .Where(value => value.Visit == place.Visit && value.Name.EndsWith($".{place.Name}", StringComparison.Ordinal))
                .Select(value => value.Value.Deserialize<ContextDigest>(BatonJson.Options)!)
                .FirstOrDefault(digest => digest.Of == place.Of);
            if (found is not null) return found;
            if (page.Count < PageSize) return null;
            after = page[^1].Seq;
        }
    }

    /// <summary>Adds a place. Where several add at once, one may be lost.</summary>
    public async ValueTask AddAsync(RunInfo run, string agent, DigestPlace place, CancellationToken cancellation)
    {
        if (store is null || run.ThreadId is null) return;
        var record = await store.Records.FindAsync(run.Tenant, ThreadNotes.Collection, Key(run, agent), cancellation);
        var places = Places(record).Where(old => old.Of != place.Of).Prepend(place).Take(MostPlaces).ToList();
        var change = new RecordChange(ThreadNotes.Collection, Key(run, agent), record?.Version ?? 0, JsonSerializer.SerializeToElement(places, BatonJson.Options));
        await store.Records.ApplyAsync(run.Tenant, [change], cancellation);
    }

    private static List<DigestPlace> Places(StoredRecord? record) => record?.Value.Deserialize<List<DigestPlace>>(BatonJson.Options) ?? [];

    private static string Key(RunInfo run, string agent) => ThreadNotes.Id(run.ThreadId!, $"context.{agent}");
}
