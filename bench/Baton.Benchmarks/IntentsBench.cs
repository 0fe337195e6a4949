using System.Diagnostics;
using Baton.Agents.Intents;
using Baton.Agents.Intents.Training;

namespace Baton.Benchmarks;

/// <summary>
/// The intent classifier on a file that it has not seen. Only the training file is learned from; with <c>--holdout n</c> instead of a test
/// file, every n-th example of each intent is put aside and tested on.
/// </summary>
internal static class IntentsBench
{
    private const int Rounds = 15;

    public static Task RunAsync(BenchOptions options)
    {
        var train = IntentExamples.Read(Named(options, "train"), ExamplePart.Training);
        var holdout = options.Number("holdout", 0);
        var test = holdout > 0 ? [] : IntentExamples.Read(Named(options, "test"), ExamplePart.Test);
        if (holdout > 0) (train, test) = Split(train, holdout, options.Number("from", 0));
        var validation = options.Text("validation", "");
        var started = Stopwatch.GetTimestamp();
        var cpu = Environment.CpuUsage.TotalTime;
        var trained = IntentTrainer.Train(train, new IntentTrainingOptions
        {
            Validation = validation.Length == 0 ? null : IntentExamples.Read(validation),
            FalseOutOfScope = options.Fraction("false-out-of-scope", new IntentTrainingOptions().FalseOutOfScope),
        });
        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var cpuSeconds = (Environment.CpuUsage.TotalTime - cpu).TotalSeconds;
        var report = new Report($"intents: {train.Count} examples of {trained.Model.Intents.Count} intents, tested on {test.Count}");
        AddQuality(report, trained.Model, test);
        report.Add("us_per_message", "a prediction, median of rounds", Micros(trained.Model, test), "µs")
            .Add("train_s", "training, inner validation included", seconds, "s")
            .Add("train_cpu_s", "processor time of it, on all cores together", cpuSeconds, "s")
            .Add("model_bytes", "the model's file", SizeOf(trained.Model), "bytes")
            .Add("allocated_bytes", "allocated by a prediction", Allocated(trained.Model, test), "bytes")
            .Add("inner_in_scope_accuracy", "inner validation: in-scope accuracy", trained.Inner.InScopeAccuracy, "")
            .Add("inner_oos_recall", "inner validation: out-of-scope recall", trained.Inner.OutOfScopeRecall, "")
            .Add("inner_ece", "inner validation: calibration error", trained.Inner.CalibrationError, "")
            .Print(options.Json);
        return Task.CompletedTask;
    }

    private static void AddQuality(Report report, IntentModel model, IReadOnlyList<IntentExample> test)
    {
        var quality = IntentQuality.Of([.. test.Select(example => (model.Predict(example.Text), example.Intent))]);
        var none = quality.OutOfScope == 0 ? " (no such message in the test)" : "";
        report.Add("accuracy", "accuracy", quality.Accuracy, "")
            .Add("in_scope_accuracy", "in-scope accuracy, without abstention", quality.InScopeAccuracy, "")
            .Add("oos_recall", "out-of-scope recall" + none, quality.OutOfScopeRecall, "")
            .Add("false_oos_rate", "false out of scope", quality.FalseOutOfScope, "")
            .Add("ece", "expected calibration error, 15 bins", quality.CalibrationError, "")
            .Add("answered_accuracy", "accuracy where it does not abstain", quality.AnsweredAccuracy, "");
        if (!test.All(example => example.Intent is null || DeskCategories.Knows(example.Intent))) return;
        var categories = IntentQuality.Of([.. test.Select(example => (DeskCategories.Of(model.Predict(example.Text)), DeskCategories.Of(example.Intent)))]);
        report.Add("category_accuracy", "the desk's four categories", categories.InScopeAccuracy, "");
    }

    private static (IReadOnlyList<IntentExample> Train, IReadOnlyList<IntentExample> Test) Split(IReadOnlyList<IntentExample> examples, int every, int from)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        var parts = examples.ToLookup(example =>
        {
            var name = example.Intent ?? "";
            seen[name] = seen.GetValueOrDefault(name) + 1;
            return seen[name] % every == from;
        });
        return ([.. parts[false]], [.. parts[true]]);
    }

    /// <summary>Processor time of one prediction: the median over rounds, after three to warm up. Other programs on the machine do not count.</summary>
    private static double Micros(IntentModel model, IReadOnlyList<IntentExample> test)
    {
        var rounds = new List<double>();
        for (var round = 0; round < Rounds + 3; round++)
        {
            var started = Environment.CpuUsage.TotalTime;
            foreach (var example in test) model.Predict(example.Text);
            rounds.Add((Environment.CpuUsage.TotalTime - started).TotalMicroseconds / test.Count);
        }

        return rounds.Skip(3).Order().ElementAt(Rounds / 2);
    }

    private static double Allocated(IntentModel model, IReadOnlyList<IntentExample> test)
    {
        var before = GC.GetAllocatedBytesForCurrentThread();
        foreach (var example in test) model.Predict(example.Text);
        return (double)(GC.GetAllocatedBytesForCurrentThread() - before) / test.Count;
    }

    private static double SizeOf(IntentModel model)
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        try
        {
            model.Save(path);
            return new FileInfo(path).Length;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Named(BenchOptions options, string name) => options.Text(name, "") is { Length: > 0 } path
        ? path
        : throw new ArgumentException($"Name the file: intents --{name} <file>.", nameof(options));
}
