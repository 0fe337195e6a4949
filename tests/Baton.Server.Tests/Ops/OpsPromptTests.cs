using System.Net;
using System.Text.Json;
using Baton.Agents.Models;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Security;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Ops;

/// <summary>Prompts over HTTP.</summary>
public sealed class OpsPromptTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;

    public OpsPromptTests() => File.WriteAllText(
        Path.Combine(_directory, "helper.md"), "---\nname: helper\nvariables: { tone: friendly, brand: { default: Acme, editable: false } }\n---\nBe {{tone}} for {{brand}}.\n");

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public async Task A_prompt_shows_its_template_and_its_fields()
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/prompts/helper");

        var prompt = await TestServer.JsonAsync(response);
        Assert.Equal("\"0\"", response.Headers.ETag!.Tag);
        Assert.Equal("Be {{tone}} for {{brand}}.", prompt.GetProperty("template").GetString());
        Assert.Equal(["tone", "brand"], prompt.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("name").GetString()));
        Assert.Equal([true, false], prompt.GetProperty("fields").EnumerateArray().Select(field => field.GetProperty("editable").GetBoolean()));
        Assert.Equal(["helper"], (await JsonAsync(server, "/ops/prompts")).EnumerateArray().Select(row => row.GetProperty("agent").GetString()));
    }

    [Fact]
    public async Task A_field_is_changed_compared_and_rolled_back()
    {
        await using var server = await StartAsync();

        using var changed = await PutAsync(server, """{"values":{"tone":"very brief"},"author":"Ada","note":"too long"}""", ("If-Match", "\"0\""));
        Assert.Equal((HttpStatusCode.OK, "\"1\""), (changed.StatusCode, changed.Headers.ETag!.Tag));
        using var back = await server.PostAsync("/ops/prompts/helper/rollback", """{"to":0,"revision":1}""");
        Assert.Equal(HttpStatusCode.OK, back.StatusCode);

        Assert.Equal("friendly", (await TestServer.JsonAsync(back)).GetProperty("fields")[0].GetProperty("value").GetString());
        var history = await JsonAsync(server, "/ops/prompts/helper/history");
        Assert.Equal([2, 1], history.EnumerateArray().Select(revision => revision.GetProperty("revision").GetInt32()));
        Assert.Equal(("Ada", "too long"), (history[1].GetProperty("author").GetString(), history[1].GetProperty("note").GetString()));
        var field = (await JsonAsync(server, "/ops/prompts/helper/diff?from=0&to=1")).GetProperty("fields")[0];
        Assert.Equal("very brief", field.GetProperty("to").GetString());
        Assert.Contains(field.GetProperty("parts").EnumerateArray(), part => part.GetProperty("change").GetString() == "removed");
    }

    [Theory]
    [InlineData("""{"values":{"tone":"brief"},"revision":3}""", HttpStatusCode.Conflict, ErrorCodes.PromptChanged)]
    [InlineData("""{"values":{"tone":"brief"}}""", HttpStatusCode.UnprocessableEntity, ErrorCodes.RequestInvalid)]
    [InlineData("""{"revision":0}""", HttpStatusCode.UnprocessableEntity, ErrorCodes.RequestInvalid)]
    [InlineData("""{"values":{"tone":7},"revision":0}""", HttpStatusCode.UnprocessableEntity, ErrorCodes.RequestInvalid)]
    [InlineData("""{"values":{"brand":"Other"},"revision":0}""", HttpStatusCode.UnprocessableEntity, ErrorCodes.PromptValuesInvalid)]
    public async Task A_change_that_cannot_be_made_is_refused(string body, HttpStatusCode status, string code)
    {
        await using var server = await StartAsync();

        using var response = await PutAsync(server, body);

        Assert.Equal((status, code), (response.StatusCode, (await TestServer.JsonAsync(response)).GetProperty("code").GetString()));
    }

    [Fact]
    public async Task An_agent_that_there_is_not_is_a_404_with_and_without_agents()
    {
        await using var server = await StartAsync();
        await using var bare = await TestServer.StartAsync();

        using var unknown = await server.SendAsync(HttpMethod.Get, "/ops/prompts/nobody");
        using var none = await bare.SendAsync(HttpMethod.Get, "/ops/prompts/helper");

        Assert.Equal((HttpStatusCode.NotFound, HttpStatusCode.NotFound), (unknown.StatusCode, none.StatusCode));
    }

    [Fact]
    public async Task Whoever_operates_may_look_and_only_administrators_change()
    {
        await using var server = await StartAsync();
        var policies = server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>()
            .Where(endpoint => endpoint.RoutePattern.RawText!.StartsWith("/ops/prompts", StringComparison.Ordinal))
            .ToLookup(
                endpoint => endpoint.Metadata.GetMetadata<IHttpMethodMetadata>()!.HttpMethods[0] == "GET",
                endpoint => endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()[^1].Policy);

        Assert.All(policies[true], policy => Assert.Equal(BatonPolicies.Operate, policy));
        Assert.All(policies[false], policy => Assert.Equal(BatonPolicies.Administer, policy));
        Assert.Equal((4, 2), (policies[true].Count(), policies[false].Count()));
    }

    [Fact]
    public async Task A_model_call_of_a_run_is_rebuilt()
    {
        await using var server = await RealServer.StartAsync(baton =>
        {
            baton.AddAgents(_directory).AddRehearsal<Helper>().AddGraph(Graph
                .Define<Ask, Answer, Answer>("desk", 1)
                .Start(ask => new Answer(ask.Text))
                .Agent<string>("help", "helper", state => state.Text, (state, answer) => new Answer(answer))
                .Return(state => state));
        });
        using var body = new StringContent("""{"assistant_id":"desk","input":{"text":"hello"}}""");
        using var ended = await server.Client.PostAsync("/runs/wait", body, TestContext.Current.CancellationToken);
        Assert.True(ended.IsSuccessStatusCode);
        var run = (await JsonAsync(server.Client, "/ops/runs"))[0].GetProperty("run_id").GetString();
        var start = (await JsonAsync(server.Client, $"/ops/runs/{run}/journal")).EnumerateArray().First(entry => entry.GetProperty("kind").GetString() == "effect_started");

        var call = await JsonAsync(server.Client, $"/ops/runs/{run}/calls/{start.GetProperty("seq").GetInt32()}");

        Assert.True(call.GetProperty("exact").GetBoolean());
        Assert.Equal(["Be friendly for Acme.", "hello"], call.GetProperty("messages").EnumerateArray().Select(message => message.GetProperty("content").GetString()));
        using var none = await server.Client.GetAsync($"/ops/runs/{run}/calls/1", TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotFound, none.StatusCode);
    }

    private Task<TestServer> StartAsync() => TestServer.StartAsync(configure: baton => baton.AddAgents(_directory));

    private static Task<HttpResponseMessage> PutAsync(TestServer server, string body, params (string Name, string Value)[] headers) =>
        server.SendAsync(HttpMethod.Put, "/ops/prompts/helper", body, headers);

    private static Task<JsonElement> JsonAsync(TestServer server, string path) => JsonAsync(server.Client, path);

    private static async Task<JsonElement> JsonAsync(HttpClient client, string path)
    {
        using var response = await client.GetAsync(path, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        return await TestServer.JsonAsync(response);
    }

    private sealed record Ask(string Text);

    private sealed record Answer(string Text);

    private sealed class Helper : Rehearsal
    {
        public override string Agent => "helper";

        public override RehearsalReply Reply(RehearsalRequest request) => RehearsalReply.Say("hello to you");
    }
}
