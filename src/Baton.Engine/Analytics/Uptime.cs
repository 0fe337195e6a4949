using System.Collections;
using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Analytics;

/// <summary>
/// Knows in which minutes a server was at work: each marks the present minute in a record of the day, by writing to the store. So a minute counts
/// where at least one server ran and the store took what it was given.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class Uptime
{
    private const string Tenant = "default";
    private const string Collection = "presence";
    private const int DayMinutes = 24 * 60;
    private readonly IStore _store;

    internal Uptime(IStore store) => _store = store;

    /// <summary>How many minutes of a period some server was at work, and of how many it can be known.</summary>
    /// <param name="from">The first day, UTC.</param>
    /// <param name="to">The last day, UTC.</param>
    /// <param name="now">Minutes that have ended by now are known, from the first that any server marked on.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask<(long Up, long Known)> ReadAsync(DateOnly from, DateOnly to, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var first = await _store.Records.QueryAsync(Tenant, Collection, "", 0, 1, cancellationToken);
        if (first.Count == 0) return (0, 0);
        var since = Math.Max(MinuteOf(from), MinuteOf(DayRecords.DayOf(first[0].Id)) + FirstOf(Bits(first[0].Value)));
        var until = Math.Min(MinuteOf(to.AddDays(1)), now.ToUnixTimeSeconds() / 60);
        var up = 0L;
        await foreach (var record in DayRecords.ReadAsync(_store, Tenant, Collection, from, to, cancellationToken))
        {
            var (bits, begin) = (Bits(record.Value), MinuteOf(DayRecords.DayOf(record.Id)));
            for (var minute = 0; minute < DayMinutes; minute++)
            {
                if (bits[minute] && begin + minute >= since && begin + minute < until) up++;
            }
        }

        return (up, Math.Max(0, until - since));
    }

    /// <summary>Marks a minute; where another server was faster, it has marked it.</summary>
    internal async ValueTask MarkAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var day = DateOnly.FromDateTime(now.UtcDateTime);
        var minute = (int)(now.ToUnixTimeSeconds() / 60 - MinuteOf(day));
        var present = await _store.Records.FindAsync(Tenant, Collection, DayRecords.IdOf(day), cancellationToken);
        var bits = present is null ? new BitArray(DayMinutes) : Bits(present.Value);
        if (bits[minute]) return;
        bits[minute] = true;
        var bytes = new byte[DayMinutes / 8];
        bits.CopyTo(bytes, 0);
        var value = JsonSerializer.SerializeToElement(Convert.ToBase64String(bytes), StoreJson.Options);
        await _store.Records.ApplyAsync(Tenant, [new RecordChange(Collection, DayRecords.IdOf(day), present?.Version ?? 0, value)], cancellationToken);
    }

    private static BitArray Bits(JsonElement value) => new(value.GetBytesFromBase64());

    private static int FirstOf(BitArray bits)
    {
        var minute = 0;
        while (minute < DayMinutes && !bits[minute]) minute++;
        return minute;
    }

    private static long MinuteOf(DateOnly day) => new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero).ToUnixTimeSeconds() / 60;
}
