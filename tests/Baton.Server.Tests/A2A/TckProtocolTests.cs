using System.Net;
using System.Text;
using System.Text.Json;

namespace Baton.Server.Tests.A2A;

/// <summary>Envelopes, versions, error bodies and what is no message, as raw requests.</summary>
public sealed class TckProtocolTests(TckServer server) : IClassFixture<TckServer>
{
    private const string Get = """{"jsonrpc":"2.0","id":1,"method":"GetTask","params":{"id":"x"}}""";
    private const string Send = """{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"messageId":"ID","role":"ROLE_USER","parts":[{"text":"hi"}]}}}""";

    [Theory]
    [InlineData("{", -32700, "JSONRPC-ERR-001")]
    [InlineData("[]", -32600, "JSONRPC-FMT-001")]
    [InlineData("""{"id":1,"method":"GetTask"}""", -32600, "JSONRPC-FMT-001")]
    [InlineData("""{"jsonrpc":"1.0","id":1,"method":"GetTask"}""", -32600, "JSONRPC-FMT-001")]
    [InlineData("""{"jsonrpc":"2.0","id":{},"method":"GetTask"}""", -32600, "JSONRPC-FMT-001")]
    [InlineData("""{"jsonrpc":"2.0","id":1}""", -32600, "JSONRPC-FMT-001")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"NoSuchMethod"}""", -32601, "JSONRPC-SVC-001")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"message/send"}""", -32601, "JSONRPC-SVC-001")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"GetTask","params":[1]}""", -32602, "JSONRPC-FMT-002")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"GetTask","params":{}}""", -32602, "JSONRPC-FMT-002")]
    [InlineData("""{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{}}""", -32602, "JSONRPC-FMT-002")]
    [Tck("JSONRPC-FMT-001", "JSONRPC-FMT-002", "JSONRPC-SVC-001", "JSONRPC-SVC-002")]
    public async Task What_is_no_request_is_refused_with_its_code(string body, int code, string requirement)
    {
        Assert.StartsWith("JSONRPC", requirement, StringComparison.Ordinal);
        var (status, answer) = await RpcAsync(body);

        Assert.Equal(HttpStatusCode.OK, status);
        Shapes.AssertIs("RpcError", answer.GetProperty("error"));
        Assert.Equal(code, answer.GetProperty("error").GetProperty("code").GetInt32());
    }

    [Fact]
    [Tck("BIND-FIELD-001")]
    public async Task Every_fault_of_a_message_is_named_by_its_field()
    {
        var (_, answer) = await RpcAsync(
            """{"jsonrpc":"2.0","id":"a","method":"SendMessage","params":{"message":{"role":"user","parts":[{"text":1},{}],"unknown":1},"configuration":{"historyLength":"x"}}}""");

        var violations = answer.GetProperty("error").GetProperty("data")[1].GetProperty("fieldViolations").EnumerateArray().Select(violation => violation.GetProperty("field").GetString());
        Assert.Equal("a", answer.GetProperty("id").GetString());
        Assert.Superset(new HashSet<string?> { "message.messageId", "message.role", "message.parts[0].text", "message.parts[1].content", "configuration.historyLength" }, violations.ToHashSet());
    }

    [Theory]
    [InlineData("1.0", true)]
    [InlineData("1.0.1", true)]
    [InlineData("2.0", false)]
    [InlineData("abc", false)]
    [Tck("VER-SERVER-001", "VER-SERVER-002", "VER-CLIENT-001")]
    public async Task A_version_is_served_or_refused(string version, bool isServed)
    {
        var (_, answer) = await RpcAsync(Get, version);
        using var rest = await RestAsync(HttpMethod.Get, "/tasks/x", version: version);

        Assert.Equal(isServed ? -32001 : -32009, answer.GetProperty("error").GetProperty("code").GetInt32());
        Assert.Equal(isServed ? HttpStatusCode.NotFound : HttpStatusCode.BadRequest, rest.StatusCode);
    }

    [Fact]
    [Tck("VER-SERVER-003", "VER-CLIENT-002")]
    public async Task A_request_that_names_no_version_is_one_of_0_3_and_the_query_can_name_it()
    {
        var (_, old) = await RpcAsync("""{"jsonrpc":"2.0","id":1,"method":"tasks/get","params":{"id":"x"}}""", version: null);
        var (_, mistaken) = await RpcAsync(Get, version: null);
        var (_, named) = await RpcAsync(Get, version: null, query: "?A2A-Version=1.0");
        using var rest = await RestAsync(HttpMethod.Get, "/tasks/x", version: null);

        Assert.Equal((-32001, -32601, -32001), (Code(old), Code(mistaken), Code(named)));
        Assert.Equal("VERSION_NOT_SUPPORTED", (await JsonAsync(rest)).GetProperty("error").GetProperty("details")[0].GetProperty("reason").GetString());
    }

    [Fact]
    [Tck("HTTP_JSON-URL-001", "HTTP_JSON-URL-002", "HTTP_JSON-SVC-001", "HTTP_JSON-SVC-002", "BIND-EQUIV-001")]
    public async Task Empty_bodies_both_verbs_and_a_slash_at_the_end_are_taken()
    {
        var id = await AskedAsync();
        using var post = await RestAsync(HttpMethod.Post, $"/tasks/{id}:subscribe", body: "");
        using var get = await RestAsync(HttpMethod.Get, $"/tasks/{id}:subscribe");
        using var cancelled = await RestAsync(HttpMethod.Post, $"/tasks/{id}:cancel", body: "");
        var (status, _) = await RpcAsync(Get, path: "/");

        Assert.Equal(("text/event-stream", "text/event-stream"), (post.Content.Headers.ContentType?.MediaType, get.Content.Headers.ContentType?.MediaType));
        Assert.Equal((HttpStatusCode.OK, "application/a2a+json", HttpStatusCode.OK), (cancelled.StatusCode, cancelled.Content.Headers.ContentType?.MediaType, status));
    }

    [Theory]
    [InlineData("""{"text":"x","mediaType":"application/x-unknown"}""")]
    [InlineData("""{"raw":"aGk=","mediaType":"image/png"}""")]
    [InlineData("""{"data":{"text":"x"},"mediaType":"application/xml"}""")]
    [Tck("CORE-SEND-003", "BIND-EQUIV-002")]
    public async Task A_part_of_a_kind_that_the_card_does_not_name_is_refused(string part)
    {
        var (_, answer) = await RpcAsync(Send.Replace("""{"text":"hi"}""", part, StringComparison.Ordinal).Replace("ID", $"{Guid.NewGuid()}", StringComparison.Ordinal));
        using var rest = await RestAsync(
            HttpMethod.Post, "/message:send", $$$"""{"message":{"messageId":"{{{Guid.NewGuid()}}}","role":"ROLE_USER","parts":[{{{part}}}]}}""");

        Assert.Equal(-32005, Code(answer));
        Assert.Equal(HttpStatusCode.BadRequest, rest.StatusCode);
    }

    [Fact]
    public async Task A_data_part_is_the_typed_input_and_its_faults_have_their_places()
    {
        var client = server.Client(A2AClient.Rpc, "echo");
        var fine = await client.SendAsync(Data("""{"text":"typed"}"""));
        var (_, wrong) = await RpcAsync(
            """{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"messageId":"ID","role":"ROLE_USER","parts":[{"data":{"txt":1}}]}}}""".Replace("ID", $"{Guid.NewGuid()}", StringComparison.Ordinal),
            assistant: "echo");
        var text = await client.SendAsync($"{Guid.NewGuid()}");

        Assert.Equal("typed", fine.Task.GetProperty("artifacts")[0].GetProperty("parts")[0].GetProperty("data").GetProperty("reply").GetString());
        Assert.Contains("/txt", wrong.GetProperty("error").GetProperty("data")[1].GetRawText(), StringComparison.Ordinal);
        Assert.Equal("CONTENT_TYPE_NOT_SUPPORTED", text.Error);
    }

    [Fact]
    public async Task Null_counts_as_absent_and_names_may_be_those_of_the_proto()
    {
        var (_, answer) = await RpcAsync(
            """{"jsonrpc":"2.0","id":1,"method":"SendMessage","params":{"message":{"message_id":"ID","role":"ROLE_USER","context_id":null,"parts":[{"text":"hi","raw":null}]},"configuration":{"history_length":null}}}"""
                .Replace("ID", $"{Guid.NewGuid()}", StringComparison.Ordinal));

        Assert.Equal(1, answer.GetProperty("result").GetProperty("task").GetProperty("history").GetArrayLength());
    }

    [Fact]
    public async Task An_assistant_that_is_not_there_is_a_404()
    {
        var (status, answer) = await RpcAsync(Get, assistant: "nobody");
        using var rest = await RestAsync(HttpMethod.Get, "/tasks/x", assistant: "nobody");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (status, rest.StatusCode));
        Assert.Equal("BTN1102", answer.GetProperty("error").GetProperty("data")[0].GetProperty("metadata").GetProperty("code").GetString());
    }

    private static System.Text.Json.Nodes.JsonObject Data(string json)
    {
        var message = A2AClient.Message($"{Guid.NewGuid()}", "");
        message["parts"] = System.Text.Json.Nodes.JsonNode.Parse($$"""[{"data":{{json}}}]""");
        return message;
    }

    private async Task<string> AskedAsync() => (await server.Client(A2AClient.Rpc).SendAsync($"tck-input-required-{Guid.NewGuid()}")).Id;

    private static int Code(JsonElement answer) => answer.GetProperty("error").GetProperty("code").GetInt32();

    private async Task<(HttpStatusCode Status, JsonElement Answer)> RpcAsync(string body, string? version = "1.0", string query = "", string path = "", string assistant = TckAgent.Id)
    {
        using var response = await SendAsync(HttpMethod.Post, $"/a2a/{assistant}{path}{query}", body, version);
        return (response.StatusCode, await JsonAsync(response));
    }

    private Task<HttpResponseMessage> RestAsync(HttpMethod method, string path, string? body = null, string? version = "1.0", string assistant = TckAgent.Id) =>
        SendAsync(method, $"/a2a/{assistant}{path}", body, version);

    private async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body, string? version)
    {
        using var request = new HttpRequestMessage(method, path);
        if (body is not null) request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (version is not null) request.Headers.Add("A2A-Version", version);
        return await server.Server.Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    private static async Task<JsonElement> JsonAsync(HttpResponseMessage response) =>
        JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
}
