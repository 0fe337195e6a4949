using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Ops;

public sealed class OpsKnowledgeTests
{
    [Fact]
    public async Task Documents_are_kept_and_found_over_http()
    {
        await using var server = await TestServer.StartAsync();

        using var put = await server.SendAsync(HttpMethod.Post, "/ops/knowledge/bank", """{"documents":[{"id":"a/b.md","title":"Fees","text":"Wires cost 25.","team":"pay"},{"id":"c","text":"Other."}]}""");
        using var found = await server.SendAsync(HttpMethod.Post, "/ops/knowledge/bank/search", """{"query":"wires"}""");
        using var listed = await server.SendAsync(HttpMethod.Get, "/ops/knowledge/bank?after=a");
        using var removed = await server.SendAsync(HttpMethod.Post, "/ops/knowledge/bank/remove", """{"ids":["c","x"]}""");
        using var dropped = await server.SendAsync(HttpMethod.Delete, "/ops/knowledge/bank");
        using var again = await server.SendAsync(HttpMethod.Delete, "/ops/knowledge/bank");

        Assert.Equal(2, (await TestServer.JsonAsync(put)).GetProperty("added").GetInt32());
        var hit = Assert.Single((await TestServer.JsonAsync(found)).EnumerateArray());
        Assert.Equal(("a/b.md", 1, "pay"), (hit.GetProperty("document").GetString(), hit.GetProperty("chunk").GetInt32(), hit.GetProperty("metadata").GetProperty("team").GetString()));
        Assert.Equal(2, (await TestServer.JsonAsync(listed)).GetArrayLength());
        Assert.Equal(1, (await TestServer.JsonAsync(removed)).GetProperty("removed").GetInt32());
        Assert.Equal((204, 404), ((int)dropped.StatusCode, (int)again.StatusCode));
    }

    [Theory]
    [InlineData("POST", "/ops/knowledge/bnak/search", """{"query":"wires"}""")]
    [InlineData("POST", "/ops/knowledge/bnak/remove", """{"ids":["a"]}""")]
    [InlineData("GET", "/ops/knowledge/bnak", null)]
    [InlineData("DELETE", "/ops/knowledge/bnak", null)]
    public async Task A_collection_that_there_is_not_is_told_with_those_that_there_are(string method, string path, string? body)
    {
        await using var server = await TestServer.StartAsync();
        using var put = await server.SendAsync(HttpMethod.Post, "/ops/knowledge/bank", """{"documents":[{"id":"a","text":"Wires cost 25."}]}""");

        using var response = await server.SendAsync(new HttpMethod(method), path, body);

        Assert.Equal(404, (int)response.StatusCode);
        Assert.Contains("There are bank.", (await TestServer.JsonAsync(response)).GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/ops/knowledge/bank", """{"documents":[{"id":"a"}]}""")]
    [InlineData("/ops/knowledge/bank", """{"documents":[]}""")]
    [InlineData("/ops/knowledge/bank", """{"documents":[{"id":"a","text":" "}]}""")]
    [InlineData("/ops/knowledge/a%20b", """{"documents":[{"id":"a","text":"x"}]}""")]
    [InlineData("/ops/knowledge/bank/search", """{"query":""}""")]
    [InlineData("/ops/knowledge/bank/remove", """{}""")]
    public async Task What_cannot_be_taken_is_refused(string path, string body)
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, path, body);

        Assert.Equal(422, (int)response.StatusCode);
    }
}
