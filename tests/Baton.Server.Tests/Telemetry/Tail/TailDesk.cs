using System.Text;
using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Telemetry.Tail;

/// <summary>A server that samples nothing, or little, at the head and exports to a receiver of its own; its desk does as it is told.</summary>
internal sealed class TailDesk : IAsyncDisposable
{
    public const string Said = "zebra-4711-jane.doe@example.com";

    private TailDesk(RealServer server, OtlpReceiver receiver) => (Server, Receiver) = (server, receiver);

    public RealServer Server { get; }

    public OtlpReceiver Receiver { get; }

    /// <summary>The spans that stand for whole runs.</summary>
    public static IEnumerable<ReceivedSpan> Runs(IEnumerable<ReceivedSpan> spans) => spans.Where(span => span.Tag("baton.tail") is not null);

    public static async Task<TailDesk> StartAsync(string share = "0", params (string Key, string Value)[] settings)
    {
        var receiver = await OtlpReceiver.StartAsync();
        var configuration = new Dictionary<string, string?>
        {
            ["Baton:Telemetry:Otlp:Endpoint"] = receiver.Address,
            ["Baton:Telemetry:Otlp:Metrics"] = "false",
            ["Baton:Telemetry:SampleRatio"] = share,
        };
        foreach (var (key, value) in settings) configuration[$"Baton:Telemetry:Tail:{key}"] = value;
        return new TailDesk(await RealServer.StartAsync(Graphs, configuration), receiver);
    }

    /// <summary>Starts a run and waits for its end.</summary>
    public async Task<Guid> RunAsync(string what, object? metadata = null, string? traceparent = null, string graph = "tail_desk")
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runs/wait")
        {
            Content = new StringContent(JsonSerializer.Serialize(new { assistant_id = graph, input = new { text = what }, metadata }), Encoding.UTF8, "application/json"),
        };
        if (traceparent is not null) request.Headers.Add("traceparent", traceparent);
        using var response = await Server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return Guid.Parse(response.Content.Headers.ContentLocation!.ToString().Split('/')[^1]);
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private static void Graphs(BatonBuilder baton) => baton
        .AddGraph(Graph.Define<Ask, Ask, Ask>("tail_desk", 1).Start(ask => ask).Function("work", WorkAsync).Return(ask => ask))
        .AddGraph(Graph.Define<Ask, Ask, Ask>("tail_parent", 1).Start(ask => ask)
            .Child<Ask, Ask>("delegate", "tail_desk", ask => ask, (ask, reply) => reply)
            .Parallel(
                "both",
                both => both.Function("left", (_, _) => ValueTask.FromResult(1)).Function("right", (_, _) => ValueTask.FromResult(2)),
                (ask, _) => ask)
            .OnError("delegate", "both")
            .Return(ask => ask));

    private static async ValueTask<Ask> WorkAsync(Ask ask, NodeContext context)
    {
        if (ask.Text == "slow") await Task.Delay(TimeSpan.FromMilliseconds(300), TimeProvider.System, context.Cancellation);
        if (ask.Text.StartsWith("fail", StringComparison.Ordinal)) throw new PermanentException($"It failed about {Said}.");
        return ask;
    }

    public sealed record Ask(string Text);
}
