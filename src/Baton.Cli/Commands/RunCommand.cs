using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Cli.Batch;
using Baton.Cli.Hosting;
using Spectre.Console;

namespace Baton.Cli.Commands;

/// <summary><c>baton run</c>: runs one input, or a file of many.</summary>
internal sealed class RunCommand
{
    private static readonly JsonSerializerOptions _readable = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    private readonly Argument<string> _assistant = new("assistant") { Description = "The assistant to run." };
    private readonly Option<string> _input = new("--input") { Description = "A JSON object, or @file.json, @file.jsonl, @file.csv.", Required = true };
    private readonly Option<string[]> _map = new("--map") { Description = "field=column: takes the input's field from that column.", DefaultValueFactory = _ => [] };
    private readonly Option<string[]> _set = new("--set") { Description = "field=value: gives the field this value in every input.", DefaultValueFactory = _ => [] };
    private readonly Option<int> _concurrency = new("--concurrency") { Description = "How many inputs run at once.", DefaultValueFactory = _ => 16 };
    private readonly Option<string?> _out = new("--out") { Description = "Writes every result to this file, as JSON lines." };

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var run = new RunCommand();
        run._concurrency.Validators.Add(result =>
        {
            if (result.GetValueOrDefault<int>() < 1) result.AddError("--concurrency must be at least 1.");
        });
        var command = new Command("run", "Runs an assistant on one input or on a file of many.")
        {
            run._assistant, run._input, run._map, run._set, run._concurrency, run._out,
        };
        command.SetAction((parsed, cancellationToken) => run.RunAsync(parsed, global.Read(parsed), cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CliSettings settings, CancellationToken cancellationToken)
    {
        var assistant = parsed.GetRequiredValue(_assistant);
        var source = new InputSource(parsed.GetRequiredValue(_input));
        var mapping = InputMapping.Parse(parsed.GetRequiredValue(_map), parsed.GetRequiredValue(_set));
        await using var target = await RunTargets.FindAsync(settings, cancellationToken);
        var schema = await target.InputSchemaAsync(assistant, cancellationToken);
        var inputs = source.Read(mapping, InputFields.Of(schema));
        return inputs.Count == 1 && !source.IsBatch
            ? await RunOneAsync(target, assistant, inputs[0], cancellationToken)
            : await RunManyAsync(target, assistant, inputs, parsed, cancellationToken);
    }

    private static async Task<int> RunOneAsync(IRunTarget target, string assistant, JsonObject input, CancellationToken cancellationToken)
    {
        var outcome = await target.RunAsync(assistant, input, cancellationToken);
        if (outcome.Error is { } error)
        {
            await Console.Error.WriteLineAsync(error);
            return 1;
        }

        Console.WriteLine(JsonSerializer.Serialize(outcome.Output, _readable));
        if (outcome.Waits) await Console.Error.WriteLineAsync("The run waits for a person: this is its state. GET /ops/inbox has the question.");
        return 0;
    }

    private async Task<int> RunManyAsync(
        IRunTarget target, string assistant, IReadOnlyList<JsonObject> inputs, ParseResult parsed, CancellationToken cancellationToken)
    {
        await using var file = parsed.GetValue(_out) is { } path ? new ResultFile(path) : null;
        var runner = new BatchRunner(target, TimeProvider.System);
        var results = await WithProgressAsync(
            $"{assistant} on {target.Name}",
            inputs.Count,
            step => runner.RunAsync(
                assistant,
                inputs,
                parsed.GetValue(_concurrency),
                result =>
                {
                    file?.Add(result);
                    step();
                },
                cancellationToken));
        BatchReport.Write(Consoles.Output(), results);
        return results.Failed == 0 ? 0 : 1;
    }

    // The bar goes to standard error, so that standard output holds the report alone.
    private static Task<BatchResults> WithProgressAsync(string title, int count, Func<Action, Task<BatchResults>> run)
    {
        var console = Consoles.Error();
        return console.Progress()
            .Columns(new TaskDescriptionColumn(), new ProgressBarColumn(), new PercentageColumn(), new RemainingTimeColumn())
            .StartAsync(progress =>
            {
                var bar = progress.AddTask(Markup.Escape(title), maxValue: Math.Max(1, count));
                return run(() => bar.Increment(1));
            });
    }
}
