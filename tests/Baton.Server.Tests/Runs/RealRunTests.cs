using System.Net;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;
using Baton.Server.Tests.Security;

namespace Baton.Server.Tests.Runs;

/// <summary>What only server and engine together can show.</summary>
public sealed class RealRunTests
{
    [Fact]
    public async Task The_same_idempotency_key_gives_the_same_run_and_output()
    {
        await using var server = await StartAsync();
        const string Body = """{"assistant_id":"chat","input":{"text":"hi"}}""";
        var first = await SendAsync(server, "/runs/wait", Body, ("Idempotency-Key", "k"));
        var again = await SendAsync(server, "/runs/wait", Body, ("Idempotency-Key", "k"));
        var other = await SendAsync(server, "/runs/wait", Body, ("Idempotency-Key", "l"));
        Assert.Equal(first.Location, again.Location);
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
        Assert.NotEqual(first.Location, other.Location);
    }

    [Theory]
    [InlineData("true")]
    [InlineData("map")]
    public async Task The_same_idempotency_key_gives_the_same_answer(string resume)
    {
        await using var server = await StartAsync();
        await SendAsync(server, "/threads", """{"thread_id":"t"}""");
        var asked = await SendAsync(server, "/threads/t/runs/wait", """{"assistant_id":"approval","input":{"amount":5}}""");
        if (resume == "map") resume = $$"""{"{{asked.Body.GetProperty("__interrupt__")[0].GetProperty("id").GetString()}}":true}""";
        var body = $$$"""{"assistant_id":"approval","command":{"resume":{{{resume}}}}}""";
        var first = await SendAsync(server, "/threads/t/runs/wait", body, ("Idempotency-Key", "k"));
        var again = await SendAsync(server, "/threads/t/runs/wait", body, ("Idempotency-Key", "k"));
        Assert.True(first.Body.GetProperty("approved").GetBoolean());
        Assert.Equal(asked.Location, first.Location);
        Assert.Equal(first.Location, again.Location);
        Assert.Equal(first.Body.GetRawText(), again.Body.GetRawText());
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Of_many_answers_at_once_one_is_taken_and_the_others_are_told(bool named)
    {
        await using var server = await StartAsync();
        await SendAsync(server, "/threads", """{"thread_id":"t"}""");
        var asked = await SendAsync(server, "/threads/t/runs/wait", """{"assistant_id":"approval","input":{"amount":5}}""");
        var ticket = asked.Body.GetProperty("__interrupt__")[0].GetProperty("id").GetString();

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(index =>
        {
            var value = index % 2 == 0 ? "true" : "false";
            var resume = named ? $$"""{"{{ticket}}":{{value}}}""" : value;
            return SendAsync(server, "/threads/t/runs/wait", $$$"""{"assistant_id":"approval","command":{"resume":{{{resume}}}}}""");
        }));

        var taken = answers.First(answer => answer.Status == HttpStatusCode.OK).Body.GetProperty("approved").GetBoolean();
        foreach (var (index, answer) in answers.Index())
        {
            if (index % 2 == 0 == taken) Assert.Contains(answer.Status, new[] { HttpStatusCode.OK, HttpStatusCode.Conflict });
            else Assert.Equal(HttpStatusCode.Conflict, answer.Status);
        }

        Assert.Equal(1, (await GetAsync(server, "/threads/t/runs")).Body.GetArrayLength());
    }

    [Fact]
    public async Task A_refused_input_leaves_nothing_behind()
    {
        await using var server = await StartAsync();
        var refused = await SendAsync(
            server, "/threads/t/runs/wait", """{"assistant_id":"approval","input":{"amount":"five","colour":"red"},"if_not_exists":"create"}""");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.Status);
        Assert.Equal("BTN1201", refused.Body.GetProperty("code").GetString());
        Assert.Equal(2, refused.Body.GetProperty("faults").GetArrayLength());
        Assert.Equal(0, (await SendAsync(server, "/threads/count", "{}")).Body.GetInt32());
        Assert.Equal(0, (await GetAsync(server, "/ops/runs?hidden=true")).Body.GetArrayLength());
    }

    [Fact]
    public async Task A_tenant_reaches_nothing_of_another()
    {
        var settings = new Dictionary<string, string?>();
        foreach (var (index, tenant) in ((string[])["acme", "other"]).Index())
        {
            settings[$"Baton:ApiKeys:{index}:Name"] = tenant;
            settings[$"Baton:ApiKeys:{index}:Sha256"] = ApiKeyTests.Sha256(tenant);
            settings[$"Baton:ApiKeys:{index}:Roles:0"] = "admin";
            settings[$"Baton:ApiKeys:{index}:Tenant"] = tenant;
        }

        await using var server = await StartAsync(settings);
        var mine = ("x-api-key", "acme");
        var foreign = ("x-api-key", "other");
        await SendAsync(server, "/threads", """{"thread_id":"t"}""", mine);
        var asked = await SendAsync(server, "/threads/t/runs/wait", """{"assistant_id":"approval","input":{"amount":5}}""", mine);
        var ticket = asked.Body.GetProperty("__interrupt__")[0].GetProperty("id").GetString();
        foreach (var path in (string[])["/threads/t", "/threads/t/state", "/threads/t/runs", asked.Location!, asked.Location + "/join", asked.Location + "/stream"])
        {
            Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(server, path, foreign)).Status);
        }

        var run = asked.Location!.Split('/')[^1];
        Assert.Equal(HttpStatusCode.NotFound, (await GetAsync(server, $"/ops/runs/{run}/journal", foreign)).Status);
        Assert.Equal(0, (await GetAsync(server, "/ops/inbox", foreign)).Body.GetArrayLength());
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, $"/ops/inbox/{ticket}", """{"value":true}""", foreign)).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync(server, asked.Location + "/cancel", "", foreign)).Status);
        Assert.Equal("waiting", (await GetAsync(server, "/ops/runs", mine)).Body[0].GetProperty("status").GetString());
    }

    private static Task<RealServer> StartAsync(IReadOnlyDictionary<string, string?>? settings = null) => RealServer.StartAsync(
        baton =>
        {
            foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
        },
        settings);

    private static Task<(HttpStatusCode Status, string? Location, JsonElement Body)> GetAsync(
        RealServer server, string path, params (string Name, string Value)[] headers) => SendAsync(server, path, null, headers);

    private static async Task<(HttpStatusCode Status, string? Location, JsonElement Body)> SendAsync(
        RealServer server, string path, string? body, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(body is null ? HttpMethod.Get : HttpMethod.Post, path);
        if (body is not null) request.Content = new StringContent(body);
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return (response.StatusCode, response.Content.Headers.ContentLocation?.ToString(), await TestServer.JsonAsync(response));
    }
}
