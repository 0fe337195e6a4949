using System.Text;
using System.Text.Json;
using Baton.LedgerServer.Tracing;
using Baton.Postgres.Testing;
using Baton.Server.Tests.Cli;
using Baton.Server.Tests.Kill;

namespace Baton.Server.Tests.Telemetry.Tail;

public sealed class TailOverServersTests
{
    [Fact]
    public async Task A_tree_over_two_processes_is_exported_once_and_by_one_of_them()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);
        using var database = PostgresServer.Create();
        await using var receiver = await OtlpReceiver.StartAsync();
        using var data = new TemporaryData();
        await using var desk = Server(data, database, receiver, TracedDesk.DeskPool);
        await using var clerk = Server(data, database, receiver, TracedDesk.ClerkPool);
        await desk.StartAsync(TestContext.Current.CancellationToken);
        await clerk.StartAsync(TestContext.Current.CancellationToken);
        using var client = new HttpClient { Timeout = Fixtures.TestServer.Patience };
        var body = JsonSerializer.Serialize(new { assistant_id = TracedDesk.Desk, input = new { text = TailDesk.Said } });
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await client.PostAsync(new Uri(await desk.AddressAsync(TestContext.Current.CancellationToken), "/runs/wait"), content, TestContext.Current.CancellationToken);
        var trace = Assert.Single(response.Headers.GetValues("x-trace-id"));

        var spans = await receiver.UntilAsync(spans => spans.Any(span => span.Name == "chat scripted-1"));

        Assert.All(spans, span => Assert.Equal(trace, span.Trace));
        var top = Assert.Single(spans, span => span.Parent.Length == 0);
        Assert.Equal(("invoke_workflow traced_desk", "cost"), (top.Name, top.Tag("baton.tail")));
        Assert.All(spans.Where(span => span != top), span => Assert.Contains(spans, other => other.Id == span.Parent));
        Assert.Single(spans, span => span.Name == "invoke_workflow traced_clerk");
        Assert.Single(spans, span => span.Name == "execute_tool find_order");
        Assert.Single(spans.Select(span => span.Instance).Distinct());
        Assert.DoesNotContain("zebra", receiver.Everything, StringComparison.Ordinal);
    }

    private static ServerProcess Server(TemporaryData data, PostgresServer database, OtlpReceiver receiver, string pool) => new(
        data.Data, "--store", "postgres", "--connection", database.ConnectionString, "--traced", "yes",
        "--Baton:Engine:ServedPools", pool, "--Baton:Telemetry:Otlp:Endpoint", receiver.Address,
        "--Baton:Telemetry:SampleRatio", "0", "--Baton:Telemetry:Tail:CostUsd", "0.001");
}
