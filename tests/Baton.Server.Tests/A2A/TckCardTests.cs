using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.A2A;

/// <summary>Agent cards, and who may see and do what.</summary>
public sealed class TckCardTests(TckServer server) : IClassFixture<TckServer>
{
    private const string Card = "/a2a/tck/.well-known/agent-card.json";

    [Fact]
    [Tck("CARD-DISC-001", "CARD-PROTO-001", "CARD-PROTO-002", "CARD-STRUCT-001", "CORE-CAP-001", "CORE-CAP-002", "CORE-CAP-003")]
    public async Task A_card_says_where_and_how_the_agent_is_called()
    {
        var card = await CardAsync(Card, "1.0");
        var first = await CardAsync("/.well-known/agent-card.json", "1.0");

        Shapes.AssertIs("Card", card);
        Assert.Equal(
            [("JSONRPC", "1.0"), ("HTTP+JSON", "1.0"), ("JSONRPC", "0.3")],
            card.GetProperty("supportedInterfaces").EnumerateArray().Select(item => (item.GetProperty("protocolBinding").GetString(), item.GetProperty("protocolVersion").GetString())));
        Assert.StartsWith($"{server.Server.Address}/a2a/tck", card.GetProperty("supportedInterfaces")[0].GetProperty("url").GetString(), StringComparison.Ordinal);
        Assert.True(card.GetProperty("capabilities").GetProperty("streaming").GetBoolean());
        Assert.Equal(card.GetRawText(), first.GetRawText());
    }

    [Fact]
    [Tck("CARD-CACHE-001", "CARD-CACHE-002")]
    public async Task A_card_is_cached_by_its_tag_and_differs_by_version()
    {
        using var first = await GetAsync(Card, "1.0");
        using var again = await GetAsync(Card, "1.0", first.Headers.ETag!.ToString());
        using var older = await GetAsync(Card, "0.3", first.Headers.ETag!.ToString());

        Assert.Equal(TimeSpan.FromMinutes(5), first.Headers.CacheControl?.MaxAge);
        Assert.Contains("A2A-Version", first.Headers.Vary);
        Assert.Equal((HttpStatusCode.NotModified, HttpStatusCode.OK), (again.StatusCode, older.StatusCode));
    }

    [Fact]
    public async Task A_card_of_0_3_has_its_shape_and_without_a_version_both_are_there()
    {
        var older = await CardAsync(Card, "0.3");
        var both = await CardAsync(Card, null);

        Assert.Equal(("0.3.0", "JSONRPC"), (older.GetProperty("protocolVersion").GetString(), older.GetProperty("preferredTransport").GetString()));
        Assert.False(older.TryGetProperty("supportedInterfaces", out _));
        Assert.Equal(older.GetProperty("url").GetString(), both.GetProperty("url").GetString());
        Assert.Equal(3, both.GetProperty("supportedInterfaces").GetArrayLength());
    }

    [Theory]
    [InlineData(A2AClient.Rpc)]
    [InlineData(A2AClient.Rest)]
    [Tck("CARD-EXT-001", "CARD-EXT-002", "CORE-CAP-004")]
    public async Task The_extended_card_has_the_schemas(string binding)
    {
        var card = (await server.Client(binding).ExtendedCardAsync()).Result;

        var extension = card.GetProperty("capabilities").GetProperty("extensions")[0].GetProperty("params");
        Assert.True(extension.GetProperty("input").GetProperty("properties").TryGetProperty("text", out _));
        Assert.True(extension.GetProperty("output").GetProperty("properties").TryGetProperty("file", out _));
    }

    [Fact]
    [Tck("AUTH-SERVER-002", "AUTH-SERVER-001", "AUTH-SCOPE-001", "AUTH-SCOPE-002", "AUTH-SCOPE-003")]
    public async Task Keys_are_declared_needed_and_heeded()
    {
        await using var guarded = await RealServer.StartAsync(
            baton => baton.AddGraph(TckAgent.Define()),
            new Dictionary<string, string?>(Key(0, "viewer", "default")).Concat(Key(1, "client", "default")).Concat(Key(2, "client", "other")).ToDictionary(pair => pair.Key, pair => pair.Value));
        var card = await CardAsync(Card, "1.0", guarded.Client);
        using var refused = await guarded.Client.PostAsync("/a2a/tck", new StringContent("{}"), TestContext.Current.CancellationToken);

        Assert.Equal("x-api-key", card.GetProperty("securitySchemes").GetProperty("apiKey").GetProperty("apiKeySecurityScheme").GetProperty("name").GetString());
        Shapes.AssertIs("Card", card);
        Assert.Equal(HttpStatusCode.Unauthorized, refused.StatusCode);
        foreach (var binding in new[] { A2AClient.Rpc, A2AClient.Rest })
        {
            var done = await With(guarded, 1, binding).SendAsync($"tck-complete-task-{binding}");
            Assert.Equal("TASK_STATE_COMPLETED", (await With(guarded, 0, binding).GetAsync(done.Id)).State);
            Assert.Equal("TASK_NOT_FOUND", (await With(guarded, 2, binding).GetAsync(done.Id)).Error);
        }

        var viewed = await With(guarded, 0, A2AClient.Rpc).SendAsync("m");
        Assert.Equal((HttpStatusCode.Forbidden, -32600), (viewed.Status, viewed.Code));
    }

    private static A2AClient With(RealServer guarded, int key, string binding)
    {
        var http = new HttpClient { BaseAddress = new Uri(guarded.Address), Timeout = TestServer.Patience };
        http.DefaultRequestHeaders.Add("x-api-key", $"key-{key}");
        return new A2AClient(http, binding);
    }

    private static IEnumerable<KeyValuePair<string, string?>> Key(int index, string role, string tenant)
    {
        var at = $"Baton:ApiKeys:{index}:";
        yield return new(at + "Name", $"key {index}");
        yield return new(at + "Sha256", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"key-{index}"))));
        yield return new(at + "Roles:0", role);
        yield return new(at + "Tenant", tenant);
    }

    private async Task<JsonElement> CardAsync(string path, string? version, HttpClient? http = null)
    {
        using var response = await GetAsync(path, version, tag: null, http);
        return JsonElement.Parse(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
    }

    private async Task<HttpResponseMessage> GetAsync(string path, string? version, string? tag = null, HttpClient? http = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (version is not null) request.Headers.Add("A2A-Version", version);
        if (tag is not null) request.Headers.Add("If-None-Match", tag);
        return await (http ?? server.Server.Client).SendAsync(request, TestContext.Current.CancellationToken);
    }
}
