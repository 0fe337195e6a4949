using Baton.Errors;

namespace Baton.Agents.Intents;

/// <summary>
/// Tells a message's intent in microseconds, without a model call: a linear classifier over words and pieces of words, with calibrated
/// probabilities and a learned threshold below which it abstains. <see cref="Training.IntentTrainer"/> makes one from examples.
/// </summary>
/// <remarks>Immutable; safe for concurrent use. A prediction allocates nothing, besides 130 kB once for each thread that predicts.</remarks>
public sealed class IntentModel
{
    private readonly string[] _intents;
    private readonly FeatureTable _features;
    private readonly WeightMatrix _weights;

    internal IntentModel(string[] intents, FeatureTable features, WeightMatrix weights, Calibration calibration)
    {
        (_intents, _features, _weights, Calibration) = (intents, features, weights, calibration);
        Intents = Array.AsReadOnly(intents);
    }

    /// <summary>The intents that it tells apart, in ordinal order; out of scope is none of them.</summary>
    public IReadOnlyList<string> Intents { get; }

    /// <summary>The confidence below which it abstains.</summary>
    public float Threshold => Calibration.Threshold;

    internal Calibration Calibration { get; }

    internal FeatureTable Features => _features;

    internal WeightMatrix Weights => _weights;

    /// <summary>Reads a model that <see cref="Save(string)"/> wrote.</summary>
    /// <exception cref="BatonException">The file is missing, damaged, or of another version (BTN7102, BTN7103).</exception>
    public static IntentModel Load(string path)
    {
        try
        {
            using var file = File.OpenRead(path);
            return Load(file, path);
        }
        catch (Exception missing) when (missing is IOException or UnauthorizedAccessException)
        {
            throw new BatonException(
                ErrorCodes.IntentModelInvalid, $"{path}: the intent model cannot be read. Make it with 'baton train intents --data <file> --out {path}'.", missing);
        }
    }

    /// <summary>Reads a model from a stream.</summary>
    /// <param name="stream">The stream; read to its end, not closed.</param>
    /// <param name="source">What errors name.</param>
    /// <exception cref="BatonException">It is damaged, or of another version (BTN7102, BTN7103).</exception>
    public static IntentModel Load(Stream stream, string source) => IntentModelFile.Read(stream, source);

    /// <summary>Writes the model to a file, which is replaced as a whole.</summary>
    public void Save(string path)
    {
        // A name of its own until it is whole: half a model must not look like one.
        var unfinished = path + ".part";
        using (var file = File.Create(unfinished)) IntentModelFile.Write(this, file);
        File.Move(unfinished, path, overwrite: true);
    }

    /// <summary>Tells a message's intent.</summary>
    /// <param name="message">The message; what lies behind its first 2,000 characters does not count.</param>
    public IntentPrediction Predict(ReadOnlySpan<char> message)
    {
        Span<float> scores = stackalloc float[_weights.Width];
        var known = Score(message, scores);
        var (best, confidence) = Calibration.Best(scores[.._weights.Classes], _intents.Length);
        return new IntentPrediction(_intents[best], confidence, !known || confidence < Calibration.Threshold);
    }

    // False where the model knows nothing in the message.
    internal bool Score(ReadOnlySpan<char> message, Span<float> scores)
    {
        var vector = MessageVector.Own;
        vector.Fill(_features, message);
        _weights.Score(vector, scores);
        return vector.Features.Length > 0;
    }
}
