using System.Text.Json;

namespace Baton.Benchmarks;

/// <summary>A table for people and, where asked, one line of JSON at the end.</summary>
internal sealed class Report(string title)
{
    private readonly List<(string Key, string Label, double Value, string Unit)> _rows = [];

    public Report Add(string key, string label, double value, string unit)
    {
        _rows.Add((key, label, value, unit));
        return this;
    }

    public void Print(bool json)
    {
        Console.WriteLine($"{title}  ({Environment.ProcessorCount} cores, .NET {Environment.Version})");
        foreach (var (_, label, value, unit) in _rows) Console.WriteLine($"  {label,-46} {value,14:#,0.###} {unit}");
        if (json) Console.WriteLine(JsonSerializer.Serialize(_rows.ToDictionary(row => row.Key, row => Math.Round(row.Value, 3))));
    }
}
