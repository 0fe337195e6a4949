using System.CommandLine;
using System.Text.Json.Nodes;
using Baton.Cli.Client;
using Baton.Cli.Hosting;

namespace Baton.Cli.Commands;

/// <summary><c>baton backup</c>: copies the store into one file, while a server goes on working with it.</summary>
internal static class BackupCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var file = new Argument<string>("file") { Description = "The file to write; it must not exist." };
        var command = new Command("backup", "Copies the store into a file; a server may go on working meanwhile.") { file };
        command.SetAction((parsed, cancellationToken) => RunAsync(Path.GetFullPath(parsed.GetRequiredValue(file)), global.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string path, CliSettings settings, CancellationToken cancellationToken)
    {
        long bytes;
        using var client = await ServerFinder.FindAsync(settings, cancellationToken);
        if (client is not null)
        {
            var answer = await client.PostAsync(StoreEndpoints.BackupPath, new JsonObject { ["path"] = path }, cancellationToken);
            bytes = answer.GetProperty("bytes").GetInt64();
        }
        else
        {
            await using var store = await LocalStore.OpenSqliteAsync(settings, cancellationToken);
            await store.BackupAsync(path, cancellationToken);
            bytes = new FileInfo(path).Length;
        }

        Console.WriteLine($"Copied {settings.Place} to {path} ({bytes:N0} bytes).");
        return 0;
    }
}
