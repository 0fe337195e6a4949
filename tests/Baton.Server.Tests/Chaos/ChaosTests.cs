using Baton.Chaos;
using Baton.Postgres.Testing;

namespace Baton.Server.Tests.Chaos;

/// <summary>A short dose of the harness; longer ones are had by its command.</summary>
public sealed class ChaosTests
{
    private const string Signals = "The harness stops and drains processes by signals of Linux.";

    [Fact]
    public async Task Programs_come_to_what_the_model_says_while_their_server_is_killed_stopped_and_drained() =>
        await PlayAsync(new ChaosOptions { Programs = 40, Time = TimeSpan.FromSeconds(8), LongestPause = TimeSpan.FromSeconds(1) });

    [Fact]
    public async Task Programs_come_to_what_the_model_says_while_servers_of_one_database_are_killed_and_stopped()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);
        await PlayAsync(new ChaosOptions
        {
            Store = "postgres",
            Servers = 2,
            Faults = ["kill", "stop"],
            Programs = 20,
            Time = TimeSpan.FromSeconds(6),
            LongestPause = TimeSpan.FromSeconds(1.5),
        });
    }

    [Fact]
    public async Task Runs_that_are_stuck_fail_the_seed_with_what_they_wait_for()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Signals);
        using var output = new StringWriter();
        var options = new ChaosOptions
        {
            Faults = [],
            Seed = 1,
            Programs = 8,
            Time = TimeSpan.FromSeconds(1),
            StuckAfter = TimeSpan.FromSeconds(12),
            LeavesQuestions = true,
        };

        Assert.Equal(1, await ChaosCommand.RunAsync(options, output, TestContext.Current.CancellationToken));

        Assert.Matches("run [0-9a-f-]{36} is stuck: Waiting, owner none", output.ToString());
        Assert.Matches("open ticket [0-9a-f]{32} Approval ask#", output.ToString());
        Assert.Contains("TicketOpened", output.ToString(), StringComparison.Ordinal);
    }

    private static async Task PlayAsync(ChaosOptions options)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), Signals);
        var seed = int.TryParse(Environment.GetEnvironmentVariable("BATON_CHAOS_SEED"), out var given) ? given : Random.Shared.Next(1_000_000);
        using var output = new StringWriter();

        var code = await ChaosCommand.RunAsync(options with { Seed = seed }, output, TestContext.Current.CancellationToken);

        TestContext.Current.TestOutputHelper?.WriteLine(output.ToString());
        System.Console.Write(output);
        Assert.True(code == 0, output.ToString());
    }
}
