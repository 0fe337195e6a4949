using System.Text.Json;
using Baton.Agents.Models;
using Baton.Errors;
using Baton.Tests.Agents;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Tests.Tools;

/// <summary>Operations of an HTTP service that an OpenAPI document describes, called over the wire.</summary>
public sealed class OpenApiToolTests
{
    private const string Document = """
        openapi: 3.0.3
        servers: [{ url: "https://shop.example.com/v1" }]
        paths:
          /orders/{id}:
            parameters: [{ name: id, in: path, required: true, schema: { type: string } }]
            get:
              operationId: get_order
              summary: Finds an order.
              parameters:
                - { name: fields, in: query, schema: { type: array, items: { type: string } } }
                - { name: X-Region, in: header, schema: { type: string } }
                - { name: Authorization, in: header, schema: { type: string } }
          /orders:
            post:
              operationId: create_order
              description: Orders something.
              requestBody:
                required: true
                content: { application/json: { schema: { $ref: "#/components/schemas/Order" } } }
        components:
          schemas:
            Order:
              type: object
              required: [sku]
              properties:
                sku: { type: string, example: abc }
                note: { type: string, nullable: true }
                parts: { type: array, items: { $ref: "#/components/schemas/Order" } }
        """;

    [Fact]
    public async Task Arguments_go_where_the_document_says()
    {
        await using var server = (await HttpService.StartAsync()).Next(200, "application/json", """{"status":"sent"}""");

        var told = await CallAsync(server.Address, "get_order", """{"id":"a/b ?","fields":["status","eta"],"X-Region":"eu"}""");

        Assert.Equal("""{"status":"sent"}""", told);
        var request = Assert.Single(server.Requests);
        Assert.Equal("/v1/orders/a%2Fb%20%3F?fields=status&fields=eta", request.Target);
        Assert.Equal("eu", request.Headers["X-Region"]);
        Assert.False(request.Headers.ContainsKey("Idempotency-Key"));
    }

    [Fact]
    public async Task A_call_that_changes_something_carries_the_effect_s_key_and_is_made_once()
    {
        await using var server = (await HttpService.StartAsync()).Next(503, "application/json", "{}");
        var context = new RecordingContext();

        var told = await CallAsync(server.Address, "create_order", """{"body":{"sku":"a"}}""", context);

        Assert.StartsWith("Error: the service answered 503", told, StringComparison.Ordinal);
        var request = Assert.Single(server.Requests);
        Assert.Equal(("tool.1.0.shop__create_order:1", """{"sku":"a"}"""), (request.Headers["Idempotency-Key"], request.Body));
        Assert.True(context.Effects["tool.1.0.shop__create_order:1"].Options.AtMostOnce);
    }

    [Theory]
    [InlineData("get_order", """{"id":"a"}""")]
    [InlineData("create_order", """{"body":{"sku":"a"}}""")]
    public async Task A_call_that_may_be_repeated_is_retried(string operation, string arguments)
    {
        await using var server = (await HttpService.StartAsync()).Next(503, "application/json", "{}", ("Retry-After", "7")).Next(200, "application/json", "\"ok\"");
        var context = new RecordingContext();

        var told = await CallAsync(server.Address, operation, arguments, context, ("idempotent:0", "create_order"));

        Assert.Equal(("\"ok\"", 2), (told, server.Requests.Count));
        Assert.Equal([TimeSpan.FromSeconds(7)], context.RetryAfters);
    }

    [Theory]
    [InlineData(404, "application/json", "no such order", "Error: the service answered 404: no such order")]
    [InlineData(302, "text/html", "", "Error: the service answered with a redirect, which is not followed.")]
    [InlineData(200, "image/png", "x", "Error: the service answered with image/png, which is no text.")]
    [InlineData(204, "", "", "Done.")]
    public async Task What_is_no_plain_answer_is_told_to_the_model(int status, string type, string body, string told)
    {
        await using var server = (await HttpService.StartAsync()).Next(status, type, body, ("Location", "/elsewhere"));

        Assert.Equal(told, await CallAsync(server.Address, "get_order", """{"id":"a"}"""));
        Assert.Single(server.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_too_large_is_not_read_to_its_end()
    {
        await using var server = (await HttpService.StartAsync()).Next(200, "text/plain", new string('x', 1_001));

        Assert.StartsWith("Error: the answer has more than 1000 bytes", await CallAsync(server.Address, "get_order", """{"id":"a"}""", null, ("max_response_bytes", "1000")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"id":".."}""", "Error: 'id' is empty or a step in a path.")]
    [InlineData("""{"id":"a","X-Region":"eu\r\nX: y"}""", "Error: 'X-Region' cannot be sent as a header.")]
    [InlineData("""{"id":"a","Authorization":"mine"}""", "Error: the arguments do not fit. /Authorization")]
    public async Task Arguments_that_would_leave_their_place_are_refused(string arguments, string told)
    {
        await using var server = await HttpService.StartAsync();

        Assert.StartsWith(told, await CallAsync(server.Address, "get_order", arguments), StringComparison.Ordinal);
        Assert.Empty(server.Requests);
    }

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("localhost")]
    [InlineData("[::ffff:127.0.0.1]")]
    public async Task A_private_address_is_refused_unless_allowed(string name)
    {
        await using var server = await HttpService.StartAsync();

        var told = await CallAsync($"http://{name}:{new Uri(server.Address).Port}", "get_order", """{"id":"a"}""", null, ("allow_private", "false"));

        Assert.Equal("Error: the tool failed: its address may not be called.", told);
        Assert.Empty(server.Requests);
    }

    [Fact]
    public async Task Which_setting_allows_a_private_address_is_told_in_the_log_and_not_to_the_model()
    {
        await using var server = await HttpService.StartAsync();
        var log = new List<string>();
        using var host = Host($"{server.Address}/v1", "get_order", """{"id":"a"}""").Configure("Baton:Tools:OpenApi:shop:allow_private", "false")
            .With(baton => baton.Services.AddLogging(logging => logging.AddProvider(new ListLog(log))));

        var told = (string)(await host.RunAsync("helper", "go", new RecordingContext()))!;

        Assert.DoesNotContain("allow_private", told, StringComparison.Ordinal);
        Assert.Contains(log, line => line.Contains("Set Baton:Tools:OpenApi:shop:allow_private", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_header_that_says_who_calls_comes_from_the_environment()
    {
        await using var server = (await HttpService.StartAsync()).Next(200, "application/json", "1");
        Environment.SetEnvironmentVariable("BATON_TEST_SHOP_KEY", "Bearer abc");

        await CallAsync(server.Address, "get_order", """{"id":"a"}""", null, ("auth_env", "BATON_TEST_SHOP_KEY"));

        Assert.Equal("Bearer abc", Assert.Single(server.Requests).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_schema_stands_alone_and_says_null_as_a_type()
    {
        JsonElement schema = default;
        using var host = Host("https://shop.example.com", "create_order", "{}");
        host.With(baton => baton.AddModel("spy", _ => new SpyClient(options => schema = ((Microsoft.Extensions.AI.AIFunctionDeclaration)options.Tools![0]).JsonSchema)))
            .Agent("spying", "model: spy\ntools: [shop__create_order]");

        await host.RunAsync("spying", "go", new RecordingContext());

        var order = schema.GetProperty("properties").GetProperty("body");
        Assert.Equal(["string", "null"], order.GetProperty("properties").GetProperty("note").GetProperty("type").EnumerateArray().Select(type => type.GetString()));
        Assert.DoesNotContain("$ref", schema.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain("example", schema.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_wrong_with_a_document_is_reported_at_start()
    {
        using var host = Host("http://127.0.0.1", "get_order", "{}").Configure("Baton:Tools:OpenApi:shop:operations:5", "cancel_order");

        var thrown = Assert.Throws<ValidationException>(() => host.Catalog);

        Assert.Contains(thrown.Faults, fault => fault.Code == ErrorCodes.ToolSourceInvalid && fault.Message.StartsWith("It has no operation 'cancel_order'", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_document_at_an_address_is_read_when_it_is_needed()
    {
        await using var server = (await HttpService.StartAsync()).Next(200, "application/yaml", Document).Next(200, "application/json", "\"sent\"");

        Assert.Equal("\"sent\"", await CallAsync(server.Address, "get_order", """{"id":"a"}""", null, ("document", $"{server.Address}/openapi.yaml")));

        Assert.Equal(["/openapi.yaml", "/v1/orders/a"], server.Requests.Select(request => request.Target));
    }

    private static async Task<string> CallAsync(string address, string operation, string arguments, RecordingContext? context = null, params (string Key, string Value)[] settings)
    {
        using var host = Host($"{address}/v1", operation, arguments);
        foreach (var (key, value) in settings) host.Configure($"Baton:Tools:OpenApi:shop:{key}", value);
        return (string)(await host.RunAsync("helper", "go", context ?? new RecordingContext()))!;
    }

    private static AgentHost Host(string address, string operation, string arguments)
    {
        var host = new AgentHost().Agent("helper", $"tools: [shop__{operation}]");
        var file = Path.Combine(host.Directory, "shop.yaml");
        File.WriteAllText(file, Document);
        host.Configure("Baton:Tools:OpenApi:shop:document", file).Configure("Baton:Tools:OpenApi:shop:base_url", address)
            .Configure("Baton:Tools:OpenApi:shop:allow_private", "true")
            .Configure("Baton:Tools:OpenApi:shop:operations:0", "get_order").Configure("Baton:Tools:OpenApi:shop:operations:1", "create_order");
        return host.With(baton => baton.Services.AddSingleton<Rehearsal>(new Script("helper", request => request.Messages[^1].Type == "tool"
            ? RehearsalReply.Say(request.Messages[^1].Content)
            : RehearsalReply.Call($"shop__{operation}", JsonElement.Parse(arguments)))));
    }
}
