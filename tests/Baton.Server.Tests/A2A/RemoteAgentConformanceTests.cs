using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.A2A;

/// <summary>Baton's node for remote agents against an agent behind the server of the A2A project's JavaScript SDK.</summary>
public sealed class RemoteAgentConformanceTests
{
    private static readonly string[] _lines = ["plain", "stream", "rest", "rest-stream", "old", "old-stream"];

    [Fact]
    public async Task Every_line_of_the_protocol_is_spoken()
    {
        await using var agent = await NodeAgent.StartAsync();
        await using var server = await ServerAsync(agent);
        foreach (var line in _lines)
        {
            Assert.Equal($"{line}: hello A-7", $"{line}: {await SayAsync(server, line, "complete")}");
            Assert.Equal($"{line}: chunk-1 chunk-2", $"{line}: {await SayAsync(server, line, "chunks")}");
            Assert.Equal($"{line}: a message", $"{line}: {await SayAsync(server, line, "message")}");
            Assert.Equal($"{line}: BTN6506", $"{line}: {await SayAsync(server, line, "fail")}");
            Assert.Equal($"{line}: BTN6507", $"{line}: {await SayAsync(server, line, "reject")}");
        }
    }

    [Fact]
    public async Task Parts_of_every_kind_come_through()
    {
        await using var agent = await NodeAgent.StartAsync();
        await using var server = await ServerAsync(agent);
        foreach (var line in _lines)
        {
            var reply = await CallAsync(server, line, "parts");

            Assert.Equal((line, "see", 1), (line, reply.Text, reply.Data!.Value.GetProperty("n").GetInt32()));
            Assert.Equal(["aGk= hi.txt ", " x https://example.com/x"], reply.Files.Select(file => $"{file.Bytes} {file.Name} {file.Uri}"));
        }
    }

    [Fact]
    public async Task A_question_is_answered()
    {
        await using var agent = await NodeAgent.StartAsync();
        await using var server = await ServerAsync(agent);
        foreach (var line in _lines)
        {
            var asked = await CallAsync(server, line, "ask");
            var answered = await CallAsync(server, line, "the first", asked.Conversation, asked.Task);

            Assert.Equal((line, "Which one?", true), (line, asked.Text, asked.Asks));
            Assert.Equal((line, "thank you for the first", false, asked.Task), (line, answered.Text, answered.Asks, answered.Task));
        }
    }

    [Fact]
    public async Task A_cancel_reaches_the_task()
    {
        await using var agent = await NodeAgent.StartAsync();
        await using var server = await ServerAsync(agent);
        using var http = new HttpClient();
        var runs = server.Services.GetRequiredService<IRuns>();
        var cancelled = 0;
        foreach (var line in _lines)
        {
            var run = (await runs.StartAsync(RemoteDesk.Request(line, "hold"), TestContext.Current.CancellationToken)).Run.Id;
            await RemoteDesk.UntilAsync(async () => await RemoteDesk.AwaitsAsync(server, run));

            await runs.CancelAsync("default", run, "enough", rollback: false, TestContext.Current.CancellationToken);
            await runs.WaitAsync("default", run, TestContext.Current.CancellationToken);

            cancelled++;
            await RemoteDesk.UntilAsync(async () => await http.GetStringAsync($"{agent.Address}/cancelled", TestContext.Current.CancellationToken) == $"{cancelled}");
        }
    }

    private static async Task<string> SayAsync(RealServer server, string line, string text)
    {
        var reply = await CallAsync(server, line, text);
        return reply.Code ?? reply.Text;
    }

    private static async Task<RemoteDesk.Result> CallAsync(RealServer server, string line, string text, string? conversation = null, string? task = null)
    {
        var runs = server.Services.GetRequiredService<IRuns>();
        var started = await runs.StartAsync(RemoteDesk.Request(line, text, conversation, task), TestContext.Current.CancellationToken);
        var result = await runs.WaitAsync("default", started.Run.Id, TestContext.Current.CancellationToken);
        Assert.True(result.Output is not null, $"{line}: {result.Run.Status} {result.Error?.Code} {result.Error?.Message}");
        return result.Output!.Value.Deserialize<RemoteDesk.Result>(Baton.Contracts.BatonJson.Options)!;
    }

    private static Task<RealServer> ServerAsync(NodeAgent agent) => RealServer.StartAsync(
        baton => baton.AddGraph(RemoteDesk.Define()),
        _lines.SelectMany(line => new[]
        {
            KeyValuePair.Create($"Baton:RemoteAgents:{line.Replace('-', '_')}:Url", (string?)$"{agent.Address}/{line}"),
            KeyValuePair.Create($"Baton:RemoteAgents:{line.Replace('-', '_')}:AllowPrivate", (string?)"true"),
        }).ToDictionary());
}
