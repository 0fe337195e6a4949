using System.Globalization;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Schedules;

/// <summary>
/// Schedules as records, and beside them an index by time, whose ids begin with the instant at which to look: the first ones of it are
/// due, however many schedules there are. Both change in one commit. They lie under a tenant of their own, because the index serves all.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ScheduleRecords(IStore store)
{
    private const string Owner = "$baton";
    private const string Schedules = "schedules";
    private const string Due = "schedules_due";
    private const string TimeFormat = "yyyyMMddHHmmssfff";
    private const int PageSize = 500;

    /// <summary>The most schedules that a tenant may have.</summary>
    public const int Most = 10_000;

    public ValueTask<Schedule?> FindAsync(string tenant, Guid schedule, CancellationToken cancellationToken) =>
        FindAsync(Key(tenant, schedule), cancellationToken);

    /// <summary>The schedule of an index entry, or null.</summary>
    public ValueTask<Schedule?> FindAsync(DueSchedule due, CancellationToken cancellationToken) => FindAsync(due.Key, cancellationToken);

    public async ValueTask<IReadOnlyList<Schedule>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var found = new List<Schedule>();
        while (true)
        {
            var page = await store.Records.QueryAsync(Owner, Schedules, Prefix(tenant), found.Count, PageSize, cancellationToken);
            found.AddRange(page.Select(Read));
            if (page.Count < PageSize) return found;
        }
    }

    public async ValueTask<bool> IsFullAsync(string tenant, CancellationToken cancellationToken) =>
        (await store.Records.QueryAsync(Owner, Schedules, Prefix(tenant), Most - 1, 1, cancellationToken)).Count > 0;

    /// <summary>Entries of the index after the first <paramref name="skipped"/>, earliest first.</summary>
    public async ValueTask<IReadOnlyList<DueSchedule>> FirstAsync(int skipped, int limit, CancellationToken cancellationToken)
    {
        var entries = await store.Records.QueryAsync(Owner, Due, "", skipped, limit, cancellationToken);
        return [.. entries.Select(entry => new DueSchedule(TimeOf(entry.Id), entry.Id[(TimeFormat.Length + 1)..]))];
    }

    /// <summary>Writes a schedule and its place in the index.</summary>
    /// <param name="before">What is there now; null for a new one.</param>
    /// <param name="after">What is to be there; null removes it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>False where somebody else changed it meanwhile: nothing was written.</returns>
    public ValueTask<bool> TryWriteAsync(Schedule? before, Schedule? after, CancellationToken cancellationToken)
    {
        var (old, made) = (PlaceOf(before), PlaceOf(after));
        var key = Key(after ?? before!);
        List<RecordChange> changes = [new(Schedules, key, before?.Version ?? 0, after is null ? null : JsonSerializer.SerializeToElement(after, BatonJson.Options))];
        if (old is not null && old != made) changes.Add(new RecordChange(Due, old, null, null));
        if (made is not null && old != made) changes.Add(new RecordChange(Due, made, null, JsonBytes.Null));
        return store.Records.ApplyAsync(Owner, changes, cancellationToken);
    }

    /// <summary>Removes an entry of the index whose schedule is not there, or at another time.</summary>
    public async ValueTask RemoveAsync(DueSchedule due, CancellationToken cancellationToken) =>
        await store.Records.ApplyAsync(Owner, [new RecordChange(Due, Place(due.At, due.Key), null, null)], cancellationToken);

    private async ValueTask<Schedule?> FindAsync(string key, CancellationToken cancellationToken) =>
        await store.Records.FindAsync(Owner, Schedules, key, cancellationToken) is { } record ? Read(record) : null;

    private static Schedule Read(StoredRecord record) => record.Value.Deserialize<Schedule>(BatonJson.Options)! with
    {
        Version = record.Version,
        CreatedAt = record.CreatedAt,
        UpdatedAt = record.UpdatedAt,
    };

    private static string? PlaceOf(Schedule? schedule) => schedule?.LooksAt is { } at ? Place(at, Key(schedule)) : null;

    private static string Place(DateTimeOffset at, string key) => $"{at.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}/{key}";

    private static DateTimeOffset TimeOf(string place) =>
        DateTimeOffset.ParseExact(place.AsSpan(0, TimeFormat.Length), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);

    private static string Key(Schedule schedule) => Key(schedule.Request.Run.Tenant, schedule.Id);

    private static string Key(string tenant, Guid schedule) => $"{Prefix(tenant)}{schedule:D}";

    private static string Prefix(string tenant) => $"{Uri.EscapeDataString(tenant)}/";
}

/// <summary>An entry of the index by time.</summary>
/// <param name="At">When to look at the schedule.</param>
/// <param name="Key">The record of the schedule.</param>
internal sealed record DueSchedule(DateTimeOffset At, string Key);
