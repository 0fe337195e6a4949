using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using Baton.Server.Tests.Cli;

namespace Baton.Server.Tests.Calls.Faults;

/// <summary>A real server, and real agents one of which fails: the call goes on.</summary>
public sealed class AgentFaultTests : IDisposable
{
    private readonly TemporaryData _files = new();
    private readonly CallClient _caller = new("CALL-1");

    public void Dispose()
    {
        _caller.Dispose();
        _files.Dispose();
    }

    [Theory]
    [InlineData("auth=slow:16s")]
    [InlineData("auth=garbage")]
    [InlineData("auth=half-stream")]
    [InlineData("auth=error")]
    public async Task An_agent_that_fails_costs_a_step_and_not_the_call(string fault)
    {
        var (faulty, agents) = await BatonChild.AgentsAsync("--only", "greeting,auth,fallback", "--fault", fault);
        await using var one = faulty;
        var settings = Addresses(agents);
        if (fault.Contains("slow", StringComparison.Ordinal)) settings["BATON__REMOTEAGENTS__auth__TIMEOUT"] = "00:00:02";
        var (server, url) = await BatonChild.ServeAsync(_files.Data, settings);
        await using var two = server;

        AssertSuccess(await _caller.TurnAsync(url, "greeting", "Hello"));
        var failed = await _caller.TurnAsync(url, "otp_verify", "The code is 482910");

        Assert.Equal("error", Status(failed));
        Assert.Equal(2, failed.GetProperty("next_flow_id").GetInt32());
        Assert.NotEmpty(failed.GetProperty("response").GetString()!);
        Assert.Equal(2, (await _caller.SessionAsync(url)).GetProperty("current_flow_id").GetInt32());

        // Another agent answers at the same stage.
        AssertSuccess(await _caller.TurnAsync(url, "unknown", "What is going on?"));
        Assert.Equal(["1 greeting success", "2 otp_verify error", "2 unknown success"], await _caller.StepsAsync(url));
    }

    [Fact]
    public async Task A_call_goes_on_when_an_agent_that_was_down_is_back()
    {
        var (others, agents) = await BatonChild.AgentsAsync("--only", "greeting,balance,closing");
        await using var one = others;
        var port = FreePort();
        var (server, url) = await BatonChild.ServeAsync(_files.Data, Addresses(agents, ("auth", $"http://127.0.0.1:{port}/a2a/calls_auth")));
        await using var two = server;
        var turns = CallClient.Turns;
        await _caller.TurnAsync(url, turns[0].Intent, turns[0].Message);
        Assert.Equal("error", Status(await _caller.TurnAsync(url, turns[1].Intent, turns[1].Message)));

        var (auth, _) = await BatonChild.AgentsAsync("--only", "auth", "--ports", $"auth={port}");
        await using var three = auth;
        JsonElement last = default;
        foreach (var (intent, message) in turns.Skip(1)) last = await _caller.TurnAsync(url, intent, message);

        Assert.True(last.GetProperty("is_complete").GetBoolean(), last.GetRawText());
        Assert.Equal(
            ["1 greeting success", "2 otp_verify error", "2 otp_verify success", "3 balance_inquiry success", "4 check_balance success", "5 end_call success"],
            await _caller.StepsAsync(url));
    }

    private static void AssertSuccess(JsonElement turn) => Assert.True(Status(turn) == "success", turn.GetRawText());

    private static string Status(JsonElement turn) => turn.GetProperty("status").GetString()!;

    private static Dictionary<string, string> Addresses(IReadOnlyDictionary<string, string> agents, params (string Name, string Url)[] more)
    {
        var settings = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var (name, url) in agents.Select(pair => (pair.Key, pair.Value)).Concat(more))
        {
            var section = $"BATON__REMOTEAGENTS__{name}";
            settings[$"{section}__URL"] = url;
            settings[$"{section}__ALLOWPRIVATE"] = "true";
            settings[$"{section}__TIMEOUT"] = "00:01:00";
        }

        return settings;
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
