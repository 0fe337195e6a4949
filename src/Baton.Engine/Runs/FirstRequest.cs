using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>
/// Holds a request against the run that its idempotency key led to. A key stands for one request: were another one given that run, it would
/// take the output of somebody else's for its own.
/// </summary>
internal sealed class FirstRequest(EngineParts parts)
{
    private const int PageSize = 500;

    /// <exception cref="BatonException">The key was used for another request.</exception>
    public async ValueTask CheckAsync(RunAcceptance wish, RunStarted asked, RunRow found, CancellationToken cancellationToken)
    {
        if (found.Thread == wish.Thread && found.Graph == wish.Graph && await IsSameAsync(wish, asked, found, cancellationToken)) return;
        throw Conflict();
    }

    public static BatonException Conflict() => new(
        ErrorCodes.IdempotencyConflict,
        "This Idempotency-Key was used for another request: another thread, assistant, input, command, checkpoint or configuration. Give each request a key of its own.");

    private async ValueTask<bool> IsSameAsync(RunAcceptance wish, RunStarted asked, RunRow found, CancellationToken cancellationToken)
    {
        var entries = await parts.Journals.ReadAsync(found.Id, 0, 1, cancellationToken);
        // Without its journal (it was erased) there is nothing left that could be told to anybody.
        if (entries.Count == 0 || JournalCodec.Decode(entries[0]) is not RunStarted first || IsSame(first, asked)) return true;
        return wish is { WhileWaiting: WhileWaiting.Deliver, DeliverInput: { } input } && await WasDeliveredAsync(found, wish.IdempotencyKey!, input, cancellationToken);
    }

    private static bool IsSame(RunStarted first, RunStarted asked) =>
        first.From == asked.From && first.Goto == asked.Goto && IsSame(first.Input, asked.Input) && IsSame(first.Update, asked.Update)
        && IsSame(first.Resume, asked.Resume) && IsSame(first.Configuration, asked.Configuration);

    private static bool IsSame(JsonElement? one, JsonElement? other) =>
        one is { } left && other is { } right ? JsonElement.DeepEquals(left, right) : one is null && other is null;

    /// <summary>True where the key's input went to the inbox of a run that waited: it lies there still, or was taken into the journal since.</summary>
    private async ValueTask<bool> WasDeliveredAsync(RunRow found, string key, JsonElement input, CancellationToken cancellationToken)
    {
        // The inbox first: what is taken between the two reads is then in the journal.
        foreach (var item in await parts.Store.Runs.ReceiveAsync(found.Id, 0, cancellationToken))
        {
            if (item.Message is { Kind: InboxKind.Input } message && message.Key == key) return IsSame(message.Value, input);
        }

        for (var after = 0; ;)
        {
            var page = await parts.Journals.ReadAsync(found.Id, after, PageSize, cancellationToken);
            foreach (var entry in page)
            {
                if (entry.Kind == EntryKind.InboxTaken && JournalCodec.Decode(entry) is InboxTaken { Kind: InboxKind.Input } taken && IsSame(taken.Value, input)) return true;
            }

            if (page.Count < PageSize) return false;
            after = page[^1].Seq;
        }
    }
}
