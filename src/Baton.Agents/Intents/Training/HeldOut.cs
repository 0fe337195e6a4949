namespace Baton.Agents.Intents.Training;

/// <summary>Scores of messages from which the weights behind them were not learned.</summary>
/// <param name="classCount">How many scores a message has.</param>
internal sealed class HeldOut(int classCount)
{
    // Sharpness is searched between these by golden section; the loss has one minimum.
    private const float Softest = 0.2f;
    private const float Sharpest = 50;
    private const int SearchSteps = 16;

    private readonly List<ScoredExample> _scored = [];

    /// <summary>Scores some examples by weights learned from others.</summary>
    public static HeldOut Of(IReadOnlyList<IntentExample> examples, IReadOnlyList<IntentExample> learnFrom, IntentClasses classes, int seed)
    {
        var held = new HeldOut(classes.Count);
        held.Add(examples, learnFrom, classes, seed);
        return held;
    }

    /// <summary>Scores each part of the examples by weights learned from the other parts. Every part has its share of every intent.</summary>
    public static HeldOut InTurns(IReadOnlyList<IntentExample> examples, IntentClasses classes, IntentTrainingOptions options)
    {
        var held = new HeldOut(classes.Count);
        var parts = new int[examples.Count];
        var next = new int[classes.Count];
        foreach (var index in Shuffled(examples.Count, options.Seed)) parts[index] = next[classes.Of(examples[index])]++ % options.Folds;
        for (var part = 0; part < options.Folds; part++)
        {
            held.Add(
                [.. examples.Where((_, index) => parts[index] == part)], [.. examples.Where((_, index) => parts[index] != part)], classes, options.Seed);
        }

        return held;
    }

    /// <summary>The sharpness under which the truth is likeliest, and the threshold under which the model abstains on the given share of messages in scope.</summary>
    public Calibration Calibrate(double falseOutOfScope)
    {
        var calibration = new Calibration(Sharpness(), 0);
        var confidences = _scored.Where(example => example.Intent is not null)
            .Select(example => calibration.Best(example.Scores, example.Intents).Confidence).Order().ToList();
        if (confidences.Count == 0) return calibration;
        return calibration with { Threshold = confidences[Math.Min(confidences.Count - 1, (int)(falseOutOfScope * confidences.Count))] };
    }

    /// <summary>What the scores come to.</summary>
    public IReadOnlyCollection<(IntentPrediction Prediction, string? Intent)> Predict(Calibration calibration, string[] intents) =>
        [.. _scored.Select(example =>
        {
            var (best, confidence) = calibration.Best(example.Scores, intents.Length);
            return (new IntentPrediction(intents[best], confidence, !example.IsKnown || confidence < calibration.Threshold), example.Intent);
        })];

    private void Add(IReadOnlyList<IntentExample> examples, IReadOnlyList<IntentExample> learnFrom, IntentClasses classes, int seed)
    {
        var (features, weights) = LinearFit.Learn(
            [.. learnFrom.Select(example => example.Text)], [.. learnFrom.Select(classes.Of)], classes.Count, seed);
        var model = new IntentModel(classes.Intents, features, weights, default);
        foreach (var example in examples)
        {
            var scores = new float[weights.Width];
            var isKnown = model.Score(example.Text, scores);
            _scored.Add(new ScoredExample(example.Intent, classes.Of(example), classes.Intents.Length, scores[..classCount], isKnown));
        }
    }

    private float Sharpness()
    {
        // In logarithms: from 0.2 to 2 is as far as from 5 to 50.
        var (low, high) = (MathF.Log(Softest), MathF.Log(Sharpest));
        var ratio = (MathF.Sqrt(5) - 1) / 2;
        for (var step = 0; step < SearchSteps; step++)
        {
            var (left, right) = (high - (ratio * (high - low)), low + (ratio * (high - low)));
            if (Loss(MathF.Exp(left)) < Loss(MathF.Exp(right))) high = right;
            else low = left;
        }

        return MathF.Exp((low + high) / 2);
    }

    private double Loss(float sharpness)
    {
        var calibration = new Calibration(sharpness, 0);
        // Without examples out of scope there is no score for it, and nothing to be right about.
        return -_scored.Where(example => example.Class < classCount)
            .Sum(example => Math.Log(Math.Max(1e-12f, calibration.Probability(example.Scores, example.Class))));
    }

    private static int[] Shuffled(int count, int seed)
    {
        int[] order = [.. Enumerable.Range(0, count)];
        var random = ((uint)seed * 2654435769) | 1;
        for (var index = count - 1; index > 0; index--)
        {
            random ^= random << 13;
            random ^= random >> 17;
            random ^= random << 5;
            var other = (int)(random % (uint)(index + 1));
            (order[index], order[other]) = (order[other], order[index]);
        }

        return order;
    }

    private sealed record ScoredExample(string? Intent, int Class, int Intents, float[] Scores, bool IsKnown);
}
