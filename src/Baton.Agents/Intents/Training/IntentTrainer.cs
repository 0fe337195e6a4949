using Baton.Errors;

namespace Baton.Agents.Intents.Training;

/// <summary>Makes a model from examples.</summary>
public static class IntentTrainer
{
    private const int MostIntents = 4_000;

    /// <summary>
    /// Learns weights from all examples. Before that it learns from two thirds and looks at the rest, three times over: from these scores come
    /// the calibration, the threshold and <see cref="TrainedIntents.Inner"/>.
    /// </summary>
    /// <param name="examples">The examples, with or without some that are out of scope.</param>
    /// <param name="options">How to train; null takes the defaults.</param>
    /// <returns>The same model for the same examples and options.</returns>
    /// <exception cref="ValidationException">The examples or the options have faults (BTN7101).</exception>
    public static TrainedIntents Train(IReadOnlyList<IntentExample> examples, IntentTrainingOptions? options = null)
    {
        options ??= new IntentTrainingOptions();
        Check(examples, options);
        var classes = new IntentClasses(examples);
        var held = options.Validation is { Count: > 0 } validation
            ? HeldOut.Of(validation, examples, classes, options.Seed)
            : HeldOut.InTurns(examples, classes, options);
        var calibration = held.Calibrate(options.FalseOutOfScope);
        var (features, weights) = LinearFit.Learn(
            [.. examples.Select(example => example.Text)], [.. examples.Select(classes.Of)], classes.Count, options.Seed);
        return new TrainedIntents(
            new IntentModel(classes.Intents, features, weights, calibration), IntentQuality.Of(held.Predict(calibration, classes.Intents)));
    }

    private static void Check(IReadOnlyList<IntentExample> examples, IntentTrainingOptions options)
    {
        var faults = new List<Fault>();
        var intents = examples.Where(example => example.Intent is not null).CountBy(example => example.Intent!, StringComparer.Ordinal).ToList();
        if (intents.Count is < 2 or > MostIntents) Add("intents", $"there are {intents.Count}; 2 to {MostIntents} are needed.");
        foreach (var intent in intents.Where(intent => intent.Value < 2)) Add(intent.Key, "has one example; at least two are needed, ten are a good beginning.");
        if (options.Folds is < 2 or > 20) Add("folds", $"{options.Folds} is not between 2 and 20.");
        if (options.FalseOutOfScope is not (>= 0 and <= 0.9)) Add("false out of scope", $"{options.FalseOutOfScope} is not between 0 and 0.9.");
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.IntentExamplesInvalid, "No intents can be learned from these examples", faults);

        void Add(string where, string message) => faults.Add(new Fault(ErrorCodes.IntentExamplesInvalid, where, message));
    }
}

/// <summary>What training gives.</summary>
/// <param name="Model">The model.</param>
/// <param name="Inner">How good models from a part of the examples are on the rest: an estimate for unseen messages, slightly on the low side.</param>
public sealed record TrainedIntents(IntentModel Model, IntentQuality Inner);
