namespace Baton.Agents.Intents;

/// <summary>How good predictions are. A share of nothing is 0.</summary>
/// <param name="InScope">How many messages have an intent.</param>
/// <param name="OutOfScope">How many have none.</param>
/// <param name="Accuracy">
/// The share of right answers. Where there are messages out of scope, to abstain is right for them and wrong for the others; where there are
/// none, it is <paramref name="InScopeAccuracy"/>.
/// </param>
/// <param name="InScopeAccuracy">Of the messages in scope, the share whose best intent is right, whether the model abstains or not.</param>
/// <param name="OutOfScopeRecall">Of the messages out of scope, the share on which the model abstains.</param>
/// <param name="FalseOutOfScope">Of the messages in scope, the share on which it abstains.</param>
/// <param name="AnsweredAccuracy">Of all messages on which it does not abstain, the share whose intent is right.</param>
/// <param name="CalibrationError">
/// The expected calibration error over the messages in scope: how far confidence is from accuracy, in 15 bins of equal width
/// (Guo et al., On Calibration of Modern Neural Networks, ICML 2017).
/// </param>
public sealed record IntentQuality(
    int InScope,
    int OutOfScope,
    double Accuracy,
    double InScopeAccuracy,
    double OutOfScopeRecall,
    double FalseOutOfScope,
    double AnsweredAccuracy,
    double CalibrationError)
{
    private const int Bins = 15;

    /// <summary>Compares predictions with the truth.</summary>
    /// <param name="results">What was predicted, and the true intent; null for out of scope.</param>
    public static IntentQuality Of(IReadOnlyCollection<(IntentPrediction Prediction, string? Intent)> results)
    {
        var inScope = results.Where(result => result.Intent is not null).ToList();
        var outOfScope = results.Count - inScope.Count;
        var right = inScope.Count(IsRight);
        var abstained = results.Count(result => result.Intent is null && result.Prediction.Abstains);
        var answered = results.Where(result => !result.Prediction.Abstains).ToList();
        var rightAnswers = answered.Count(IsRight);
        return new IntentQuality(
            inScope.Count,
            outOfScope,
            outOfScope == 0 ? Share(right, inScope.Count) : Share(rightAnswers + abstained, results.Count),
            Share(right, inScope.Count),
            Share(abstained, outOfScope),
            Share(inScope.Count(result => result.Prediction.Abstains), inScope.Count),
            Share(rightAnswers, answered.Count),
            ErrorOf(inScope));
    }

    private static bool IsRight((IntentPrediction Prediction, string? Intent) result) => result.Prediction.Intent == result.Intent;

    private static double ErrorOf(List<(IntentPrediction Prediction, string? Intent)> inScope) => inScope
        .GroupBy(result => Math.Min(Bins - 1, (int)(result.Prediction.Confidence * Bins)))
        .Sum(bin => Math.Abs(bin.Count(IsRight) - bin.Sum(result => result.Prediction.Confidence))) / Math.Max(1, inScope.Count);

    private static double Share(int count, int of) => of == 0 ? 0 : (double)count / of;
}
