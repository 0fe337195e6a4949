using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Checking;

/// <summary>What a run must come to.</summary>
internal sealed class Prediction
{
    /// <summary>The nodes that complete, by visit, in their order.</summary>
    public List<string> Checkpoints { get; } = [];

    /// <summary>The visits with an effect, and the command behind it.</summary>
    public Dictionary<string, Command> Effects { get; } = new(StringComparer.Ordinal);

    /// <summary>The visits with a child run, and its routine.</summary>
    public Dictionary<string, int> Children { get; } = new(StringComparer.Ordinal);

    /// <summary>The counters at the end.</summary>
    public required Dictionary<string, long> Counters { get; init; }

    /// <summary>The trace at the end.</summary>
    public required List<string> Trace { get; init; }

    /// <summary>True where it ends with an error.</summary>
    public bool Fails { get; set; }

    /// <summary>What others did to it that the program does not allow.</summary>
    public List<string> Impossible { get; } = [];

    public void Count(string counter, long amount) => Counters[counter] = Counters.GetValueOrDefault(counter) + amount;
}
