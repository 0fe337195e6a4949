using System.Globalization;
using System.Text;

namespace Baton.Chaos;

/// <summary>What all seeds came to, as a table.</summary>
internal sealed class SeedTotals(ChaosOptions options, IReadOnlyList<SeedResult> results, TimeSpan time)
{
    public override string ToString()
    {
        var text = new StringBuilder($"{results.Count} seeds on {options.Store} with {options.Servers} server(s), {time.TotalSeconds:0} s, {(time / results.Count).TotalSeconds:0.0} s each\n");
        Row("runs", results.Sum(result => result.Runs));
        foreach (var fault in results.SelectMany(result => result.Faults).GroupBy(fault => fault.Key).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            Row($"fault {fault.Key}", fault.Sum(done => done.Value));
        }

        foreach (var fault in options.Faults.Where(fault => !results.Any(result => result.Faults.ContainsKey(fault)))) Row($"fault {fault}", 0);
        Row("journal entries", results.Sum(result => result.Entries));
        Row("effects", results.Sum(result => result.Effects));
        Row("repeated starts", results.Sum(result => result.Repeats));
        Row("fenced appends", results.Sum(result => result.Fenced));
        Row("requests sent again", results.Sum(result => result.Resent));
        Row("stream connections", results.Sum(result => result.StreamConnections));
        Row("violations", results.Sum(result => result.Violations.Count));
        return text.ToString().TrimEnd();

        void Row(string what, int count) => text.AppendLine(CultureInfo.InvariantCulture, $"| {what,-20} | {count,9:N0} |");
    }
}
