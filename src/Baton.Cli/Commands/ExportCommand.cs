using System.CommandLine;
using Baton.Cli.Client;
using Baton.Cli.Hosting;
using Baton.Engine.Stores.Transfer;
using Baton.Errors;

namespace Baton.Cli.Commands;

/// <summary><c>baton export</c>: writes the store's content in a form that any store can import.</summary>
internal static class ExportCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = new Argument<string>("file") { Description = "The file to write; it must not exist." };
        var command = new Command("export", "Writes the store's content as JSON lines, for another store.") { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), global.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, CliSettings settings, CancellationToken cancellationToken)
    {
        if (File.Exists(path)) throw new BatonException(ErrorCodes.CommandInputInvalid, $"{path} exists: name a file that does not.");
        // A name of its own until it is whole: half an export must not look like one.
        var unfinished = path + ".part";
        await using (var target = new FileStream(unfinished, FileMode.Create, FileAccess.Write, FileShare.None))
        {
            await WriteAsync(target, settings, cancellationToken);
        }

        File.Move(unfinished, path);
        Console.WriteLine($"Exported {settings.Place} to {path} ({new FileInfo(path).Length:N0} bytes).");
        return 0;
    }

    private static async Task WriteAsync(Stream target, CliSettings settings, CancellationToken cancellationToken)
    {
        using var client = await ServerFinder.FindAsync(settings, cancellationToken);
        if (client is not null)
        {
            await client.CopyAsync(StoreEndpoints.ExportPath, target, cancellationToken);
            return;
        }

        await using var store = await LocalStore.OpenAsync(settings, cancellationToken);
        await StoreTransfer.ExportAsync(store, target, cancellationToken);
    }
}
