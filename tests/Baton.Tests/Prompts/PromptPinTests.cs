using System.Collections.Concurrent;
using Baton.Agents.Loop;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Tests.Agents;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Prompts;

/// <summary>Which values a visit goes by, and what its calls can be rebuilt from.</summary>
public sealed class PromptPinTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;
    private readonly ConcurrentQueue<RehearsalRequest> _asked = [];
    private readonly Gate _gate = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_visit_under_way_keeps_its_values_over_a_crash_and_the_next_one_has_the_new_ones()
    {
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        await SetAsync(engine, "brief", 0);

        await engine.Host.CrashAsync();
        _gate.Open();
        var result = await engine.WaitAsync(run);

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(["Be friendly.", "Be friendly.", "Be brief.", "Be brief."], _asked.Select(request => request.Prompt));
        Assert.Equal(["", "", ".1", ".1"], (await VersionsAsync(engine, run)).Select(version => version[10..]));
    }

    [Fact]
    public async Task Another_server_goes_by_a_change_within_two_seconds()
    {
        _gate.Open();
        await using var engine = await StartAsync();
        var first = await engine.RunAsync("desk", Talk.Input("hi"));
        Assert.True(first.Error is null, first.Error?.Code + first.Error?.Message);
        using var other = new PromptDesk("variables: { tone: friendly }", engine.Store);
        await other.SetAsync("brief");

        await engine.RunAsync("desk", Talk.Input("hi"));
        engine.Clock.Advance(TimeSpan.FromSeconds(2.1));
        await engine.RunAsync("desk", Talk.Input("hi"));

        Assert.Equal(["Be friendly.", "Be friendly.", "Be brief."], _asked.Select(request => request.Prompt).Chunk(4).Select(prompts => prompts[0]));
    }

    [Fact]
    public async Task Every_call_of_a_run_can_be_rebuilt_as_it_was_sent()
    {
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        await SetAsync(engine, "brief", 0);
        _gate.Open();
        await engine.WaitAsync(run);
        await SetAsync(engine, "rude", 1);

        var starts = await StartsAsync(engine, run);
        var sent = _asked.ToList();
        Assert.Equal(4, starts.Count);
        for (var index = 0; index < starts.Count; index++)
        {
            var call = await Calls(engine).RebuildAsync("default", run, starts[index].Seq, Token);

            Assert.True(call.Exact);
            Assert.Equal((run, starts[index].Seq, starts[index].Body.Visit), (call.RunId, call.Seq, call.Visit));
            Assert.Equal(sent[index].Prompt, call.Messages[0].Content);
            Assert.Equal(sent[index].Messages.Select(message => (message.Type, message.Content)), call.Messages.Skip(1).Select(message => (message.Type, message.Content)));
            Assert.Equal(["look_up"], call.Tools.Select(tool => tool.Name));
        }
    }

    [Fact]
    public async Task A_call_can_be_rebuilt_from_the_entry_that_ends_it_and_while_its_run_goes_on()
    {
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        var done = (await engine.EntriesAsync(run)).First(entry => entry.Kind == EntryKind.EffectCompleted);

        var call = await Calls(engine).RebuildAsync("default", run, done.Seq, Token);

        Assert.True(call.Exact);
        Assert.Equal((await StartsAsync(engine, run))[0].Seq, call.Seq);
        _gate.Open();
        await engine.WaitAsync(run);
    }

    [Fact]
    public async Task What_is_no_model_call_is_not_rebuilt()
    {
        await using var engine = await StartAsync();
        var run = await InToolAsync(engine);
        var tool = (await engine.EntriesAsync(run)).Last(entry => entry.Kind == EntryKind.EffectStarted);

        Assert.Equal(ErrorCodes.CallUnknown, await EngineFixture.CodeAsync(() => Calls(engine).RebuildAsync("default", run, tool.Seq, Token).AsTask()));
        Assert.Equal(ErrorCodes.CallUnknown, await EngineFixture.CodeAsync(() => Calls(engine).RebuildAsync("default", run, 1, Token).AsTask()));
        Assert.Equal(ErrorCodes.RunUnknown, await EngineFixture.CodeAsync(() => Calls(engine).RebuildAsync("acme", run, tool.Seq, Token).AsTask()));
        _gate.Open();
        await engine.WaitAsync(run);
    }

    private Task<EngineFixture> StartAsync()
    {
        File.WriteAllText(Path.Combine(_directory, "helper.md"), "---\nname: helper\ntools: [look_up]\nvariables: { tone: friendly }\n---\nBe {{tone}}.\n");
        return EngineFixture.StartAsync(new BatonTestOptions(Desk()) { Services = Configure });
    }

    private void Configure(IServiceCollection services)
    {
        new BatonBuilder(services).AddAgents(_directory).AddTool("look_up", (string id, CancellationToken token) => _gate.PassAsync(id, token).AsTask());
        services.AddSingleton<Rehearsal>(new Script("helper", request =>
        {
            _asked.Enqueue(request);
            return request.Messages[^1].Type == "tool" ? RehearsalReply.Say("found") : RehearsalReply.Call("look_up", new { id = "a" });
        }));
    }

    private async Task<Guid> InToolAsync(EngineFixture engine)
    {
        var run = await engine.StartRunAsync("desk", Talk.Input("where?"));
        await _gate.ArrivalAsync();
        return run;
    }

    private static ValueTask<AgentPrompt> SetAsync(EngineFixture engine, string tone, int expected) =>
        engine.Host.Services.GetRequiredService<IPrompts>().ChangeAsync("default", "helper", new PromptChange(expected, new Dictionary<string, string> { ["tone"] = tone }), Token);

    private static ModelCalls Calls(EngineFixture engine) => engine.Host.Services.GetRequiredService<ModelCalls>();

    private static async Task<List<(int Seq, EffectStarted Body)>> StartsAsync(EngineFixture engine, Guid run) =>
    [
        .. (await engine.EntriesAsync(run)).Where(entry => entry.Kind == EntryKind.EffectStarted)
            .Select(entry => (entry.Seq, Body: (EffectStarted)JournalCodec.Decode(entry))).Where(start => start.Body.Effect == EffectKind.Model),
    ];

    private static async Task<IEnumerable<string>> VersionsAsync(EngineFixture engine, Guid run) =>
        (await StartsAsync(engine, run)).Select(start => start.Body.Request!.Value.GetProperty("prompt_version").GetString()!);

    private static GraphDefinition Desk() => Talk.Begin("desk")
        .Agent<string>("first", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
        .Agent<string>("second", "helper", state => state.Last, (state, answer) => state with { Lines = state.Lines.Add(answer) })
        .End();
}
