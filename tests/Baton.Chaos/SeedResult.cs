namespace Baton.Chaos;

/// <summary>What a seed came to.</summary>
/// <param name="Seed">The seed.</param>
/// <param name="Violations">What was found wrong; empty where all is well.</param>
public sealed record SeedResult(int Seed, IReadOnlyList<string> Violations)
{
    /// <summary>How often each fault was done.</summary>
    public required IReadOnlyDictionary<string, int> Faults { get; init; }

    /// <summary>Runs in the store, children included.</summary>
    public required int Runs { get; init; }

    /// <summary>Entries in their journals.</summary>
    public required int Entries { get; init; }

    /// <summary>Effects in them: visits that called the tally or changed a record.</summary>
    public required int Effects { get; init; }

    /// <summary>Effect starts that were marked as repeated.</summary>
    public required int Repeats { get; init; }

    /// <summary>Appends that were refused because the server had lost the run.</summary>
    public required int Fenced { get; init; }

    /// <summary>Requests that got no answer and were sent again.</summary>
    public required int Resent { get; init; }

    /// <summary>Connections of clients that watched streams.</summary>
    public required int StreamConnections { get; init; }

    /// <summary>How long it took.</summary>
    public required TimeSpan Time { get; init; }

    /// <summary>A line for the table.</summary>
    public override string ToString() =>
        $"seed {Seed,5}: {Runs,4} runs {Entries,6} entries | {string.Join(' ', Faults.OrderBy(fault => fault.Key, StringComparer.Ordinal).Select(fault => $"{fault.Key} {fault.Value}"))} | "
        + $"{Repeats} repeats, {Fenced} fenced, {Resent} resent, {StreamConnections} stream connections | {Violations.Count} violations, {Time.TotalSeconds:0.0} s";
}
