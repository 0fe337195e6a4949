using System.CommandLine;
using Baton.Errors;

namespace Baton.Cli.Commands;

/// <summary>The command line as a whole.</summary>
internal static class BatonCommandLine
{
    // "@file" names an input's file here, not a file of further arguments.
    private static readonly ParserConfiguration _parsing = new() { ResponseFileTokenReplacer = null };
    private static readonly TimeSpan _stopLimit = TimeSpan.FromSeconds(30);

    // Above whatever the host allows itself: it ends what does not stop in time, and knows how long draining may take.
    private static readonly TimeSpan _serverStopLimit = TimeSpan.FromDays(2);

    /// <summary>Runs a command line.</summary>
    /// <returns>The process's exit code: 0 where all went well.</returns>
    public static async Task<int> RunAsync(string[] args)
    {
        try
        {
            var parsed = Create().Parse(args, _parsing);
            return await parsed.InvokeAsync(new InvocationConfiguration
            {
                EnableDefaultExceptionHandler = false,
                ProcessTerminationTimeout = parsed.CommandResult.Command is RootCommand or { Name: ServeCommand.Name } ? _serverStopLimit : _stopLimit,
            });
        }
        catch (BatonException error)
        {
            await Console.Error.WriteLineAsync($"{error.Code}: {error.Message}");
            return 1;
        }
        catch (OperationCanceledException)
        {
            return 130;
        }
    }

    private static RootCommand Create()
    {
        var global = new GlobalOptions();
        var serve = new ServeOptions();
        var root = new RootCommand("Baton runs teams of AI agents for customer operations. Without a command it serves.");
        global.AddTo(root);
        serve.AddTo(root);
        root.SetAction((parsed, cancellationToken) => ServeCommand.RunAsync(parsed, global, serve, cancellationToken));
        root.Add(ServeCommand.Create(global, serve));
        root.Add(ChatCommand.Create(global));
        root.Add(RunCommand.Create(global));
        root.Add(KnowledgeCommand.Create(global));
        root.Add(ReplayCommand.Create(global));
        root.Add(DoctorCommand.Create(global, serve));
        root.Add(TrainCommand.Create());
        root.Add(SupportCommand.Create(global));
        root.Add(CallsCommand.Create(global));
        root.Add(EvalCommand.Create(global));
        root.Add(MigrateCommand.Create(global));
        root.Add(BackupCommand.Create(global));
        root.Add(ExportCommand.Create(global));
        root.Add(ImportCommand.Create(global));
        root.Add(IntegrityCommand.Create(global));
        return root;
    }
}
