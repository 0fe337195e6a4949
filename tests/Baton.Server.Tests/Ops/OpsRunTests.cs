using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Ops;

public sealed class OpsRunTests
{
    [Fact]
    public async Task Runs_are_searched_counted_and_paged()
    {
        await using var server = await OpsServer.StartAsync();
        var first = await server.FailedAsync(metadata: """{"customer":"Acme"}""");
        var second = await server.FailedAsync();
        await server.WaitingAsync();

        var page = await server.SendAsync(HttpMethod.Get, "/ops/runs?graph=failing&error_code=BTN2002&pool=default&limit=1");
        var next = await server.SendAsync(HttpMethod.Get, $"/ops/runs?assistant=failing&limit=1&after={page.Next}");
        var found = await server.SendAsync(HttpMethod.Get, "/ops/runs?q=acme");
        var counts = (await server.SendAsync(HttpMethod.Get, "/ops/runs/counts")).Body.GetProperty("counts");

        Assert.Equal((second, first), (page.Body[0].GetProperty("run_id").GetString(), next.Body[0].GetProperty("run_id").GetString()));
        Assert.Equal((1, first), (found.Body.GetArrayLength(), found.Body[0].GetProperty("run_id").GetString()));
        Assert.Equal((2, 1, 0), (counts.GetProperty("error").GetInt32(), counts.GetProperty("waiting").GetInt32(), counts.GetProperty("success").GetInt32()));
    }

    [Theory]
    [InlineData("/ops/runs?limit=-1")]
    [InlineData("/ops/runs?offset=-1")]
    [InlineData("/ops/runs?status=error,busy")]
    [InlineData("/ops/runs/counts?status=busy")]
    [InlineData("/ops/inbox?limit=-5")]
    [InlineData("/ops/runs/019c0000-0000-7000-8000-000000000001/journal?limit=-1")]
    [InlineData("/ops/runs/019c0000-0000-7000-8000-000000000001/tree?depth=-1")]
    [InlineData("/threads/t-1/runs?limit=-1")]
    [InlineData("/threads/t-1/history?limit=-1")]
    public async Task A_number_below_zero_or_a_wrong_word_is_refused(string path)
    {
        await using var server = await OpsServer.StartAsync();

        var (status, body, _) = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal((422, "BTN6003"), (status, body.GetProperty("code").GetString()));
        Assert.NotEqual(0, body.GetProperty("faults").GetArrayLength());
    }

    [Fact]
    public async Task A_run_shows_its_tree_and_why_it_stands()
    {
        await using var server = await OpsServer.StartAsync();
        var (run, ticket) = await server.WaitingAsync();

        var tree = (await server.SendAsync(HttpMethod.Get, $"/ops/runs/{run}/tree?depth=1")).Body;
        var why = (await server.SendAsync(HttpMethod.Get, $"/ops/runs/{run}/explain")).Body;

        var wait = tree.GetProperty("items")[1].GetProperty("items")[0];
        Assert.Equal(("waiting", "approval", ticket), (tree.GetProperty("status").GetString(), wait.GetProperty("kind").GetString(), wait.GetProperty("wait").GetProperty("ticket").GetString()));
        Assert.Equal(("person", ticket), (why.GetProperty("reasons")[0].GetProperty("code").GetString(), why.GetProperty("reasons")[0].GetProperty("ticket").GetString()));
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, $"/ops/runs/{Guid.NewGuid()}/tree")).Status);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, $"/ops/runs/{Guid.NewGuid()}/explain")).Status);
    }

    [Fact]
    public async Task A_question_says_how_long_it_waits_and_a_second_answer_is_a_conflict()
    {
        await using var server = await OpsServer.StartAsync();
        var (_, ticket) = await server.WaitingAsync();

        var asked = (await server.SendAsync(HttpMethod.Get, "/ops/inbox")).Body[0];
        var first = await server.SendAsync(HttpMethod.Post, $"/ops/inbox/{ticket}", """{"value":true}""");
        var second = await server.SendAsync(HttpMethod.Post, $"/ops/inbox/{ticket}", """{"value":false}""");

        Assert.True(asked.GetProperty("age_s").GetDouble() >= 0);
        Assert.Equal((200, 409), (first.Status, second.Status));
    }

    [Fact]
    public async Task A_run_is_retried_once_and_a_failed_node_skipped()
    {
        await using var server = await OpsServer.StartAsync();
        var failed = await server.FailedAsync("t-1");

        var plan = await server.SendAsync(HttpMethod.Post, $"/ops/runs/{failed}/retry", """{"dry_run":true}""");
        var retried = await server.SendAsync(HttpMethod.Post, $"/ops/runs/{failed}/retry", "{}");
        var again = await server.SendAsync(HttpMethod.Post, $"/ops/runs/{failed}/retry");
        var next = retried.Body.GetProperty("new_run_id").GetString();
        await server.Client.GetAsync(new Uri($"/threads/t-1/runs/{next}/join", UriKind.Relative), TestContext.Current.CancellationToken);
        var skipped = await server.SendAsync(HttpMethod.Post, $"/ops/runs/{next}/skip", """{"node":"fail","values":{"approved":true}}""");
        var last = await server.SendAsync(HttpMethod.Get, $"/threads/t-1/runs/{skipped.Body.GetProperty("new_run_id").GetString()}/join");

        Assert.Equal(("planned", "fail"), (plan.Body.GetProperty("outcome").GetString(), plan.Body.GetProperty("node").GetString()));
        Assert.Equal(("started", "already_started", next), (retried.Body.GetProperty("outcome").GetString(), again.Body.GetProperty("outcome").GetString(), again.Body.GetProperty("new_run_id").GetString()));
        Assert.True(last.Body.GetProperty("approved").GetBoolean());
    }

    [Fact]
    public async Task Many_runs_are_cancelled_and_retried_and_each_is_reported()
    {
        await using var server = await OpsServer.StartAsync();
        var failed = await server.FailedAsync();
        var (waiting, _) = await server.WaitingAsync();

        var dry = await server.SendAsync(HttpMethod.Post, "/ops/runs/cancel", """{"filter":{"graph":"approval"},"dry_run":true}""");
        var cancelled = await server.SendAsync(HttpMethod.Post, "/ops/runs/cancel", $$"""{"ids":["{{waiting}}","{{failed}}"],"reason":"enough"}""");
        var retried = await server.SendAsync(HttpMethod.Post, "/ops/runs/retry", """{"filter":{"graph":["failing"],"status":["error"]}}""");
        var fixedUp = await server.SendAsync(HttpMethod.Post, "/ops/runs/retry", """{"filter":{"graph":"failing","status":["error"]}}""");

        var slips = new[]
        {
            await server.SendAsync(HttpMethod.Post, "/ops/runs/cancel", $$"""{"ids":["{{waiting}}"],"dryRun":true}"""),
            await server.SendAsync(HttpMethod.Post, "/ops/runs/cancel", """{"filter":{"graph":"approval","thred":"t1"}}"""),
            await server.SendAsync(HttpMethod.Post, $"/ops/runs/{failed}/skip", """{"node":"fail","vals":{}}"""),
        };

        Assert.All(slips, slip => Assert.Equal(422, slip.Status));
        Assert.Equal((1, "would_cancel"), (dry.Body.GetProperty("matched").GetInt32(), Outcome(dry.Body, 0)));
        Assert.Equal(("cancelled", "refused", "BTN3007"), (Outcome(cancelled.Body, 0), Outcome(cancelled.Body, 1), cancelled.Body.GetProperty("results")[1].GetProperty("code").GetString()));
        Assert.Equal(422, retried.Status);
        Assert.Equal("retried", Outcome(fixedUp.Body, 0));
    }

    [Theory]
    [InlineData("""{}""")]
    [InlineData("""{"filter":{}}""")]
    [InlineData("""{"ids":[]}""")]
    [InlineData("""{"ids":["x"]}""")]
    [InlineData("""{"ids":["019c0000-0000-7000-8000-000000000001"],"filter":{"graph":"a"}}""")]
    [InlineData("""{"filter":{"status":"busy"}}""")]
    public async Task An_order_that_does_not_say_which_runs_is_refused(string body)
    {
        await using var server = await OpsServer.StartAsync();

        Assert.Equal(422, (await server.SendAsync(HttpMethod.Post, "/ops/runs/cancel", body)).Status);
        Assert.Equal(422, (await server.SendAsync(HttpMethod.Post, "/ops/runs/retry", body)).Status);
    }

    [Fact]
    public async Task The_live_feed_shows_runs_as_they_start_and_end()
    {
        await using var server = await OpsServer.StartAsync();
        await using var stream = await server.Client.GetStreamAsync(new Uri("/ops/live", UriKind.Relative), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        Assert.Equal(": heartbeat", await reader.ReadLineAsync(TestContext.Current.CancellationToken));

        var failed = await server.FailedAsync();

        var lines = new List<string>();
        while (!lines.Exists(line => line.StartsWith("data: {\"kind\":\"ended\"", StringComparison.Ordinal)))
        {
            lines.Add((await reader.ReadLineAsync(TestContext.Current.CancellationToken).AsTask().WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken))!);
        }

        Assert.Equal(["event: started", "event: error", "event: ended"], lines.Where(line => line.StartsWith("event", StringComparison.Ordinal)));
        Assert.Contains(failed, lines[^1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_stops_ends_its_live_feeds()
    {
        await using var server = await OpsServer.StartAsync();
        await using var stream = await server.Client.GetStreamAsync(new Uri("/ops/live", UriKind.Relative), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(stream);
        await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        server.BeginToStop();

        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken).WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken);
        Assert.Equal("", rest.Trim());
    }

    private static string? Outcome(System.Text.Json.JsonElement body, int index) => body.GetProperty("results")[index].GetProperty("outcome").GetString();
}
