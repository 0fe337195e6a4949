namespace Baton.Agents.Intents;

/// <summary>How scores become probabilities, and when they are too low.</summary>
/// <param name="Sharpness">Scores are multiplied by it before they are made probabilities (the inverse of a softmax temperature).</param>
/// <param name="Threshold">The confidence below which a model abstains.</param>
internal readonly record struct Calibration(float Sharpness, float Threshold)
{
    /// <summary>The best intent and its probability.</summary>
    /// <param name="scores">A score for each intent, and behind them, where there were such examples, one for out of scope.</param>
    /// <param name="intents">How many intents there are.</param>
    public (int Best, float Confidence) Best(ReadOnlySpan<float> scores, int intents)
    {
        var best = 0;
        for (var index = 1; index < intents; index++)
        {
            if (scores[index] > scores[best]) best = index;
        }

        return (best, Probability(scores, best));
    }

    /// <summary>The probability of one of the scores.</summary>
    public float Probability(ReadOnlySpan<float> scores, int of)
    {
        var sum = 0f;
        foreach (var score in scores) sum += MathF.Exp(Sharpness * (score - scores[of]));
        return 1 / sum;
    }
}
