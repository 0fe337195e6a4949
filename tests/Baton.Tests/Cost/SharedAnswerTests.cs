using System.Text.Json;
using Baton.Agents.Loop;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Engine;

namespace Baton.Tests.Cost;

/// <summary>Answers that are given again, together with what else may become of a call: fail-over, fallback, guardrails.</summary>
public sealed class SharedAnswerTests
{
    [Fact]
    public async Task What_another_model_answered_is_not_given_for_the_agents_own()
    {
        await using var desk = new CostDesk();
        desk.Settings["Baton:Agents:Policies:failover:0"] = "other";
        desk.Agent("helper", "cache: { ttl: 10m }");
        desk.Model.Answer = (asked, _) => desk.Model.Calls == 1 ? throw new PermanentException("no") : Task.FromResult($"answer {desk.Model.Calls}");
        var server = await desk.ServerAsync();
        Assert.Equal("hi answer 2", await AskAsync(desk, server));

        Assert.Equal("hi answer 3", await AskAsync(desk, server));

        Assert.Equal("hi answer 3", await AskAsync(desk, server));
        Assert.Equal(3, desk.Model.Calls);
    }

    [Fact]
    public async Task An_answer_from_the_cache_says_in_whose_place_it_is_given_now()
    {
        await using var desk = new CostDesk();
        Write(desk, "helper", "policies: { retries: 0, fallback: spare }");
        Write(desk, "spare", "cache: { ttl: 10m }");
        desk.Graphs.Add(CostDesk.Asking("spared", "spare"));
        var server = await desk.ServerAsync();
        await AskAsync(desk, server, "spared");
        desk.Model.Answer = (_, _) => throw new PermanentException("no");

        Assert.Equal(("helper", true), await AnsweredAsync(desk, server, "talk"));
        Assert.Equal((null, true), await AnsweredAsync(desk, server, "spared"));
    }

    [Fact]
    public async Task An_answer_is_not_given_to_whom_its_guardrails_would_not_let_it_pass()
    {
        await using var desk = new CostDesk();
        Write(desk, "helper", "cache: { ttl: 10m }\nguardrails: [{ grounded_in_sources: { action: block } }]");
        desk.Model.Answer = (_, _) => Task.FromResult("You get 512.40 EUR.");
        desk.Graphs.AddRange([Owed("first", "512.40 EUR"), Owed("second", "90.10 EUR")]);
        var server = await desk.ServerAsync();
        Assert.Equal("hi You get 512.40 EUR.", await AskAsync(desk, server, "first"));
        Assert.Equal("hi You get 512.40 EUR.", await AskAsync(desk, server, "first"));
        Assert.Equal(1, desk.Model.Calls);

        var refused = await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi", "second"));

        Assert.Equal((RunStatus.Error, ErrorCodes.GuardrailBlocked), (refused.Run.Status, refused.Error?.Code));
    }

    private static GraphDefinition Owed(string id, string amount) => Talk.Begin(id).Agent<string>(
        "ask",
        "helper",
        state => new AgentRequest([Message.Human(state.Last)]) { Variables = new Dictionary<string, string> { ["owed"] = amount } },
        (state, text) => state with { Lines = state.Lines.Add(text) }).End();

    private static void Write(CostDesk desk, string name, string keys) =>
        File.WriteAllText(Path.Combine(desk.Directory, $"{name}.md"), $"---\nname: {name}\nmodel: scripted\n{keys}\n---\nYou help.\n");

    private static async Task<string> AskAsync(CostDesk desk, EngineFixture server, string graph = "talk") =>
        Talk.Text(await desk.WaitAsync(server, await CostDesk.StartAsync(server, "hi", graph)));

    private static async Task<(string? FallbackFor, bool Cached)> AnsweredAsync(CostDesk desk, EngineFixture server, string graph)
    {
        var run = await CostDesk.StartAsync(server, "hi", graph);
        await desk.WaitAsync(server, run);
        var answer = (await server.JournalAsync(run)).OfType<EffectCompleted>().Last().Result.Deserialize<ModelAnswer>(BatonJson.Options);
        return (answer!.FallbackFor, answer.Cached);
    }
}
