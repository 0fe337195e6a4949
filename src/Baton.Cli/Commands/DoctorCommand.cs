using System.CommandLine;
using Baton.Cli.Doctor;
using Baton.Cli.Hosting;

namespace Baton.Cli.Commands;

/// <summary><c>baton doctor</c>: checks store, graphs, agents, models and ports, and says what to do about what it finds.</summary>
internal static class DoctorCommand
{
    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global, ServeOptions serve)
    {
        var command = new Command("doctor", "Checks the store, graphs, agents, models and ports; exit code 1 where something is wrong.") { serve.Urls };
        command.SetAction((parsed, cancellationToken) => RunAsync(global.Read(parsed, parsed.GetValue(serve.Urls)), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        List<Finding> findings = [];
        await foreach (var finding in StoreCheck.RunAsync(settings)) findings.Add(finding);
        findings.AddRange(await AgentCheck.RunAsync(settings, cancellationToken));
        await foreach (var finding in PortCheck.RunAsync(settings)) findings.Add(finding);
        foreach (var finding in findings) Console.WriteLine($"{(finding.IsWell ? "ok   " : "WRONG")} {finding.Subject,-9} {finding.Text}");
        return findings.TrueForAll(finding => finding.IsWell) ? 0 : 1;
    }
}
