using Microsoft.Extensions.Configuration;

namespace Baton.Systems.Tests.Calls;

/// <summary>The shipped example configuration: a stage that branches, one that is repeated, and agents that are asked at once.</summary>
public sealed class CallExampleTests
{
    [Fact]
    public async Task A_stage_is_repeated_as_often_as_the_caller_wishes()
    {
        await using var site = await StartAsync();
        await ThroughAuthenticationAsync(site);

        var first = await site.TakeAsync("CALL-1", "Which invoices are open?", "open_invoices");
        var second = await site.TakeAsync("CALL-1", "And what is on file?", "overview");
        var third = await site.TakeAsync("CALL-1", "That is all", "that_is_all");

        Assert.Equal([3, 3, 4], new[] { first, second, third }.Select(turn => turn.GetProperty("next_flow_id").GetInt32()));
        Assert.Equal([1, 2, 3], (await site.GetAsync("session/CALL-1")).GetProperty("completed_flows").EnumerateArray().Select(flow => flow.GetInt32()));
    }

    [Fact]
    public async Task Several_agents_answer_one_turn_at_once()
    {
        await using var site = await StartAsync();
        await ThroughAuthenticationAsync(site);

        var turn = await site.TakeAsync("CALL-1", "What is on file, and what is my balance?", "overview");

        var agents = (await site.GetAsync("session/CALL-1")).GetProperty("steps")[2].GetProperty("response_data").GetProperty("agents").EnumerateArray().ToList();
        Assert.Equal(["account", "balance"], agents.Select(agent => agent.GetProperty("agent").GetString()));
        Assert.All(agents, agent => Assert.Contains(agent.GetProperty("text").GetString()!, turn.GetProperty("response").GetString()!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_stage_branches_by_what_the_agent_answers()
    {
        await using var site = await StartAsync();
        await site.TakeAsync("CALL-1", "Hello", "greeting");

        var flows = new List<int>();
        for (var attempt = 0; attempt < 3; attempt++) flows.Add((await site.TakeAsync("CALL-1", "My PIN is 0815", "otp_verify")).GetProperty("next_flow_id").GetInt32());

        Assert.Equal([2, 2, 4], flows);
    }

    [Fact]
    public async Task Where_one_of_several_agents_fails_the_call_stays_and_keeps_what_the_other_said()
    {
        await using var site = await StartAsync(("RemoteAgents:balance:Url", "http://127.0.0.1:9/"), ("RemoteAgents:balance:AllowPrivate", "true"), ("RemoteAgents:balance:Retries", "0"));
        await ThroughAuthenticationAsync(site);

        var turn = await site.TakeAsync("CALL-1", "Everything please", "overview");

        Assert.Equal("error", turn.GetProperty("status").GetString());
        var agents = (await site.GetAsync("session/CALL-1")).GetProperty("steps")[2].GetProperty("response_data").GetProperty("agents").EnumerateArray().ToList();
        Assert.Equal(["success", "error"], agents.Select(agent => agent.GetProperty("status").GetString()));
    }

    private static async Task ThroughAuthenticationAsync(CallSite site)
    {
        await site.TakeAsync("CALL-1", "Hello", "greeting");
        await site.TakeAsync("CALL-1", "My code is 4711", "otp_verify");
    }

    private static Task<CallSite> StartAsync(params (string Key, string Value)[] settings)
    {
        var example = new ConfigurationBuilder().AddJsonFile(Path.Combine(AppContext.BaseDirectory, "Calls", "Examples", "service-line.json")).Build();
        var read = example.GetSection("Baton").AsEnumerable(makePathsRelative: true).Where(pair => pair.Value is not null).Select(pair => (pair.Key, pair.Value!));
        return CallSite.StartAsync([.. read, .. settings]);
    }
}
