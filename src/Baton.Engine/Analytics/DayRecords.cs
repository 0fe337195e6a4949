using System.Globalization;
using System.Runtime.CompilerServices;
using Baton.Engine.Stores;

namespace Baton.Engine.Analytics;

/// <summary>Records whose ids begin with a day.</summary>
internal static class DayRecords
{
    private const int PageSize = 500;

    public static string IdOf(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static DateOnly DayOf(string id) => DateOnly.ParseExact(id.AsSpan(0, 10), "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Those of some days, a month at a time.</summary>
    public static async IAsyncEnumerable<StoredRecord> ReadAsync(
        IStore store, string tenant, string collection, DateOnly from, DateOnly to, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var month = new DateOnly(from.Year, from.Month, 1); month <= to; month = month.AddMonths(1))
        {
            var prefix = month.ToString("yyyy-MM", CultureInfo.InvariantCulture);
            for (var offset = 0; ; offset += PageSize)
            {
                var page = await store.Records.QueryAsync(tenant, collection, prefix, offset, PageSize, cancellationToken);
                foreach (var record in page.Where(record => DayOf(record.Id) >= from && DayOf(record.Id) <= to)) yield return record;
                if (page.Count < PageSize) break;
            }
        }
    }
}
