using System.CommandLine;
using Baton.Agents.Intents;
using Baton.Agents.Intents.Training;

namespace Baton.Cli.Commands;

/// <summary><c>baton train intents</c>: makes an intent model from examples.</summary>
internal sealed class TrainCommand
{
    private static readonly IntentTrainingOptions _defaults = new();

    private readonly Option<string> _examples = new("--data")
    {
        Description = "The examples: CSV with the columns text and intent (or category), or JSON as of CLINC150.",
        Required = true,
    };

    private readonly Option<string> _out = new("--out") { Description = "The model file to write.", Required = true };
    private readonly Option<double> _abstain = new("--abstain")
    {
        Description = "Of messages that have an intent, the share on which the model may abstain, 0 to 0.9: the more, the surer are its answers.",
        DefaultValueFactory = _ => _defaults.FalseOutOfScope,
    };

    private readonly Option<int> _seed = new("--seed") { Description = "For the order of the work: the same seed gives the same model.", DefaultValueFactory = _ => _defaults.Seed };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var train = new TrainCommand();
        // Its --data names examples and not the data directory: inside this command the nearer option counts.
        var intents = new Command("intents", "Trains the intent classifier, the fast path before any model.") { train._examples, train._out, train._abstain, train._seed };
        intents.SetAction(train.Run);
        return new Command("train", "Trains what Baton learns from examples.") { intents };
    }

    private int Run(ParseResult parsed)
    {
        var path = Path.GetFullPath(parsed.GetRequiredValue(_out));
        var examples = IntentExamples.Read(parsed.GetRequiredValue(_examples), ExamplePart.Training);
        var trained = IntentTrainer.Train(
            examples, new IntentTrainingOptions { FalseOutOfScope = parsed.GetValue(_abstain), Seed = parsed.GetValue(_seed) });
        trained.Model.Save(path);
        Console.WriteLine($"Trained on {examples.Count:N0} examples of {trained.Model.Intents.Count} intents: {path} ({new FileInfo(path).Length:N0} bytes).");
        Console.WriteLine("On examples that were put aside meanwhile:");
        Console.WriteLine($"  best intent right            {trained.Inner.InScopeAccuracy,8:P1}");
        Console.WriteLine($"  right where it answers       {trained.Inner.AnsweredAccuracy,8:P1}");
        Console.WriteLine($"  abstains, intent known       {trained.Inner.FalseOutOfScope,8:P1}");
        if (trained.Inner.OutOfScope > 0) Console.WriteLine($"  abstains, out of scope       {trained.Inner.OutOfScopeRecall,8:P1}");
        Console.WriteLine($"  calibration error            {trained.Inner.CalibrationError,8:P1}");
        Console.WriteLine($"It abstains below a confidence of {trained.Model.Threshold:0.00}.");
        return 0;
    }
}
