using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

public sealed class BatchTests
{
    private const string Good = """{"assistant_id":"chat","input":{"text":"hi"}}""";

    [Theory]
    [InlineData("""{"assistant_id":"chat","input":{"colour":"red"}}""", "BTN1201", 422)]
    [InlineData("""{"assistant_id":"nobody","input":{}}""", "BTN1102", 404)]
    [InlineData("""{"assistant_id":"chat"}""", "BTN1201", 422)]
    [InlineData("""{"assistant_id":"chat","input":{"text":"hi"},"webhook":"http://127.0.0.1/hook"}""", "BTN3017", 422)]
    [InlineData("""{"assistant_id":"chat","input":{"text":"hi"},"webhook":"nowhere"}""", "BTN6003", 422)]
    [InlineData("""{"assistant_id":"chat","checkpoint_id":"019c0000-0000-7000-8000-000000000001-0000002a","input":{"text":"hi"}}""", "BTN3013", 404)]
    public async Task A_fault_in_one_run_refuses_them_all(string bad, string code, int expected)
    {
        await using var server = await StartAsync();

        var (status, body) = await PostAsync(server, $"[{Good},{bad},{Good}]");

        Assert.Equal((expected, code), ((int)status, body.GetProperty("code").GetString()));
        Assert.All(body.GetProperty("faults").EnumerateArray(), fault => Assert.StartsWith("[1]", fault.GetProperty("where").GetString(), StringComparison.Ordinal));
        using var runs = await server.Client.GetAsync(new Uri("/ops/runs?hidden=true", UriKind.Relative), TestContext.Current.CancellationToken);
        Assert.Equal(0, (await TestServer.JsonAsync(runs)).GetArrayLength());
    }

    [Fact]
    public async Task Every_faulty_run_is_named()
    {
        await using var server = await StartAsync();

        var (status, body) = await PostAsync(server, $$$"""[{"assistant_id":"nobody"},{{{Good}}},{"assistant_id":"approval","input":{"amount":"five","colour":"red"}}]""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "BTN6003"), (status, body.GetProperty("code").GetString()));
        Assert.Equal(["[0]", "[2]/amount", "[2]/colour"], body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("where").GetString()!).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_batch_without_faults_starts_every_run()
    {
        await using var server = await StartAsync();

        var (status, body) = await PostAsync(server, $"[{Good},{Good}]");

        Assert.Equal((HttpStatusCode.OK, 2), (status, body.GetArrayLength()));
    }

    private static Task<RealServer> StartAsync() => RealServer.StartAsync(baton =>
    {
        foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
    });

    private static async Task<(HttpStatusCode Status, JsonElement Body)> PostAsync(RealServer server, string body)
    {
        using var content = new StringContent(body);
        using var response = await server.Client.PostAsync(new Uri("/runs/batch", UriKind.Relative), content, TestContext.Current.CancellationToken);
        return (response.StatusCode, await TestServer.JsonAsync(response));
    }
}
