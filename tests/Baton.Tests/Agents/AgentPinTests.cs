using System.Collections.Concurrent;
using System.ComponentModel;
using Baton.Agents.Cost;
using Baton.Agents.Models;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Engine;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

/// <summary>A visit goes on with the agent that it began with, whatever a deployment has changed meanwhile.</summary>
public sealed class AgentPinTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;
    private readonly ConcurrentQueue<RehearsalRequest> _asked = [];
    private readonly Gate _gate = new();
    private string _tool = "look_up";
    private decimal _price = 1;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_visit_keeps_its_prompt_over_a_crash_and_the_next_visit_has_the_new_one()
    {
        Write("Be brief.");
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        Write("Be thorough.", "tools: [look_up]\nversion: 2");

        await engine.Host.CrashAsync();
        _gate.Open();
        var result = await engine.WaitAsync(run);

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(["Be brief.", "Be brief.", "Be thorough.", "Be thorough."], _asked.Select(request => request.Prompt));
    }

    [Fact]
    public async Task Every_call_of_a_visit_names_the_prompt_it_was_made_with()
    {
        Write("Be brief.");
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        Write("Be thorough.", "tools: [look_up]\nversion: 2");
        await engine.Host.CrashAsync();
        _gate.Open();
        await engine.WaitAsync(run);

        var models = (await engine.JournalAsync(run)).OfType<EffectStarted>().Where(started => started.Effect == EffectKind.Model);
        Assert.Equal(["1", "1", "2", "2"], models.Select(started => started.Request!.Value.GetProperty("prompt_version").GetString()!.Split('+')[0]));
    }

    [Fact]
    public async Task What_a_visit_went_by_is_in_the_store_under_the_hash_in_its_journal()
    {
        Write("Be brief.");
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);

        var hash = (await engine.JournalAsync(run)).OfType<ValueRecorded>().Single(value => value.Name == "pin.agent").Value.GetString()!;
        var kept = (await engine.Store.Records.FindAsync("default", "pinned", hash, Token))!.Value;

        Assert.Equal("Be brief.", kept.GetProperty("agent").GetProperty("prompt").GetString());
        Assert.Equal("default", kept.GetProperty("model").GetProperty("name").GetString());
        Assert.Equal("Finds a customer's order.", kept.GetProperty("tools")[0].GetProperty("description").GetString());
    }

    [Fact]
    public async Task Many_visits_of_one_agent_are_kept_once()
    {
        Write("Be brief.");
        _gate.Open();
        await using var engine = await StartAsync();
        for (var run = 0; run < 3; run++) await engine.RunAsync("desk", Talk.Input("where?"));

        Assert.Single(await engine.Store.Records.QueryAsync("default", "pinned", "", 0, 10, Token));
    }

    [Fact]
    public async Task A_visit_keeps_its_prices()
    {
        Write("Be brief.", "tools: [look_up]\nmodel: priced");
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        _price = 100;
        await engine.Host.CrashAsync();
        _gate.Open();
        await engine.WaitAsync(run);

        var models = (await engine.JournalAsync(run)).OfType<EffectStarted>().Where(started => started.Effect == EffectKind.Model);
        Assert.Equal([1, 1, 100, 100], models.Select(started => started.Request!.Value.GetProperty("prices").GetProperty("input_per_million").GetDecimal()));
    }

    [Fact]
    public async Task A_visit_whose_tool_is_gone_ends_with_the_cure()
    {
        Write("Be brief.");
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        _tool = "search";
        Write("Be brief.", "tools: [search]");
        await engine.Host.CrashAsync();

        var result = await engine.WaitAsync(run);

        Assert.Equal((RunStatus.Error, ErrorCodes.ToolUnknown), (result.Run.Status, result.Error!.Code));
        Assert.Contains("AddTool(\"look_up\", …)", result.Error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_whose_model_is_gone_ends_with_the_cure()
    {
        Write("Be brief.", "tools: [look_up]\nmodel: priced");
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        _price = 0;
        Write("Be brief.");
        await engine.Host.CrashAsync();

        var result = await engine.WaitAsync(run);

        Assert.Equal((RunStatus.Error, ErrorCodes.ModelUnknown), (result.Run.Status, result.Error!.Code));
        Assert.Contains("Baton:Models:priced", result.Error.Message, StringComparison.Ordinal);
    }

    private void Write(string prompt, string keys = "tools: [look_up]") =>
        File.WriteAllText(Path.Combine(_directory, "helper.md"), $"---\nname: helper\n{keys}\n---\n{prompt}\n");

    private Task<EngineFixture> StartAsync() => EngineFixture.StartAsync(new BatonTestOptions(Desk()) { Services = Configure });

    private void Configure(IServiceCollection services)
    {
        var baton = new BatonBuilder(services).AddAgents(_directory).AddTool(_tool, LookUpAsync);
        services.AddSingleton<Rehearsal>(new Script("helper", Reply));
        if (_price > 0) baton.AddModel("priced", provider => new Played(new OfflineChatClient(provider.GetServices<Rehearsal>())), new ModelPrices(_price, _price));
    }

    private RehearsalReply Reply(RehearsalRequest request)
    {
        _asked.Enqueue(request);
        return request.Messages[^1].Type == "tool" ? RehearsalReply.Say("found") : RehearsalReply.Call(_tool, new { id = "a" });
    }

    [Description("Finds a customer's order.")]
    private Task<string> LookUpAsync(string id, CancellationToken cancellation) => _gate.PassAsync(id, cancellation).AsTask();

    private async Task<Guid> InToolAsync(EngineFixture engine)
    {
        var run = await engine.StartRunAsync("desk", Talk.Input("where?"));
        await _gate.ArrivalAsync();
        return run;
    }

    private static GraphDefinition Desk() => Talk.Begin("desk")
        .Agent<string>("first", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
        .Agent<string>("second", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
        .End();

    /// <summary>A model that is none of the offline ones, and whose part the rehearsal plays all the same.</summary>
    private sealed class Played(IChatClient inner) : DelegatingChatClient(inner)
    {
        public override IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
            IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default)
        {
            options!.AdditionalProperties = new() { [OfflineChatClient.AgentKey] = "helper" };
            return base.GetStreamingResponseAsync(messages, options, cancellationToken);
        }
    }
}
