using System.Text;
using System.Text.Json;
using Baton.LedgerServer.Tracing;
using Baton.Postgres.Testing;
using Baton.Server.Tests.Cli;
using Baton.Server.Tests.Kill;

namespace Baton.Server.Tests.Telemetry;

/// <summary>
/// One user's action over two processes that share a database: the first executes the desk, the second the clerk whom the desk asks and, a
/// person's answer later, takes that answer. Played once for all tests.
/// </summary>
public sealed class TwoServers : IAsyncLifetime
{
    /// <summary>What is said, answered and found; nothing that is exported may hold it.</summary>
    public const string Said = "zebra-4711-jane.doe@example.com";

    private readonly string _thread = $"{Guid.NewGuid()}";

    internal IReadOnlyList<ReceivedSpan> Spans { get; private set; } = [];

    internal OtlpReceiver? Receiver { get; private set; }

    internal string Metrics { get; private set; } = "";

    internal HttpResponseMessage? Asked { get; private set; }

    internal string AskedBody { get; private set; } = "";

    public async ValueTask InitializeAsync()
    {
        if (!PostgresInstallation.IsPresent) return;
        using var database = PostgresServer.Create();
        Receiver = await OtlpReceiver.StartAsync();
        using var data = new TemporaryData();
        await using var desk = Server(data, database, TracedDesk.DeskPool);
        await using var clerk = Server(data, database, TracedDesk.ClerkPool);
        await desk.StartAsync(TestContext.Current.CancellationToken);
        await clerk.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { Timeout = Fixtures.TestServer.Patience };
        (await client.GetAsync(new Uri(await desk.AddressAsync(default), "/metrics"))).EnsureSuccessStatusCode();
        var path = $"/threads/{_thread}/runs/wait";
        Asked = await client.PostAsync(new Uri(await desk.AddressAsync(default), path), Json(new
        {
            assistant_id = TracedDesk.Desk,
            if_not_exists = "create",
            input = new { text = Said, ask = true },
            metadata = new { feature = "refunds", vertical = Said, note = Said },
            webhook = $"{Receiver.Address}/hook",
        }));
        AskedBody = await Asked.Content.ReadAsStringAsync();
        using var resumed = await client.PostAsync(
            new Uri(await clerk.AddressAsync(default), path), Json(new { assistant_id = TracedDesk.Desk, command = new { resume = new { text = Said } } }));
        Assert.Contains(Said, await resumed.Content.ReadAsStringAsync(), StringComparison.Ordinal);
        Spans = await Receiver.UntilAsync(spans =>
            spans.Any(span => span.Name == "deliver_webhook") && spans.Any(span => span.Name == "invoke_workflow traced_desk" && span.Tag("baton.status") == "success")
            && spans.Count(span => span.Name.StartsWith("POST /threads", StringComparison.Ordinal)) == 2 && Receiver.MetricRequests > 1);
        Metrics = await client.GetStringAsync(new Uri(await desk.AddressAsync(default), "/metrics"));
    }

    public async ValueTask DisposeAsync()
    {
        Asked?.Dispose();
        if (Receiver is not null) await Receiver.DisposeAsync();
    }

    private static StringContent Json(object body) => new(JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");

    private ServerProcess Server(TemporaryData data, PostgresServer database, string pool) => new(
        data.Data, "--store", "postgres", "--connection", database.ConnectionString, "--traced", "yes",
        "--Baton:Engine:ServedPools", pool, "--Baton:Engine:AllowPrivateWebhooks", "true",
        "--Baton:Telemetry:Otlp:Endpoint", Receiver!.Address, "--Baton:Telemetry:Otlp:MetricsInterval", "00:00:01");
}
