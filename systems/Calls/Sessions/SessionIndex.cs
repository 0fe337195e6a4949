using System.Globalization;
using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Calls.Sessions;

/// <summary>
/// When to look at which session: records whose ids begin with the time, so that the first ones are due, however many there are. A session has its
/// place from before its first turn, and keeps it while turns come: who looks too early moves it, so that a turn costs nothing here.
/// </summary>
/// <remarks>Safe for concurrent use. The records lie under a tenant of their own, because the index serves all.</remarks>
internal sealed class SessionIndex(IStore store)
{
    private const string Owner = "$baton";
    private const string Collection = "calls_due";
    private const string TimeFormat = "yyyyMMddHHmmssfff";

    private static readonly JsonElement _nothing = JsonElement.Parse("null"u8);

    /// <summary>The first ones, earliest first.</summary>
    public async ValueTask<IReadOnlyList<DueSession>> FirstAsync(int skipped, int limit, CancellationToken cancellation) =>
        [.. (await store.Records.QueryAsync(Owner, Collection, "", skipped, limit, cancellation)).Select(record => Read(record.Id))];

    /// <summary>Notes when to look at a session.</summary>
    public async ValueTask AddAsync(DueSession due, CancellationToken cancellation) =>
        await store.Records.ApplyAsync(Owner, [new RecordChange(Collection, Place(due), null, _nothing)], cancellation);

    /// <summary>Notes to look later.</summary>
    public async ValueTask MoveAsync(DueSession due, DateTimeOffset at, CancellationToken cancellation) =>
        await store.Records.ApplyAsync(
            Owner, [new RecordChange(Collection, Place(due), null, null), new RecordChange(Collection, Place(due with { At = at }), null, _nothing)], cancellation);

    /// <summary>Forgets a place.</summary>
    public async ValueTask RemoveAsync(DueSession due, CancellationToken cancellation) =>
        await store.Records.ApplyAsync(Owner, [new RecordChange(Collection, Place(due), null, null)], cancellation);

    private static string Place(DueSession due) =>
        $"{due.At.UtcDateTime.ToString(TimeFormat, CultureInfo.InvariantCulture)}/{Uri.EscapeDataString(due.Tenant)}/{due.Call}";

    private static DueSession Read(string place)
    {
        var tenant = TimeFormat.Length + 1;
        var call = place.IndexOf('/', tenant);
        var at = DateTimeOffset.ParseExact(place.AsSpan(0, TimeFormat.Length), TimeFormat, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
        return new DueSession(at, Uri.UnescapeDataString(place[tenant..call]), place[(call + 1)..]);
    }
}

/// <summary>A session at which to look.</summary>
/// <param name="At">When.</param>
/// <param name="Tenant">The tenant.</param>
/// <param name="Call">The call.</param>
internal sealed record DueSession(DateTimeOffset At, string Tenant, string Call);
