using System.Net.Http.Headers;
using System.Text;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Http;

public sealed class BodyTests
{
    public static TheoryData<string, byte[], int, string> Bad => new()
    {
        { "not JSON", "{\"assistant_id\":"u8.ToArray(), 400, "BTN6001" },
        { "two values", "{} {}"u8.ToArray(), 400, "BTN6001" },
        { "too deep", Encoding.UTF8.GetBytes(new string('[', 200) + new string(']', 200)), 400, "BTN6001" },
        { "bad UTF-8", [.. "{\"assistant_id\":\"echo\",\"input\":{\"text\":\""u8, 0xC3, 0x28, .. "\"}}"u8], 400, "BTN6010" },
        { "half a surrogate pair", "{\"assistant_id\":\"echo\",\"input\":{\"text\":\"\\ud800\"}}"u8.ToArray(), 400, "BTN6010" },
        { "no object", "[1]"u8.ToArray(), 422, "BTN6003" },
        { "empty", [], 422, "BTN6003" },
        { "wrong type", "{\"assistant_id\":{}}"u8.ToArray(), 422, "BTN6003" },
        { "U+0000 in a name", "{\"assistant_id\":\"echo\\u0000\"}"u8.ToArray(), 422, "BTN6003" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task Bad_bodies_are_refused_and_nothing_is_stored(string what, byte[] body, int status, string code)
    {
        await using var server = await TestServer.StartAsync();
        foreach (var path in (string[])["/runs", "/runs/wait", "/runs/stream", "/threads/t/runs/wait"])
        {
            using var response = await PostAsync(server, path, body, "application/json");
            Assert.True(status == (int)response.StatusCode, $"{what} at {path}: {response.StatusCode}");
            var error = await TestServer.JsonAsync(response);
            Assert.Equal(code, error.GetProperty("code").GetString());
            Assert.NotEmpty(error.GetProperty("detail").GetString()!);
        }

        Assert.Empty(server.Engine.Started);
        Assert.Equal(0, await server.Store.Threads.CountAsync(new("default"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("/ops/runs?thread=%00")]
    [InlineData("/ops/runs?q=a%00b")]
    [InlineData("/ops/costs?user=%00")]
    [InlineData("/ops/inbox?thread=%00")]
    public async Task A_query_with_what_no_database_keeps_is_refused(string path)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal("BTN6003", (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task Metadata_as_deep_as_a_body_may_be_can_be_read_back_in_a_list()
    {
        await using var server = await TestServer.StartAsync();
        static byte[] Nested(int levels) => Encoding.UTF8.GetBytes(
            "{\"metadata\":" + string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels) + "}");

        using var refused = await PostAsync(server, "/threads", Nested(48), "application/json");
        using var taken = await PostAsync(server, "/threads", Nested(47), "application/json");
        using var listed = await PostAsync(server, "/threads/search", "{}"u8.ToArray(), "application/json");

        Assert.Equal((400, 200, 200), ((int)refused.StatusCode, (int)taken.StatusCode, (int)listed.StatusCode));
        Assert.Equal(1, (await TestServer.JsonAsync(listed)).GetArrayLength());
    }

    [Fact]
    public async Task A_message_of_10_MB_is_a_clear_413()
    {
        await using var server = await TestServer.StartAsync();
        var body = Encoding.UTF8.GetBytes($$$"""{"assistant_id":"echo","input":{"text":"{{{new string('x', 10_000_000)}}}"}}""");
        using var response = await PostAsync(server, "/runs/wait", body, "application/json");
        Assert.Equal(413, (int)response.StatusCode);
        var error = await TestServer.JsonAsync(response);
        Assert.Equal("BTN6002", error.GetProperty("code").GetString());
        Assert.Contains("Baton:MaxBodyBytes", error.GetProperty("detail").GetString(), StringComparison.Ordinal);
        Assert.Empty(server.Engine.Started);
    }

    [Fact]
    public async Task The_limit_can_be_raised_and_a_body_in_many_pieces_is_read()
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?> { ["Baton:MaxBodyBytes"] = "12000000" });
        server.Engine.Succeed("{}");
        var text = new string('x', 10_000_000);
        using var content = new StringContent($$$"""{"assistant_id":"echo","input":{"text":"{{{text}}}"}}""");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runs/wait") { Content = content };
        request.Headers.TransferEncodingChunked = true;
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal(200, (int)response.StatusCode);
        Assert.Equal(text, Assert.Single(server.Engine.Started).Input!.Value.GetProperty("text").GetString());
    }

    [Theory]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("text/plain")]
    [InlineData(null)]
    public async Task The_content_type_is_not_checked(string? contentType)
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Succeed("{}");
        using var response = await PostAsync(server, "/runs/wait", "{\"assistant_id\":\"echo\",\"input\":{}}"u8.ToArray(), contentType);
        Assert.Equal(200, (int)response.StatusCode);
    }

    [Fact]
    public async Task A_failure_inside_says_nothing_about_the_inside()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Refusal = new InvalidOperationException("secret table name");
        using var response = await server.PostAsync("/runs", """{"assistant_id":"echo"}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(500, (int)response.StatusCode);
        Assert.Contains("BTN6011", text, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("BTN3001", 409)]
    [InlineData("BTN3003", 404)]
    [InlineData("BTN1201", 422)]
    [InlineData("BTN4004", 503)]
    public async Task A_refusal_of_the_engine_keeps_its_code(string code, int status)
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Refusal = new Errors.BatonException(code, "Try something else.");
        using var response = await server.PostAsync("/runs/wait", """{"assistant_id":"echo"}""");
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal($$"""{"detail":"Try something else.","code":"{{code}}"}""", (await TestServer.JsonAsync(response)).GetRawText());
    }

    [Theory]
    [InlineData("GET", "/no/such/path", 404, "BTN6013")]
    [InlineData("GET", "/threads/t/runs/not-a-run", 404, "BTN6013")]
    [InlineData("PUT", "/runs/wait", 405, "BTN6013")]
    [InlineData("GET", "/ops/runs?limit=many", 422, "BTN6003")]
    [InlineData("GET", "/threads/t-1/runs?limit=many", 422, "BTN6003")]
    public async Task What_routing_refuses_is_explained_too(string method, string path, int status, string code)
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(new HttpMethod(method), path);
        Assert.Equal(status, (int)response.StatusCode);
        Assert.Equal(code, (await TestServer.JsonAsync(response)).GetProperty("code").GetString());
    }

    [Fact]
    public async Task A_full_queue_says_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Refusal = new Errors.BatonException(Errors.ErrorCodes.PoolFull, "The pool 'default' is full.");
        using var response = await server.PostAsync("/runs", """{"assistant_id":"echo"}""");
        Assert.Equal(429, (int)response.StatusCode);
        Assert.NotNull(response.Headers.RetryAfter?.Delta);
    }

    private static async Task<HttpResponseMessage> PostAsync(TestServer server, string path, byte[] body, string? contentType)
    {
        using var content = new ByteArrayContent(body);
        content.Headers.ContentType = contentType is null ? null : new MediaTypeHeaderValue(contentType);
        return await server.Client.PostAsync(new Uri(path, UriKind.Relative), content, TestContext.Current.CancellationToken);
    }
}
