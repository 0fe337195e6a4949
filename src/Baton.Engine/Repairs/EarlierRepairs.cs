using System.Text.Json;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Repairs;

/// <summary>The repairs of a run one after another: each is the repair of the one before, which failed as well.</summary>
internal sealed class EarlierRepairs(EngineParts parts, FailedRun failed)
{
    private const string ValuesKey = "repair_values";
    private const int MostInRow = 100;
    private readonly List<RunRow> _repairs = [];

    /// <summary>The id of the next repair.</summary>
    public Guid NextId { get; private set; } = TicketIds.Repair(failed.Row.Tenant, failed.Row.Id);

    /// <summary>The repair that was made with the same values, or null.</summary>
    /// <param name="values">Their hash.</param>
    public RunRow? Same(string values) =>
        _repairs.Find(repair => repair.Metadata is { ValueKind: JsonValueKind.Object } noted && noted.TryGetProperty(ValuesKey, out var hash) && hash.ValueEquals(values));

    /// <summary>A repair's metadata with the hash of its values.</summary>
    public static (string Key, string Hash) Note(JsonElement values) => (ValuesKey, TicketIds.Arguments(JsonBytes.Bytes(values).Span));

    public async ValueTask<EarlierRepairs> ReadAsync(CancellationToken cancellationToken)
    {
        while (_repairs.Count < MostInRow && await parts.Store.Runs.FindAsync(failed.Row.Tenant, NextId, cancellationToken) is { } repair)
        {
            _repairs.Add(repair);
            NextId = TicketIds.Repair(failed.Row.Tenant, repair.Id);
        }

        return this;
    }

    /// <summary>Refuses a corrected skip where the one before did something, or may yet.</summary>
    /// <exception cref="BatonException">It is refused.</exception>
    public async ValueTask CheckAsync(CancellationToken cancellationToken)
    {
        foreach (var repair in _repairs)
        {
            if (!repair.Status.HasEnded() || repair.Status == RunStatus.Success) throw Refused(repair, $"it is {repair.Status.Word()}");
            var begun = FailedRun.Of(repair, await parts.States.EntriesAsync(repair.Id, int.MaxValue, cancellationToken)).Begun;
            if (begun.Count > 0) throw Refused(repair, $"it began {string.Join(", ", begun.Select(call => call.Name))}");
        }
    }

    /// <summary>True where the thread stands at the failed run, at one of its repairs, or at an edit that was made for one.</summary>
    public async ValueTask<bool> StandAtAsync(ThreadRow thread, CancellationToken cancellationToken)
    {
        if (thread.ActiveRun is not null || thread.Head is not { } head) return false;
        if (head.Run == failed.Row.Id || _repairs.Exists(repair => repair.Id == head.Run)) return true;
        var entries = await parts.States.EntriesAsync(head.Run, head.Seq, cancellationToken);
        return entries.Select(JournalCodec.Decode).OfType<StateEdited>().Any(edited => edited.Base == failed.Place && edited.AsNode == failed.Node);
    }

    private BatonException Refused(RunRow repair, string why) => new(
        ErrorCodes.SkipRefused,
        $"Run {failed.Row.Id:D} was repaired by run {repair.Id:D} with other values, and {why}. Look at that run, and repair it, or fork the thread where these values are still wanted.");
}
