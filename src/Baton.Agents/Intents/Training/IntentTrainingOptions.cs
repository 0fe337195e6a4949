namespace Baton.Agents.Intents.Training;

/// <summary>How an intent model is trained.</summary>
public sealed record IntentTrainingOptions
{
    /// <summary>Of the messages that have an intent, the share on which the model may abstain; 0 to 0.9. The more, the surer is what it answers. Without a value 0.025.</summary>
    public double FalseOutOfScope { get; init; } = 0.025;

    /// <summary>In how many parts the examples are split for the inner validation; 2 to 20. Without a value 3.</summary>
    public int Folds { get; init; } = 3;

    /// <summary>For the order of the work; without a value 1.</summary>
    public int Seed { get; init; } = 1;

    /// <summary>Examples to calibrate on instead of an inner split; no weight is learned from them. Null or empty takes the inner split.</summary>
    public IReadOnlyList<IntentExample>? Validation { get; init; }
}
