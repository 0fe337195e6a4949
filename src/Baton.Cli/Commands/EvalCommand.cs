using System.CommandLine;
using Baton.Cli.Evaluation;
using Baton.Support.Orders.Evaluation;

namespace Baton.Cli.Commands;

/// <summary><c>baton eval</c>: how well a system does what it is for.</summary>
internal static class EvalCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global) => new("eval", "Measures how well a system does what it is for.") { Retail(global) };

    private static Command Retail(GlobalOptions global)
    {
        var tasks = new Option<string>("--tasks") { Description = "A tasks.json with db.json and expected.json beside it.", Required = true };
        var format = new Option<string>("--format") { Description = "table or json.", DefaultValueFactory = _ => "table" };
        format.AcceptOnlyFromAmong("table", "json");
        var command = new Command("retail", "Replays reference calls through the order desk's tools and compares the end states.") { tasks, format };
        command.SetAction(async (parsed, cancellationToken) =>
        {
            var read = await RetailTasks.ReadAsync(parsed.GetRequiredValue(tasks), cancellationToken);
            var replay = await RetailReplay.RunAsync(read, cancellationToken);
            RetailReport.Write(Console.Out, replay, parsed.GetValue(format) == "json");
            return replay.All(result => result.IsRight) ? 0 : 1;
        });
        return command;
    }
}
