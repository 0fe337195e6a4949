using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Support.Desk.Settings;

namespace Baton.Support.Desk.Authority;

/// <summary>
/// A case's measures: one record for each case, changed by compare-and-set, so that calls that run at once cannot pass a limit together. A call
/// that comes again after a crash finds what it began by its key, and goes on from there.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class MeasureLedger(IStore store, IEnumerable<IMeasureHandler> handlers, DeskSettings settings)
{
    /// <summary>The collection.</summary>
    public const string Collection = "support_measures";

    private const int MostMeasures = 200;
    private const int MostTries = 50;

    private readonly AuthoritySettings _limits = settings.Authority;

    /// <summary>The case of a run: its thread, or the run itself where it has none.</summary>
    public static string CaseOf(RunInfo run) => run.ThreadId ?? run.RunId.ToString();

    /// <summary>A case's measures, oldest first.</summary>
    public async ValueTask<IReadOnlyList<Measure>> ListAsync(string tenant, string request, CancellationToken cancellation) =>
        (await ReadAsync(tenant, request, cancellation)).Measures;

    /// <summary>Begins a measure: carries it out where that is within the authority, and proposes it otherwise.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="request">The case.</param>
    /// <param name="wish">The measure, with the call's key as its id; its status is decided here.</param>
    /// <param name="isPerson">Whether a person orders it: then nobody has to approve it.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <returns>The measure as it stands; the one that was there, where the case has the like of it.</returns>
    /// <exception cref="PermanentException">Nobody may do that.</exception>
    public async ValueTask<Measure> BeginAsync(string tenant, string request, Measure wish, bool isPerson, CancellationToken cancellation)
    {
        Check(wish);
        var measure = await ChangeAsync(tenant, request, wish.Id, measures =>
        {
            if (measures.Find(each => each.Id == wish.Id || IsSame(each, wish)) is { } present) return present;
            if (measures.Count >= MostMeasures) throw new PermanentException($"The case has {MostMeasures} measures, which is the most.");
            CheckSum(wish, measures);
            return wish with { Status = isPerson || IsWithin(wish, measures) ? MeasureStatus.Approved : MeasureStatus.Proposed };
        }, cancellation);
        return await CarryOutAsync(tenant, request, measure, cancellation);
    }

    /// <summary>A person approves or declines a measure that was proposed.</summary>
    /// <exception cref="PermanentException">There is no such measure, or it was decided otherwise.</exception>
    public async ValueTask<Measure> DecideAsync(string tenant, string request, string id, bool approve, string by, CancellationToken cancellation)
    {
        var measure = await ChangeAsync(tenant, request, id, measures =>
        {
            var present = measures.Find(each => each.Id == id) ?? throw new PermanentException($"The case has no measure '{id}'.");
            if (approve && present.Status == MeasureStatus.Proposed) CheckSum(present, measures);
            if (present.Status == MeasureStatus.Proposed) return present with { Status = approve ? MeasureStatus.Approved : MeasureStatus.Declined, DecidedBy = by };
            var isApproved = present.Status != MeasureStatus.Declined;
            return isApproved == approve ? present : throw new PermanentException($"The measure was {(isApproved ? "approved" : "declined")} before.");
        }, cancellation);
        return await CarryOutAsync(tenant, request, measure, cancellation);
    }

    private async ValueTask<Measure> CarryOutAsync(string tenant, string request, Measure measure, CancellationToken cancellation)
    {
        if (measure.Status != MeasureStatus.Approved) return measure;
        foreach (var handler in handlers) await handler.CarryOutAsync(tenant, request, measure, cancellation);
        return await ChangeAsync(tenant, request, measure.Id, _ => measure with { Status = MeasureStatus.Done }, cancellation);
    }

    private async ValueTask<Measure> ChangeAsync(
        string tenant, string request, string id, Func<List<Measure>, Measure> decide, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var (measures, version) = await ReadAsync(tenant, request, cancellation);
            var decided = decide(measures);
            if (measures.Contains(decided)) return decided;
            var place = measures.FindIndex(each => each.Id == decided.Id);
            if (place < 0) measures.Add(decided);
            else measures[place] = decided;
            var value = JsonSerializer.SerializeToElement(measures, BatonJson.Options);
            if (await store.Records.ApplyAsync(tenant, [new RecordChange(Collection, request, version, value)], cancellation)) return decided;
            if (attempt >= MostTries) throw new TransientException($"The measures of a case are being changed by others ({id}).");
        }
    }

    private async ValueTask<(List<Measure> Measures, long Version)> ReadAsync(string tenant, string request, CancellationToken cancellation)
    {
        var record = await store.Records.FindAsync(tenant, Collection, request, cancellation);
        return record is null ? ([], 0) : (record.Value.Deserialize<List<Measure>>(BatonJson.Options) ?? [], record.Version);
    }

    private void Check(Measure wish)
    {
        if (wish.Detail.Length is 0 or > 500) throw new PermanentException("Give the reason in 1 to 500 characters.");
        if (wish.Kind == MeasureKind.Compensation && wish.Amount is not > 0) throw new PermanentException("The amount must be above zero.");
        if (wish.Amount % 0.01m is not (null or 0m)) throw new PermanentException("The amount has more than two decimals.");
        if (wish.Amount > _limits.CompensationMost)
        {
            throw new PermanentException($"Nobody on this desk may give more than {_limits.CompensationMost} {_limits.Currency}. Pull in management.");
        }
    }

    // Teams are pulled in once, and priority is given once.
    private static bool IsSame(Measure present, Measure wish) =>
        present.Kind == wish.Kind && wish.Kind is MeasureKind.Engineering or MeasureKind.Management or MeasureKind.PrioritySupport;

    private bool IsWithin(Measure wish, List<Measure> measures) => wish.Kind switch
    {
        MeasureKind.Compensation => Given(measures) + wish.Amount <= _limits.CompensationLimit,
        MeasureKind.PolicyException => !_limits.ExceptionsNeedApproval,
        _ => true,
    };

    private void CheckSum(Measure wish, List<Measure> measures)
    {
        if (wish.Kind != MeasureKind.Compensation || Given(measures) + wish.Amount <= _limits.CompensationMost) return;
        throw new PermanentException($"With what the case has, that is more than {_limits.CompensationMost} {_limits.Currency}, which nobody on this desk may give.");
    }

    private static decimal Given(List<Measure> measures) =>
        measures.Where(each => each is { Kind: MeasureKind.Compensation, Status: MeasureStatus.Approved or MeasureStatus.Done }).Sum(each => each.Amount ?? 0);
}
