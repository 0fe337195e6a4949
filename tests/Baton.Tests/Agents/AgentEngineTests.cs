using System.Text.Json;
using Baton.Agents.Models;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Tests.Agents;

/// <summary>Agents inside graphs that the engine runs.</summary>
public sealed class AgentEngineTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly InMemoryStore _store = new(TimeProvider.System);

    [Fact]
    public async Task An_agent_node_puts_its_record_into_the_state_and_its_calls_into_the_journal()
    {
        await using var engine = await StartAsync(
            request => request.Messages[^1].Type == "tool"
                ? RehearsalReply.Answer(new Verdict("found", request.Messages[^1].Content))
                : RehearsalReply.Call("look_up", new { id = "a" }),
            (string id) => $"order {id}");

        var run = await engine.StartRunAsync("where is a?");
        var result = await engine.WaitAsync(run);

        Assert.Equal("found: order a", result.Output!.Value.GetProperty("text").GetString());
        var started = (await engine.JournalAsync(run)).OfType<EffectStarted>().ToList();
        Assert.Equal([EffectKind.Model, EffectKind.Tool, EffectKind.Model], started.Select(entry => entry.Effect));
        Assert.Equal("helper", started[0].Request!.Value.GetProperty("agent").GetString());
    }

    [Fact]
    public async Task Whoever_streams_the_run_reads_the_agent_as_it_writes()
    {
        await using var engine = await StartAsync(_ => RehearsalReply.Answer(new Verdict("kind words", "here")), () => "");

        var run = await engine.StartRunAsync("hi");
        var text = "";
        await foreach (var frame in engine.Runs.StreamAsync("default", run, new StreamRequest(StreamModes.MessagesTuple), TestContext.Current.CancellationToken))
        {
            if (frame.Event != "messages") continue;
            var message = JsonSerializer.Deserialize<JsonElement>(frame.Data.Span)[0];
            Assert.Equal("helper", message.GetProperty("name").GetString());
            text += message.GetProperty("content").GetString();
        }

        Assert.Equal("""{"kind":"kind words","detail":"here"}""", text);
    }

    [Fact]
    public async Task A_server_that_stops_within_a_tool_loses_nothing_and_asks_the_model_nothing_twice()
    {
        var asked = 0;
        var entered = new TaskCompletionSource();
        RehearsalReply Reply(RehearsalRequest request)
        {
            Interlocked.Increment(ref asked);
            return request.Messages[^1].Type == "tool"
                ? RehearsalReply.Answer(new Verdict("found", request.Messages[^1].Content))
                : RehearsalReply.Call("look_up", new { id = "a" });
        }

        Guid run;
        await using (var first = await StartAsync(Reply, async (string id, CancellationToken cancellation) =>
        {
            entered.TrySetResult();
            await Task.Delay(Timeout.Infinite, cancellation);
            return id;
        }))
        {
            run = await first.StartRunAsync("where is a?");
            await entered.Task.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }

        await using var second = await StartAsync(Reply, (string id) => $"order {id}");
        var result = await second.WaitAsync(run);

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(2, asked);
        Assert.Contains((await second.JournalAsync(run)).OfType<EffectStarted>(), started => started is { Effect: EffectKind.Tool, Repeated: true });
    }

    [Fact]
    public async Task A_tool_that_fails_for_good_is_recorded_and_the_run_goes_on()
    {
        await using var engine = await StartAsync(
            request => request.Messages[^1].Type == "tool"
                ? RehearsalReply.Answer(new Verdict("told", request.Messages[^1].Content))
                : RehearsalReply.Call("look_up", new { }),
            string () => throw new PermanentException("The order system is closed."));

        var result = await engine.WaitAsync(await engine.StartRunAsync("x"));

        Assert.Equal("told: Error: the tool failed: The order system is closed.", result.Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task An_answer_that_cannot_be_repaired_goes_to_the_node_that_handles_it()
    {
        await using var engine = await StartAsync(_ => RehearsalReply.Say("no JSON at all"), () => "");

        var result = await engine.WaitAsync(await engine.StartRunAsync("x"));

        Assert.Equal("fallback", result.Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task While_one_tool_waits_for_its_next_try_the_run_sleeps_and_the_other_tool_is_not_called_again()
    {
        var calls = new System.Collections.Concurrent.ConcurrentQueue<string>();
        await using var engine = await StartAsync(
            request => request.Messages[^1].Type == "tool"
                ? RehearsalReply.Answer(new Verdict("both", string.Join(", ", request.Messages.Where(message => message.Type == "tool").Select(message => message.Content))))
                : new RehearsalReply("", [new("look_up", new { id = "busy" }), new("look_up", new { id = "free" })]),
            (string id) =>
            {
                calls.Enqueue(id);
                return id == "busy" && calls.Count(call => call == "busy") < 3 ? throw new TransientException("Busy.", TimeSpan.FromMilliseconds(20)) : id;
            });

        var run = await engine.StartRunAsync("x");
        var result = await engine.WaitAsync(run);

        Assert.Equal("both: busy, free", result.Output!.Value.GetProperty("text").GetString());
        Assert.Equal(["busy", "busy", "busy", "free"], calls.Order(StringComparer.Ordinal));
        Assert.Contains((await engine.JournalAsync(run)).OfType<TicketOpened>(), ticket => ticket.Kind == TicketKind.Retry);
    }

    private static GraphDefinition Desk() => Graph.Define<Ask, State, Reply>("desk", 1)
        .Start(ask => new State(ask.Text, ""))
        .Agent<Verdict>("help", "helper", state => state.Question, (state, verdict) => state with { Answer = $"{verdict.Kind}: {verdict.Detail}" }, next: Graph.End)
        .Function("fallback", state => state with { Answer = "fallback" })
        .OnError("help", "fallback")
        .Return(state => new Reply(state.Answer));

    private async Task<Engine> StartAsync(Func<RehearsalRequest, RehearsalReply> reply, Delegate tool)
    {
        var directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;
        await File.WriteAllTextAsync(
            Path.Combine(directory, "helper.md"), "---\nname: helper\noutput: Verdict\ntools: [look_up]\n---\nYou help.", TestContext.Current.CancellationToken);
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        services.AddSingleton<IStore>(_store);
        services.AddBatonEngine().Configure<EngineOptions>(options =>
        {
            options.DrainTime = TimeSpan.FromMilliseconds(50);
            options.InMemoryWait = TimeSpan.Zero;
        });
        services.AddSingleton<Rehearsal>(new Script("helper", reply));
        new BatonBuilder(services).AddGraph(Desk()).AddAgents(directory).AddOutput<Verdict>().AddTool("look_up", tool);
        var engine = new Engine(services.BuildServiceProvider(), _store, directory);
        await engine.StartAsync();
        return engine;
    }

    private sealed class Engine(ServiceProvider services, IStore store, string directory) : IAsyncDisposable
    {
        public IRuns Runs => services.GetRequiredService<IRuns>();

        public async Task StartAsync()
        {
            foreach (var service in services.GetServices<IHostedService>()) await service.StartAsync(TestContext.Current.CancellationToken);
        }

        public async Task<Guid> StartRunAsync(string text)
        {
            var request = new RunRequest("desk") { Input = JsonSerializer.SerializeToElement(new Ask(text), BatonJson.Options) };
            return (await Runs.StartAsync(request, TestContext.Current.CancellationToken)).Run.Id;
        }

        public async Task<RunResult> WaitAsync(Guid run) =>
            await Runs.WaitAsync("default", run, TestContext.Current.CancellationToken).AsTask().WaitAsync(Patience, TestContext.Current.CancellationToken);

        public async Task<List<EntryBody>> JournalAsync(Guid run)
        {
            var bodies = new List<EntryBody>();
            foreach (var entry in await new JournalReader(store).ReadAsync(run, 0, 1_000, TestContext.Current.CancellationToken)) bodies.Add(JournalCodec.Decode(entry));
            return bodies;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in services.GetServices<IHostedService>()) await service.StopAsync(CancellationToken.None);
            await services.DisposeAsync();
            Directory.Delete(directory, recursive: true);
        }
    }

    private sealed record Ask(string Text);

    private sealed record State(string Question, string Answer);

    private sealed record Reply(string Text);

    private sealed record Verdict(string Kind, string Detail);
}
