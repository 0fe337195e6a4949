using System.Text.Json;
using Baton.Engine.Testing;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Runs;

public sealed class CronTests
{
    private const string Hourly = """{"assistant_id":"echo","schedule":"0 * * * *","input":{"text":"hi"}}""";

    [Fact]
    public async Task A_schedule_is_answered_with_all_that_clients_read()
    {
        await using var server = await StartAsync();
        using var response = await server.PostAsync("/runs/crons", """
            {"assistant_id":"echo","schedule":" 0  9 * * MON ","timezone":"Europe/Berlin","end_time":"2026-02-01T00:00:00","input":{"text":"hi"},
             "metadata":{"team":"blue"},"config":{"configurable":{"a":1}},"context":{"b":2},"webhook":"https://example.org/hook","missed_fire":"all",
             "multitask_strategy":"reject","interrupt_before":["reply"],"on_run_completed":"keep","stream_mode":["values"],"durability":"sync"}
            """);

        Assert.Equal(200, (int)response.StatusCode);
        var cron = await TestServer.JsonAsync(response);
        Assert.Equal("2026-01-05T08:00:00+00:00", cron.GetProperty("next_run_date").GetString());
        Assert.Equal("2026-02-01T00:00:00+00:00", cron.GetProperty("end_time").GetString());
        Assert.Equal(("Europe/Berlin", "keep", "all"), (Text(cron, "timezone"), Text(cron, "on_run_completed"), Text(cron, "missed_fire")));
        Assert.Equal(JsonValueKind.Null, cron.GetProperty("thread_id").ValueKind);
        Assert.True(cron.GetProperty("enabled").GetBoolean());
        Assert.Equal("blue", cron.GetProperty("metadata").GetProperty("team").GetString());
        var payload = cron.GetProperty("payload");
        Assert.Equal("hi", payload.GetProperty("input").GetProperty("text").GetString());
        Assert.Equal("""{"configurable":{"a":1,"b":2}}""", payload.GetProperty("config").GetRawText());
        Assert.Equal(("reject", "https://example.org/hook"), (Text(payload, "multitask_strategy"), Text(payload, "webhook")));
        using var again = await server.SendAsync(HttpMethod.Get, $"/runs/crons/{Text(cron, "cron_id")}");
        Assert.Equal(cron.GetRawText(), (await TestServer.JsonAsync(again)).GetRawText());
    }

    [Fact]
    public async Task All_faults_are_told_at_once()
    {
        await using var server = await StartAsync();
        using var response = await server.PostAsync("/runs/crons", """
            {"schedule":"61 * * * FUNDAY","timezone":"Mars/Base","end_time":"soon","enabled":"yes","missed_fire":"never","webhook":"nowhere","on_run_completed":1}
            """);

        Assert.Equal(422, (int)response.StatusCode);
        var error = await TestServer.JsonAsync(response);
        Assert.Equal(
            ["assistant_id", "enabled", "end_time", "missed_fire", "on_run_completed", "schedule", "schedule", "timezone", "webhook"],
            error.GetProperty("faults").EnumerateArray().Select(fault => Text(fault, "where")).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Without_an_expression_or_on_an_unknown_thread_nothing_is_made()
    {
        await using var server = await StartAsync();
        using var none = await server.PostAsync("/runs/crons", """{"assistant_id":"echo","input":{"text":"hi"}}""");
        using var unknown = await server.PostAsync("/threads/CALL-404/runs/crons", Hourly);
        using var wrong = await server.PostAsync("/runs/crons", """{"assistant_id":"echo","schedule":"* * * * *","input":{"nope":1}}""");
        using var count = await server.PostAsync("/runs/crons/count", "{}");

        Assert.Equal((422, 404, 422), ((int)none.StatusCode, (int)unknown.StatusCode, (int)wrong.StatusCode));
        Assert.Equal(0, (await TestServer.JsonAsync(count)).GetInt32());
    }

    [Fact]
    public async Task A_change_leaves_what_it_does_not_name()
    {
        await using var server = await StartAsync();
        var id = await MakeAsync(server, "/runs/crons", Hourly);

        using var off = await server.SendAsync(HttpMethod.Patch, $"/runs/crons/{id}", """{"enabled":false,"metadata":{"x":1}}""");
        var first = await TestServer.JsonAsync(off);
        using var moved = await server.SendAsync(HttpMethod.Patch, $"/runs/crons/{id}", """{"enabled":true,"schedule":"30 * * * *","input":{"text":"new"}}""");
        var second = await TestServer.JsonAsync(moved);
        using var wrong = await server.SendAsync(HttpMethod.Patch, $"/runs/crons/{id}", """{"schedule":"30 *","timezone":"Mars/Base"}""");

        Assert.Equal((false, JsonValueKind.Null, "0 * * * *"), (first.GetProperty("enabled").GetBoolean(), first.GetProperty("next_run_date").ValueKind, Text(first, "schedule")));
        Assert.Equal(("2026-01-01T00:30:00+00:00", "30 * * * *"), (Text(second, "next_run_date"), Text(second, "schedule")));
        Assert.Equal(1, second.GetProperty("metadata").GetProperty("x").GetInt32());
        Assert.Equal("new", second.GetProperty("payload").GetProperty("input").GetProperty("text").GetString());
        Assert.Equal(422, (int)wrong.StatusCode);
    }

    [Fact]
    public async Task Schedules_are_found_by_assistant_thread_metadata_and_state()
    {
        await using var server = await StartAsync();
        using var thread = await server.PostAsync("/threads", """{"thread_id":"CALL-1"}""");
        var alone = await MakeAsync(server, "/runs/crons", Hourly.Replace("{\"assistant", "{\"metadata\":{\"team\":\"blue\"},\"assistant", StringComparison.Ordinal));
        var bound = await MakeAsync(server, "/threads/CALL-1/runs/crons", Hourly.Replace("{\"assistant", "{\"enabled\":false,\"assistant", StringComparison.Ordinal));

        Assert.Equal(new[] { alone, bound }.Order(StringComparer.Ordinal), await FoundAsync(server, """{"assistant_id":"echo","sort_by":"cron_id","sort_order":"asc"}"""));
        Assert.Equal([bound], await FoundAsync(server, """{"thread_id":"CALL-1"}"""));
        Assert.Equal([bound], await FoundAsync(server, """{"enabled":false}"""));
        Assert.Equal([alone], await FoundAsync(server, """{"metadata":{"team":"blue"}}"""));
        Assert.Single(await FoundAsync(server, """{"limit":1,"offset":1}"""));
        using var selected = await server.PostAsync("/runs/crons/search", """{"select":["cron_id"],"thread_id":"CALL-1"}""");
        Assert.Equal($$"""[{"cron_id":"{{bound}}"}]""", (await TestServer.JsonAsync(selected)).GetRawText());
    }

    [Fact]
    public async Task A_schedule_that_is_removed_is_gone()
    {
        await using var server = await StartAsync();
        var id = await MakeAsync(server, "/runs/crons", Hourly);
        using var first = await server.SendAsync(HttpMethod.Delete, $"/runs/crons/{id}");
        using var second = await server.SendAsync(HttpMethod.Delete, $"/runs/crons/{id}");
        using var get = await server.SendAsync(HttpMethod.Get, $"/runs/crons/{id}");

        Assert.Equal((204, 404, 404), ((int)first.StatusCode, (int)second.StatusCode, (int)get.StatusCode));
        Assert.Equal("BTN3101", Text(await TestServer.JsonAsync(get), "code"));
    }

    [Fact]
    public async Task A_repeated_request_under_one_key_makes_one_schedule()
    {
        await using var server = await StartAsync();
        using var first = await server.PostAsync("/runs/crons", Hourly, ("Idempotency-Key", "k1"));
        using var second = await server.PostAsync("/runs/crons", Hourly, ("Idempotency-Key", "k1"));

        Assert.Equal(Text(await TestServer.JsonAsync(first), "cron_id"), Text(await TestServer.JsonAsync(second), "cron_id"));
    }

    [Fact]
    public async Task A_schedule_that_is_due_begins_its_run()
    {
        var time = new FakeTime();
        await using var server = await RealServer.StartAsync(baton =>
        {
            baton.Services.AddSingleton<TimeProvider>(time);
            baton.AddGraph(SampleGraphs.Echo());
        });
        using var made = await server.Client.PostAsync("/runs/crons", new StringContent(Hourly), TestContext.Current.CancellationToken);
        var id = Text(await TestServer.JsonAsync(made), "cron_id");

        using var limit = new CancellationTokenSource(TestServer.Patience);
        JsonElement cron;
        do
        {
            time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(1, limit.Token);
            using var seen = await server.Client.GetAsync($"/runs/crons/{id}", limit.Token);
            cron = await TestServer.JsonAsync(seen);
        }
        while (cron.GetProperty("last_run_id").ValueKind == JsonValueKind.Null);

        using var run = await server.Client.GetAsync($"/runs/{Text(cron, "last_run_id")}", TestContext.Current.CancellationToken);
        var row = await TestServer.JsonAsync(run);
        Assert.Equal(id, row.GetProperty("metadata").GetProperty("cron_id").GetString());
        Assert.Equal("2026-01-01T01:", Text(row, "created_at")![..14]);
    }

    private static Task<TestServer> StartAsync() => TestServer.StartAsync(configure: baton => baton.Services.AddSingleton<TimeProvider>(new FakeTime()));

    private static async Task<string> MakeAsync(TestServer server, string path, string body)
    {
        using var response = await server.PostAsync(path, body);
        Assert.Equal(200, (int)response.StatusCode);
        return Text(await TestServer.JsonAsync(response), "cron_id")!;
    }

    private static async Task<IReadOnlyList<string>> FoundAsync(TestServer server, string query)
    {
        using var response = await server.PostAsync("/runs/crons/search", query);
        return [.. (await TestServer.JsonAsync(response)).EnumerateArray().Select(cron => Text(cron, "cron_id")!)];
    }

    private static string? Text(JsonElement json, string name) => json.GetProperty(name).GetString();
}
