using System.CommandLine;
using Baton.Cli.Client;
using Baton.Cli.Hosting;

namespace Baton.Cli.Commands;

/// <summary><c>baton integrity</c>: looks for damage in the store.</summary>
internal static class IntegrityCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var command = new Command("integrity", "Looks for damage in the store; exit code 1 where there is some.");
        command.SetAction((parsed, cancellationToken) => RunAsync(global.Read(parsed), cancellationToken));
        return command;
    }

    /// <summary>What a check of the store finds, whoever holds it.</summary>
    public static async ValueTask<IReadOnlyList<string>> FindingsAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        using var client = await ServerFinder.FindAsync(settings, cancellationToken);
        if (client is not null)
        {
            var answer = await client.GetAsync(StoreEndpoints.IntegrityPath, cancellationToken);
            return [.. answer.GetProperty("findings").EnumerateArray().Select(finding => finding.GetString()!)];
        }

        await using var store = await LocalStore.OpenAsync(settings, cancellationToken);
        return await store.CheckIntegrityAsync(cancellationToken);
    }

    private static async Task<int> RunAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        var findings = await FindingsAsync(settings, cancellationToken);
        foreach (var finding in findings) Console.WriteLine(finding);
        Console.WriteLine(findings.Count == 0 ? $"{settings.Place}: no damage found." : $"{settings.Place}: {findings.Count} finding(s).");
        return findings.Count == 0 ? 0 : 1;
    }
}
