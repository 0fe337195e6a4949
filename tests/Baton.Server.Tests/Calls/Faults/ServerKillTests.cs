using System.Text.Json;
using Baton.Server.Tests.Cli;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Calls.Faults;

/// <summary>The server that leads a call is killed: nothing that it acknowledged is lost, and nothing is recorded twice.</summary>
public sealed class ServerKillTests : IDisposable
{
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);
    private readonly TemporaryData _files = new();
    private readonly CallClient _caller = new("CALL-1");

    public void Dispose()
    {
        _caller.Dispose();
        _files.Dispose();
    }

    [Fact]
    public async Task A_call_goes_on_at_its_stage_after_the_server_was_killed_between_turns()
    {
        var (first, url) = await BatonChild.ServeAsync(_files.Data, new Dictionary<string, string>());
        await using (first)
        {
            foreach (var (intent, message) in CallClient.Turns.Take(3)) await _caller.TurnAsync(url, intent, message);
            await first.KillAsync();
        }

        var (second, again) = await BatonChild.ServeAsync(_files.Data, new Dictionary<string, string>());
        await using var _ = second;
        foreach (var (intent, message) in CallClient.Turns.Skip(3)) await _caller.TurnAsync(again, intent, message);

        Assert.Equal(CallClient.Turns.Select((turn, index) => $"{index + 1} {turn.Intent} success"), await _caller.StepsAsync(again));
    }

    [Fact]
    public async Task A_turn_whose_server_is_killed_while_an_agent_works_is_finished_by_the_next_and_recorded_once()
    {
        await using var agent = await HeldAgent.StartAsync("auth");
        var settings = new Dictionary<string, string> { ["BATON__REMOTEAGENTS__auth__URL"] = agent.Url, ["BATON__REMOTEAGENTS__auth__ALLOWPRIVATE"] = "true" };
        var (first, url) = await BatonChild.ServeAsync(_files.Data, settings);
        await using (first)
        {
            await _caller.TurnAsync(url, CallClient.Turns[0].Intent, CallClient.Turns[0].Message);
            var broken = SendAuthAsync(url);
            await agent.Reached;
            await first.KillAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => broken);
        }

        agent.Release();
        var (second, again) = await BatonChild.ServeAsync(_files.Data, settings);
        await using var _ = second;

        // Who asks once more with the same key gets what came of the turn that was begun before.
        using var answer = await SendAuthAsync(again);
        var turn = JsonElement.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.True(turn.TryGetProperty("status", out var status) && status.GetString() == "success", turn.GetRawText());
        Assert.Equal(["1 greeting success", "2 otp_verify success"], await _caller.StepsAsync(again));
        Assert.True(agent.Messages.Count >= 2, "The agent was not asked again.");
        Assert.Single(agent.Messages.Distinct());
    }

    [Fact]
    public async Task A_turn_goes_on_by_itself_when_nobody_asks_for_it_again()
    {
        await using var agent = await HeldAgent.StartAsync("auth");
        var settings = new Dictionary<string, string> { ["BATON__REMOTEAGENTS__auth__URL"] = agent.Url, ["BATON__REMOTEAGENTS__auth__ALLOWPRIVATE"] = "true" };
        var (first, url) = await BatonChild.ServeAsync(_files.Data, settings);
        await using (first)
        {
            await _caller.TurnAsync(url, CallClient.Turns[0].Intent, CallClient.Turns[0].Message);
            var broken = SendAuthAsync(url);
            await agent.Reached;
            await first.KillAsync();
            await Assert.ThrowsAsync<HttpRequestException>(() => broken);
        }

        agent.Release();
        var (second, again) = await BatonChild.ServeAsync(_files.Data, settings);
        await using var _ = second;

        await UntilAsync(async () => (await _caller.StepsAsync(again)).Length == 2);
        Assert.Equal(["1 greeting success", "2 otp_verify success"], await _caller.StepsAsync(again));
    }

    private Task<HttpResponseMessage> SendAuthAsync(Uri url) => _caller.SendAsync(url, CallClient.Turns[1].Intent, CallClient.Turns[1].Message, "turn-2");

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TestServer.Patience);
        while (!await condition()) await Task.Delay(_pause, limit.Token);
    }
}
