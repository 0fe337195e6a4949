using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Ops;

public sealed class OpsMessageTests
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(20);

    [Fact]
    public async Task A_message_is_found_with_its_place_in_the_journal_and_a_marked_excerpt()
    {
        await using var server = await OpsServer.StartAsync();
        var (run, ticket) = await server.WaitingAsync();
        await server.SendAsync(HttpMethod.Post, $"/ops/inbox/{ticket}", """{"value":{"ok":true,"approved":true,"note":"paid"}}""");

        var message = (await FoundAsync(server, $"/ops/messages?run={run}&kind=question"))[0];

        Assert.Equal((run, "out", "ai"), (message.GetProperty("run_id").GetString(), message.GetProperty("direction").GetString(), message.GetProperty("role").GetString()));
        var journal = await server.SendAsync(HttpMethod.Get, $"/ops/runs/{run}/journal?after={message.GetProperty("seq").GetInt32() - 1}&limit=1");
        Assert.Equal("ticket_opened", journal.Body[0].GetProperty("kind").GetString());
        var text = message.GetProperty("excerpt").GetString()!;
        var word = text.Split([.. text.Where(character => !char.IsLetterOrDigit(character))], StringSplitOptions.RemoveEmptyEntries).MaxBy(part => part.Length)!;
        var marked = (await FoundAsync(server, $"/ops/messages?q={word}&run={run}"))[0];
        var (excerpt, mark) = (marked.GetProperty("excerpt").GetString()!, marked.GetProperty("highlights")[0]);
        Assert.Equal(word, excerpt.Substring(mark.GetProperty("start").GetInt32(), mark.GetProperty("length").GetInt32()), ignoreCase: true);
    }

    [Fact]
    public async Task Pages_follow_one_another()
    {
        await using var server = await OpsServer.StartAsync();
        for (var count = 0; count < 3; count++) await server.FailedAsync();
        await FoundAsync(server, "/ops/messages?kind=input", 3);

        var first = (await server.SendAsync(HttpMethod.Get, "/ops/messages?kind=input&limit=2")).Body;
        var second = (await server.SendAsync(HttpMethod.Get, $"/ops/messages?kind=input&limit=2&cursor={first.GetProperty("next_cursor").GetString()}")).Body;

        Assert.Equal(2, first.GetProperty("messages").GetArrayLength());
        Assert.Equal(1, second.GetProperty("messages").GetArrayLength());
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next_cursor").ValueKind);
    }

    [Fact]
    public async Task Whatever_is_asked_wrongly_is_told_by_its_name()
    {
        await using var server = await OpsServer.StartAsync();

        var refused = await server.SendAsync(HttpMethod.Get, "/ops/messages?q=a&thraed=t1&run=x&direction=sideways&role=cat&kind=noise&since=never&until=soon&limit=0&cursor=zz");

        Assert.Equal(422, refused.Status);
        var text = refused.Body.GetRawText();
        Assert.All(["thraed", "run", "direction", "role", "kind", "since", "until", "limit", "cursor"], name => Assert.Contains(name, text, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("%22")]
    [InlineData("a%20AND%20(%20OR%20NOT")]
    [InlineData("*")]
    [InlineData("%F0%9F%99%82%20%E6%9D%B1%E4%BA%AC")]
    [InlineData("")]
    [InlineData("%27%3B%20DROP%20TABLE%20message%3B--")]
    public async Task Any_text_may_be_asked_for(string text)
    {
        await using var server = await OpsServer.StartAsync();

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, $"/ops/messages?q={text}")).Status);
        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, $"/ops/messages?q={string.Concat(Enumerable.Repeat(text + "%20word", 100))}")).Status);
    }

    [Fact]
    public async Task What_is_erased_is_gone_and_stays_so_when_the_log_is_made_again()
    {
        await using var server = await OpsServer.StartAsync();
        var run = await server.FailedAsync();
        await FoundAsync(server, $"/ops/messages?run={run}");

        var refused = await server.SendAsync(HttpMethod.Post, "/ops/messages/erase", $$"""{"run_id":"{{run}}","customer":"c"}""");
        var erased = await server.SendAsync(HttpMethod.Post, "/ops/messages/erase", $$"""{"run_id":"{{run}}"}""");
        var rebuilt = await server.SendAsync(HttpMethod.Post, "/ops/messages/rebuild", """{"clear":true}""");
        await SettledAsync(server);

        Assert.Equal((422, 200, 200), (refused.Status, erased.Status, rebuilt.Status));
        Assert.True(erased.Body.GetProperty("messages").GetInt32() > 0);
        Assert.Equal(0, (await server.SendAsync(HttpMethod.Get, $"/ops/messages?run={run}")).Body.GetProperty("messages").GetArrayLength());
    }

    [Fact]
    public async Task Without_a_log_the_answer_says_how_to_get_one()
    {
        await using var server = await RealServer.StartAsync(_ => { }, new Dictionary<string, string?> { ["Baton:Messages:Enabled"] = "false" });

        using var response = await server.Client.GetAsync(new Uri("/ops/messages", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(409, (int)response.StatusCode);
        Assert.Contains("BTN6321", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tenants_key_finds_its_own_and_only_an_administrator_erases()
    {
        await using var server = await RealServer.StartAsync(
            baton =>
            {
                foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
            },
            new[] { Key(0, "one", "admin"), Key(1, "two", "admin"), Key(2, "three", "operator") }.SelectMany(key => key).ToDictionary());
        await SendAsync(server, "key-one", HttpMethod.Post, "/runs/wait", """{"assistant_id":"failing","input":{"amount":1}}""");
        while ((await SendAsync(server, "key-one", HttpMethod.Get, "/ops/messages")).Body.GetProperty("messages").GetArrayLength() == 0) await Task.Delay(Pause, TestContext.Current.CancellationToken);

        Assert.Equal(0, (await SendAsync(server, "key-two", HttpMethod.Get, "/ops/messages")).Body.GetProperty("messages").GetArrayLength());
        Assert.Equal(403, (await SendAsync(server, "key-three", HttpMethod.Post, "/ops/messages/erase", """{"customer":"c"}""")).Status);
        Assert.Equal(200, (await SendAsync(server, "key-three", HttpMethod.Get, "/ops/messages")).Status);
    }

    private static Dictionary<string, string?> Key(int number, string tenant, string role) => new()
    {
        [$"Baton:ApiKeys:{number}:Name"] = tenant,
        [$"Baton:ApiKeys:{number}:Tenant"] = tenant,
        [$"Baton:ApiKeys:{number}:Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"key-{tenant}"))),
        [$"Baton:ApiKeys:{number}:Roles:0"] = role,
    };

    private static async Task<(int Status, JsonElement Body)> SendAsync(RealServer server, string key, HttpMethod method, string path, string? body = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
        request.Headers.Add("x-api-key", key);
        if (body is not null) request.Content = new StringContent(body);
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await TestServer.JsonAsync(response));
    }

    private static async Task<JsonElement> FoundAsync(OpsServer server, string path, int count = 1)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TestServer.Patience);
        while (true)
        {
            var messages = (await server.SendAsync(HttpMethod.Get, path)).Body.GetProperty("messages");
            if (messages.GetArrayLength() >= count) return messages;
            await Task.Delay(Pause, limit.Token);
        }
    }

    private static async Task SettledAsync(OpsServer server)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        limit.CancelAfter(TestServer.Patience);
        while ((await server.SendAsync(HttpMethod.Get, "/ops/messages/backlog")).Body.GetProperty("runs").GetInt32() > 0) await Task.Delay(Pause, limit.Token);
    }
}
