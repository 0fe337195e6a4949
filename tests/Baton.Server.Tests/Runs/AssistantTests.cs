using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

public sealed class AssistantTests
{
    [Fact]
    public async Task Assistants_are_searched_and_counted()
    {
        await using var server = await TestServer.StartAsync();
        using var search = await server.PostAsync("/assistants/search", """{"limit":1}""");
        Assert.Equal("1", Assert.Single(search.Headers.GetValues("X-Pagination-Next")));
        Assert.Equal("2", Assert.Single(search.Headers.GetValues("X-Pagination-Total")));
        using var filtered = await server.PostAsync("/assistants/search", """{"graph_id":"echo"}""");
        var assistant = Assert.Single((await TestServer.JsonAsync(filtered)).EnumerateArray());
        Assert.Equal("system", assistant.GetProperty("metadata").GetProperty("created_by").GetString());
        using var count = await server.PostAsync("/assistants/count", "{}");
        Assert.Equal(2, (await TestServer.JsonAsync(count)).GetInt32());
    }

    [Fact]
    public async Task The_id_is_the_one_that_langgraph_servers_make()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/assistants/echo");
        var id = (await TestServer.JsonAsync(response)).GetProperty("assistant_id").GetString();

        // python3 -c 'import uuid; print(uuid.uuid5(uuid.UUID("6ba7b821-9dad-11d0-80b4-00c04fd430c8"), "echo"))'
        Assert.Equal("3ce432c8-bf4e-5a4e-b9d2-f1e318b94b2e", id);
    }

    [Fact]
    public async Task A_broken_graph_says_so_in_its_metadata_and_on_use_and_breaks_nothing_else()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/assistants/broken");
        var metadata = (await TestServer.JsonAsync(response)).GetProperty("metadata");
        Assert.Equal("BTN1103", metadata.GetProperty("code").GetString());
        Assert.Contains("No such prompt.", metadata.GetProperty("error").GetString(), StringComparison.Ordinal);
        using var use = await server.SendAsync(HttpMethod.Get, "/assistants/broken/schemas");
        Assert.Equal(409, (int)use.StatusCode);
        using var other = await server.SendAsync(HttpMethod.Get, "/assistants/echo/schemas");
        Assert.Equal(200, (int)other.StatusCode);
    }

    [Fact]
    public async Task Schemas_and_drawing_are_given_without_running()
    {
        await using var server = await TestServer.StartAsync();
        using var schemas = await server.SendAsync(HttpMethod.Get, "/assistants/echo/schemas");
        var schema = await TestServer.JsonAsync(schemas);
        Assert.True(schema.GetProperty("input_schema").GetProperty("properties").TryGetProperty("text", out _));
        Assert.True(schema.GetProperty("output_schema").GetProperty("properties").TryGetProperty("reply", out _));
        using var drawing = await server.SendAsync(HttpMethod.Get, "/assistants/echo/graph?xray=true");
        var graph = await TestServer.JsonAsync(drawing);
        var nodes = graph.GetProperty("nodes").EnumerateArray().Select(node => node.GetProperty("id").GetString()).ToList();
        Assert.Equal(["__start__", "reply", "__end__"], nodes);
        Assert.All(graph.GetProperty("edges").EnumerateArray(), edge => Assert.Contains(edge.GetProperty("source").GetString(), nodes));
        using var inside = await server.SendAsync(HttpMethod.Get, "/assistants/echo/subgraphs");
        Assert.Equal("{}", (await TestServer.JsonAsync(inside)).GetRawText());
    }

    [Fact]
    public async Task An_unknown_assistant_is_a_404()
    {
        await using var server = await TestServer.StartAsync();
        using var response = await server.SendAsync(HttpMethod.Get, "/assistants/019c0000-0000-7000-8000-000000000001/graph");
        Assert.Equal(404, (int)response.StatusCode);
    }
}
