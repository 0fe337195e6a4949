using System.Text.Json;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Tests.Engine;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.RemoteAgents;

/// <summary>A graph that says something to an agent and keeps what came of it.</summary>
internal static class Caller
{
    public sealed record Ask(string Agent, string Text)
    {
        public string? Conversation { get; init; }

        public string? Task { get; init; }

        public IReadOnlyDictionary<string, string> Context { get; init; } = new Dictionary<string, string>();
    }

    public sealed record State(Ask Ask)
    {
        public RemoteReply? Reply { get; init; }

        public RemoteFailure? Failure { get; init; }
    }

    public sealed record Result(string Text, string? Task, string? Conversation, bool Asks, string? Code)
    {
        public string? Agent { get; init; }

        public string? Version { get; init; }

        public JsonElement? Data { get; init; }

        public IReadOnlyList<Baton.Contracts.FileContent> Files { get; init; } = [];

        public double Seconds { get; init; }
    }

    public static RemoteRequest Request(Ask ask) => new(ask.Text) { Conversation = ask.Conversation, Task = ask.Task, Context = ask.Context, Stage = "test" };

    public static GraphDefinition Graph() => Baton.Graphs.Graph
        .Define<Ask, State, Result>("caller", 1)
        .Start(ask => new State(ask))
        .RemoteAgent(
            "call", state => state.Ask.Agent, state => Request(state.Ask), (state, reply) => state with { Reply = reply },
            (state, failure) => state with { Failure = failure })
        .Return(state => Of(state));

    public static Result Of(State state) => new(
        state.Reply?.Text ?? state.Failure!.Message, state.Reply?.Task, state.Reply?.Conversation, state.Reply?.IsInputRequired ?? false, state.Failure?.Code)
    {
        Agent = state.Reply?.Agent ?? state.Failure!.Agent,
        Version = state.Reply?.Version ?? state.Failure!.Version,
        Data = state.Reply?.Data,
        Files = state.Reply?.Files ?? [],
        Seconds = state.Reply?.Duration.TotalSeconds ?? 0,
    };

    public static Task<EngineFixture> StartAsync(IReadOnlyDictionary<string, string?> settings, params GraphDefinition[] graphs) =>
        EngineFixture.StartAsync(Options(settings, graphs) with { Time = TimeProvider.System });

    public static BatonTestOptions Options(IReadOnlyDictionary<string, string?> settings, params GraphDefinition[] graphs) => new([Graph(), .. graphs])
    {
        Services = services => services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(settings).Build()),
    };

    public static async Task<Result> CallAsync(this EngineFixture engine, string agent, string text, string? conversation = null, string? task = null) =>
        Read(await engine.RunAsync("caller", new { agent, text, conversation, task }));

    public static Result Read(Baton.Engine.Runs.RunResult result)
    {
        Assert.True(result.Output is not null, $"{result.Run.Status} {result.Error?.Code} {result.Error?.Message}");
        return result.Output!.Value.Deserialize<Result>(Baton.Contracts.BatonJson.Options)!;
    }
}
