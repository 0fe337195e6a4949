using System.CommandLine;
using Baton.Cli.Hosting;
using Baton.Postgres;

namespace Baton.Cli.Commands;

/// <summary><c>baton migrate</c>: brings the store's schema up to date, as every start does; for users who may change it when servers may not.</summary>
internal static class MigrateCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("migrate", "Brings the store's schema up to date; servers may be at work meanwhile.");
        command.SetAction((parsed, cancellationToken) => RunAsync(global.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        await using var store = await LocalStore.OpenAsync(settings, cancellationToken);
        var applied = store is PostgresStore { MigrationsApplied: > 0 and var count } ? $", {count} migration(s) applied" : "";
        Console.WriteLine($"The schema of {settings.Place} is up to date{applied}.");
        return 0;
    }
}
