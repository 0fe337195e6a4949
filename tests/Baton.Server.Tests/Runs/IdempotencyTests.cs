using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

public sealed class IdempotencyTests
{
    private const string One = """{"assistant_id":"chat","input":{"text":"one"},"if_not_exists":"create"}""";
    private const string Two = """{"assistant_id":"chat","input":{"text":"two"},"if_not_exists":"create"}""";

    [Theory]
    [InlineData("/threads/b/runs/wait", One)]
    [InlineData("/threads/b/runs/wait", Two)]
    [InlineData("/threads/a/runs/wait", Two)]
    [InlineData("/threads/a/runs", Two)]
    [InlineData("/threads/a/runs/stream", Two)]
    [InlineData("/runs/wait", One)]
    [InlineData("/threads/a/runs/wait", """{"assistant_id":"slow","input":{"milliseconds":0,"tag":"one"}}""")]
    [InlineData("/threads/a/runs/wait", """{"assistant_id":"chat","command":{"goto":"model"}}""")]
    [InlineData("/threads/a/runs/wait", """{"assistant_id":"chat","command":{"update":{"messages":[]}}}""")]
    [InlineData("/threads/a/runs/wait", """{"assistant_id":"chat","input":{"text":"one"},"context":{"customer":"other"}}""")]
    public async Task A_key_of_another_request_is_refused_and_nothing_is_stored(string path, string body)
    {
        await using var server = await StartAsync();
        await SendAsync(server, "/threads/a/runs/wait", One);

        var (status, answer) = await SendAsync(server, path, body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, status);
        Assert.Equal("BTN3016", answer.GetProperty("code").GetString());
        Assert.Equal(1, (await SendAsync(server, "/threads/count", "{}")).Body.GetInt32());
        Assert.Equal(1, (await SendAsync(server, "/ops/runs", null)).Body.GetArrayLength());
    }

    [Theory]
    [InlineData("""{"assistant_id":"chat","input":{"text":"one"}}""")]
    [InlineData("""{ "input": { "text": "\u006fne" }, "assistant_id": "chat", "metadata": {"try": 2} }""")]
    [InlineData("""{"assistant_id":"chat","input":{"messages":[{"role":"user","content":"one"}]}}""")]
    public async Task The_same_request_in_other_words_gets_the_first_output(string body)
    {
        await using var server = await StartAsync();
        var first = await SendAsync(server, "/threads/a/runs/wait", One);

        var again = await SendAsync(server, "/threads/a/runs/wait", body);

        Assert.Equal(HttpStatusCode.OK, again.Status);
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
    }

    [Fact]
    public async Task A_key_of_another_answer_is_refused()
    {
        await using var server = await StartAsync();
        await SendAsync(server, "/threads/a/runs/wait", """{"assistant_id":"approval","input":{"amount":5},"if_not_exists":"create"}""", "begin");
        await SendAsync(server, "/threads/a/runs/wait", """{"assistant_id":"approval","command":{"resume":true}}""");

        var (status, answer) = await SendAsync(server, "/threads/a/runs/wait", """{"assistant_id":"approval","command":{"resume":false}}""");

        Assert.Equal((HttpStatusCode.UnprocessableEntity, "BTN3016"), (status, answer.GetProperty("code").GetString()));
    }

    private static Task<RealServer> StartAsync() => RealServer.StartAsync(baton =>
    {
        foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
    });

    private static async Task<(HttpStatusCode Status, JsonElement Body)> SendAsync(RealServer server, string path, string? body, string key = "same")
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null) request.Content = new StringContent(body);
        request.Headers.Add("Idempotency-Key", key);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, await TestServer.JsonAsync(response));
    }
}
