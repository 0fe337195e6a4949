using System.CommandLine;
using Baton.Cli.Hosting;
using Baton.Engine.Stores.Transfer;
using Baton.Errors;

namespace Baton.Cli.Commands;

/// <summary><c>baton import</c>: reads an export into a new store.</summary>
internal static class ImportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = new Argument<string>("file") { Description = "A file that 'baton export' wrote." };
        var command = new Command("import", "Reads an export into an empty store that no server uses.") { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), global.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, CliSettings settings, CancellationToken cancellationToken)
    {
        if (!File.Exists(path)) throw new BatonException(ErrorCodes.CommandInputInvalid, $"There is no file '{path}'.");
        await using var source = File.OpenRead(path);
        await using var store = await LocalStore.OpenAsync(settings, cancellationToken);
        var summary = await StoreTransfer.ImportAsync(store, source, cancellationToken);
        Console.WriteLine(
            $"Imported {summary.Runs:N0} runs with {summary.Entries:N0} entries, {summary.Threads:N0} threads and {summary.Records:N0} records into {settings.Place}.");
        return 0;
    }
}
