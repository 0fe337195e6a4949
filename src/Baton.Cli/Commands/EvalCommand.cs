using System.CommandLine;
using Baton.Cli.Evaluation;
using Baton.Errors;
using Baton.Support.Orders.Evaluation;

namespace Baton.Cli.Commands;

/// <summary><c>baton eval</c>: how well a system does what it is for.</summary>
internal sealed class EvalCommand
{
    private const int MostTrials = 100;
    private const int MostConcurrency = 64;

    private readonly Option<string> _tasks = new("--tasks") { Description = "A tasks.json with db.json and expected.json beside it.", Required = true };
    private readonly Option<string?> _model = new("--model")
    {
        Description = "A model under Baton:Models that plays desk and customer (both are asked); without it the rehearsals do.",
    };

    private readonly Option<int> _trials = new("--trials") { Description = "How often each conversation is held.", DefaultValueFactory = _ => 1 };
    private readonly Option<int> _concurrency = new("--concurrency") { Description = "How many conversations at once.", DefaultValueFactory = _ => 4 };
    private readonly Option<string[]> _only = new("--task") { Description = "Only this task; may be given several times.", AllowMultipleArgumentsPerToken = true };
    private readonly Option<string> _format = new("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var eval = new EvalCommand();
        eval._format.AcceptOnlyFromAmong("table", "json");
        Bound(eval._trials, MostTrials);
        Bound(eval._concurrency, MostConcurrency);
        var retail = new Command("retail", "Replays retail tasks through the order desk's tools, and holds their conversations.")
        {
            eval._tasks, eval._model, eval._trials, eval._concurrency, eval._only, eval._format,
        };
        retail.SetAction((parsed, cancellationToken) => eval.RunAsync(parsed, global, cancellationToken));
        return new Command("eval", "Measures how well a system does what it is for.") { retail };
    }

    private async Task<int> RunAsync(ParseResult parsed, GlobalOptions global, CancellationToken cancellationToken)
    {
        var model = parsed.GetValue(_model);
        var models = EvaluatedModel.Read(global.Read(parsed).Configuration, model);
        var tasks = Chosen(await RetailTasks.ReadAsync(parsed.GetRequiredValue(_tasks), cancellationToken), parsed.GetValue(_only) ?? []);
        var replay = await RetailReplay.RunAsync(tasks, cancellationToken);
        var talks = await RetailTrials.RunAsync(tasks, parsed.GetValue(_trials), parsed.GetValue(_concurrency), models, cancellationToken);
        var report = new RetailReport(replay, talks, model);
        if (parsed.GetValue(_format) == "json") report.WriteJson(Console.Out);
        else report.WriteTable(Console.Out);
        return replay.All(result => result.IsRight) ? 0 : 1;
    }

    private static RetailTasks Chosen(RetailTasks tasks, string[] only)
    {
        if (only.Length == 0) return tasks;
        var unknown = only.Except(tasks.Tasks.Select(task => task.Id)).ToList();
        if (unknown.Count > 0) throw new BatonException(ErrorCodes.CommandInputInvalid, $"There is no task {string.Join(", ", unknown)} in the file.");
        return tasks with { Tasks = [.. tasks.Tasks.Where(task => only.Contains(task.Id))] };
    }

    private static void Bound(Option<int> option, int most) => option.Validators.Add(result =>
    {
        if (result.GetValueOrDefault<int>() is var value && (value < 1 || value > most)) result.AddError($"{option.Name} must be from 1 to {most}.");
    });
}
