using System.CommandLine;
using System.Text;
using Baton.Cli.Client;
using Baton.Cli.Hosting;
using Baton.Engine.Replay;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Cli.Commands;

/// <summary><c>baton replay</c>: executes a recorded run again, against the graphs of this program, and says where it would differ.</summary>
internal static class ReplayCommand
{
    private const string Tenant = "default";

    /// <summary>The command.</summary>
    public static Command Create(GlobalOptions global)
    {
        var run = new Argument<string>("run") { Description = "A run's id, or a file that --save wrote." };
        var save = new Option<string?>("--save") { Description = "Writes the run's history to this file." };
        var command = new Command("replay", "Replays a run's journal against today's graph; exit code 1 where it would differ.") { run, save };
        command.SetAction((parsed, cancellationToken) =>
            RunAsync(parsed.GetRequiredValue(run), parsed.GetValue(save), global.Read(parsed), cancellationToken));
        return command;
    }

    private static async Task<int> RunAsync(string run, string? save, CliSettings settings, CancellationToken cancellationToken)
    {
        // A history from elsewhere is replayed without the store of this place, which may be somebody else's.
        var given = await GivenAsync(run, settings, cancellationToken);
        await using var host = BatonHost.Build(settings, quiet: true, hasStore: given is null);
        var history = given ?? await OwnAsync(Guid.Parse(run), host.Services, cancellationToken);
        if (save is not null) await File.WriteAllTextAsync(save, history.ToJson(), cancellationToken);
        var report = await host.Services.GetRequiredService<JournalReplay>().ReplayAsync(history, cancellationToken);
        Write(report);
        return report.Differences.Count == 0 ? 0 : 1;
    }

    /// <summary>The history from a file or a server; null where it is to be read from the store here.</summary>
    private static async ValueTask<RunHistory?> GivenAsync(string run, CliSettings settings, CancellationToken cancellationToken)
    {
        if (File.Exists(run)) return RunHistory.Parse(await File.ReadAllTextAsync(run, cancellationToken));
        if (!Guid.TryParse(run, out var id))
            throw new BatonException(ErrorCodes.CommandInputInvalid, $"'{run}' is neither a run's id nor a file.");
        using var client = await ServerFinder.FindAsync(settings, cancellationToken);
        return client is null ? null : await FetchAsync(client, id, cancellationToken);
    }

    private static async ValueTask<RunHistory> OwnAsync(Guid run, IServiceProvider services, CancellationToken cancellationToken)
    {
        await services.GetRequiredService<IStore>().OpenAsync(cancellationToken);
        return await services.GetRequiredService<JournalReplay>().HistoryAsync(Tenant, run, cancellationToken);
    }

    private static async ValueTask<RunHistory> FetchAsync(BatonClient client, Guid run, CancellationToken cancellationToken)
    {
        using var text = new MemoryStream();
        await client.CopyAsync($"ops/runs/{run:D}/history", text, cancellationToken);
        return RunHistory.Parse(Encoding.UTF8.GetString(text.ToArray()));
    }

    private static void Write(ReplayReport report)
    {
        foreach (var difference in report.Differences)
        {
            Console.WriteLine($"{(difference.Seq is { } seq ? $"entry {seq}" : "no entry")}, {difference.What}");
            Console.WriteLine($"  recorded: {difference.Recorded ?? "nothing"}");
            Console.WriteLine($"  today:    {difference.Today ?? "nothing"}");
        }

        Console.WriteLine(
            $"{report.Graph}: recorded with version {report.RecordedVersion}, replayed with version {report.Version}, " +
            $"{report.Compared} entries compared, {report.Differences.Count} difference(s).");
    }
}
