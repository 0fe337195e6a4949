using Spectre.Console;

namespace Baton.Cli.Batch;

/// <summary>Shows a batch's results to people.</summary>
internal static class BatchReport
{
    private const int ShownErrors = 5;

    public static void Write(IAnsiConsole console, BatchResults results)
    {
        console.WriteLine(
            $"{results.Results.Count} runs in {results.Took.TotalSeconds:0.0} s: {results.PerSecond:0} runs/s, " +
            $"p50 {results.Within(0.5).TotalMilliseconds:0} ms, p99 {results.Within(0.99).TotalMilliseconds:0} ms, {results.Failed} failed" +
            (results.Waiting > 0 ? $", {results.Waiting} wait for somebody" : ""));
        foreach (var failed in results.Results.Where(result => result.Outcome.Error is not null).Take(ShownErrors))
            console.WriteLine($"  input {failed.Index}: {failed.Outcome.Error}");
        if (CategoryTable.Of(results.Results) is { } table) console.Write(Render(table));
    }

    private static Table Render(CategoryTable categories)
    {
        var table = new Table().AddColumn("category").AddColumn(Number("runs")).AddColumn(Number("share"));
        foreach (var priority in categories.Priorities) table.AddColumn(Number(priority));
        foreach (var row in categories.Rows)
        {
            table.AddRow(
                [Markup.Escape(row.Category), $"{row.Count}", $"{row.Share:P1}", .. row.ByPriority.Select(count => $"{count}")]);
        }

        return table.Border(TableBorder.Simple);
    }

    private static TableColumn Number(string name) => new TableColumn(Markup.Escape(name)).RightAligned();
}
