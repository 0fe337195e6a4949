using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Http;

public sealed class HealthTests
{
    [Fact]
    public async Task Health_answers_whatever_the_rest_does()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.IsReady = false;
        await server.Store.DisposeAsync();
        using var health = await server.SendAsync(HttpMethod.Get, "/health");
        Assert.Equal("""{"status":"ok","graphs":2,"compiled":0}""", (await TestServer.JsonAsync(health)).GetRawText());
        using var ok = await server.SendAsync(HttpMethod.Get, "/ok");
        Assert.Equal("""{"ok":true}""", (await TestServer.JsonAsync(ok)).GetRawText());
    }

    [Theory]
    [InlineData(true, false, 200, """{"status":"ready","store":"memory"}""")]
    [InlineData(false, false, 503, """{"status":"starting","store":"memory","code":"BTN6012"}""")]
    [InlineData(true, true, 503, """{"status":"store_refuses_writes","store":"memory","code":"BTN6205"}""")]
    public async Task Ready_follows_the_engine_and_its_store(bool isReady, bool refuses, int code, string body)
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.IsReady = isReady;
        server.Engine.StoreRefusesWrites = refuses;
        using var response = await server.SendAsync(HttpMethod.Get, "/ready");
        Assert.Equal(code, (int)response.StatusCode);
        Assert.Equal(body, (await TestServer.JsonAsync(response)).GetRawText());
    }

    [Fact]
    public async Task Info_tells_the_version_and_what_is_there()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/info");
        var info = await TestServer.JsonAsync(response);
        Assert.Matches(@"^\d+\.\d+\.\d+", info.GetProperty("version").GetString());
        Assert.True(info.GetProperty("flags").GetProperty("assistants").GetBoolean());
    }

    [Fact]
    public async Task The_openapi_document_has_paths_bodies_and_schemas_in_snake_case()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/openapi/v1.json");
        var document = await TestServer.JsonAsync(response);
        var wait = document.GetProperty("paths").GetProperty("/threads/{threadId}/runs/wait").GetProperty("post");
        var body = wait.GetProperty("requestBody").GetProperty("content").GetProperty("application/json").GetProperty("schema");
        Assert.Equal("#/components/schemas/RunCreate", body.GetProperty("$ref").GetString());
        var schemas = document.GetProperty("components").GetProperty("schemas");
        Assert.True(schemas.GetProperty("RunCreate").GetProperty("properties").TryGetProperty("assistant_id", out _));
        Assert.True(schemas.GetProperty("ThreadBody").GetProperty("properties").TryGetProperty("thread_id", out _));
        Assert.True(document.GetProperty("paths").TryGetProperty("/ops/runs", out _));
    }

    [Fact]
    public async Task The_openapi_document_is_made_once()
    {
        var made = 0;
        await using var server = await TestServer.StartAsync(configure: baton => baton.Services.Configure<OpenApiOptions>("v1", options =>
            options.AddDocumentTransformer((_, _, _) => Task.FromResult(Interlocked.Increment(ref made)))));
        var documents = await Task.WhenAll(Enumerable.Range(0, 4).Select(async _ =>
        {
            using var response = await server.SendAsync(HttpMethod.Get, "/openapi/v1.json");
            return await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }));
        Assert.Equal(1, made);
        Assert.Single(documents.Distinct());
    }
}
