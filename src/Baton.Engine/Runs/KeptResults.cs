using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Runs;

/// <summary>Results of runs that retention has removed: written with the removal, read where a run is not found any more.</summary>
/// <param name="store">The store.</param>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class KeptResults(IStore store)
{
    /// <summary>What is kept of a run: nothing where its journal cannot tell how it ended.</summary>
    internal static JsonElement? Reduce(RunRow run, IReadOnlyList<JournalEntry> journal)
    {
        if (run.IsEdit || run.Hidden || journal is not [.., { Kind: EntryKind.RunFinished }]) return null;
        try
        {
            return JsonSerializer.SerializeToElement(KeptResult.Of(run, (RunFinished)JournalCodec.Decode(JournalReader.Plain(journal)[^1])), StoreJson.Options);
        }
        catch (BatonException exception) when (exception.Code is ErrorCodes.StoreDamaged or ErrorCodes.JournalTooNew)
        {
            // It is removed all the same: retention must not stop at one run for ever.
            return null;
        }
    }

    /// <summary>What is kept of a run, or null.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask<RunResult?> FindAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        var record = await store.Records.FindAsync(tenant, RecordCollections.Results, RunIds.Text(run), cancellationToken);
        return record is null ? null : record.Value.Deserialize<KeptResult>(StoreJson.Options)!.ToResult(tenant, run);
    }
}
