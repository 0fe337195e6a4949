using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.A2A;

/// <summary>A graph that says something to a remote agent and keeps what came of it.</summary>
internal static class RemoteDesk
{
    public const string Id = "remote_desk";

    public sealed record Ask(string Agent, string Text)
    {
        public string? Conversation { get; init; }

        public string? Task { get; init; }
    }

    public sealed record State(Ask Ask)
    {
        public Result? Result { get; init; }
    }

    public sealed record Result(string Text, string? Task, string? Conversation, bool Asks, string? Code)
    {
        public JsonElement? Data { get; init; }

        public IReadOnlyList<FileContent> Files { get; init; } = [];
    }

    public static GraphDefinition Define() => Graph
        .Define<Ask, State, Result>(Id, 1)
        .Start(ask => new State(ask))
        .RemoteAgent(
            "call",
            state => state.Ask.Agent,
            state => new RemoteRequest(state.Ask.Text)
            {
                Conversation = state.Ask.Conversation,
                Task = state.Ask.Task,
                Context = new Dictionary<string, string> { ["account_id"] = "A-7" },
            },
            (state, reply) => state with { Result = new Result(reply.Text, reply.Task, reply.Conversation, reply.IsInputRequired, null) { Data = reply.Data, Files = reply.Files } },
            (state, failure) => state with { Result = new Result(failure.Message, null, null, false, failure.Code) })
        .Return(state => state.Result!);

    public static RunRequest Request(string agent, string text, string? conversation = null, string? task = null) =>
        new(Id) { Input = JsonSerializer.SerializeToElement(new { agent = agent.Replace('-', '_'), text, conversation, task }) };

    /// <summary>True once the run knows its task and waits for it.</summary>
    public static async Task<bool> AwaitsAsync(RealServer server, Guid run)
    {
        var entries = await server.Services.GetRequiredService<JournalReader>().ReadAsync(run, 0, 100, TestContext.Current.CancellationToken);
        return entries.Any(entry => entry.Kind == EntryKind.EffectStarted && ((EffectStarted)JournalCodec.Decode(entry)).Name.StartsWith("await ", StringComparison.Ordinal));
    }

    public static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var limit = new CancellationTokenSource(TestServer.Patience);
        while (!await condition())
        {
            if (limit.IsCancellationRequested) throw new TimeoutException("What was waited for did not come.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None);
        }
    }
}
