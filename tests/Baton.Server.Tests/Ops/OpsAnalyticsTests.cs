using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Ops;

public sealed class OpsAnalyticsTests
{
    public sealed record Said(string Text);

    public sealed record State(string Text)
    {
        public CaseStatus Status { get; init; }
    }

    public sealed record Reply(string Text);

    private static GraphDefinition Desk => Graph
        .Define<Said, State, Reply>("case_desk", 1)
        .Start(said => new State(said.Text))
        .Continue((state, said) => state with { Text = said.Text })
        .Function("answer", state => state with { Status = Enum.Parse<CaseStatus>(state.Text) })
        .Case(state => new CaseFacts(state.Status) { Category = "billing", Priority = "high", Agent = "refunds", Customer = "C-1", Summary = "SECRET", Turns = 1 })
        .Return(state => new Reply(state.Text));

    [Fact]
    public async Task Cases_are_listed_page_by_page_and_found_by_thread()
    {
        await using var server = await StartAsync();
        foreach (var (thread, status) in new[] { ("a", "Resolved"), ("b", "Escalated"), ("c", "WaitingForCustomer") }) await RunAsync(server, thread, status);

        var first = await GetAsync(server, "/ops/cases?active=true&limit=1");
        var second = await GetAsync(server, $"/ops/cases?active=true&limit=1&cursor={first.GetProperty("next").GetString()}");
        var one = await GetAsync(server, "/ops/cases/a");

        Assert.Equal(("b", "c"), (Thread(first), Thread(second)));
        Assert.Equal(JsonValueKind.Null, second.GetProperty("next").ValueKind);
        Assert.Equal(("resolved", "billing", "C-1"), (one.GetProperty("status").GetString(), one.GetProperty("category").GetString(), one.GetProperty("customer").GetString()));
        Assert.Equal(2, (await GetAsync(server, "/ops/cases?status=resolved,escalated&agent=refunds")).GetProperty("cases").GetArrayLength());
    }

    [Fact]
    public async Task Analytics_say_what_a_desk_did_and_what_customers_thought()
    {
        await using var server = await StartAsync();
        foreach (var (thread, status) in new[] { ("a", "Resolved"), ("b", "Escalated"), ("c", "Resolved"), ("d", "Resolved") }) await RunAsync(server, thread, status);
        await RunAsync(server, "d", "InProgress");
        await PostAsync(server, """{"thread_id":"a","key":"csat","score":5,"comment":"good"}""");
        await PostAsync(server, """{"thread_id":"b","key":"csat","score":2}""");
        await PostAsync(server, """{"thread_id":"b","key":"first_response_accuracy","score":1}""");
        await PostAsync(server, """{"thread_id":"b","key":"tone","score":-3}""");

        var report = await GetAsync(server, "/ops/analytics?graph=case_desk&compare_from=2020-01-01&compare_to=2020-01-31");

        var (period, all) = (report.GetProperty("period"), report.GetProperty("period").GetProperty("all"));
        Assert.Equal((4, 2, 2, 1, 1), (Number(all, "cases"), Number(all, "resolved"), Number(all, "contained"), Number(all, "escalated"), Number(all, "reopened")));
        Assert.Equal((0.25, 1.0), (all.GetProperty("escalation_rate").GetDouble(), all.GetProperty("containment_rate").GetDouble()));
        Assert.Equal(2, Number(all.GetProperty("resolution"), "count"));
        Assert.Equal(["resolved", "escalated", "in_progress"], period.GetProperty("by_status").EnumerateArray().Select(group => group.GetProperty("name").GetString()!));
        Assert.Equal((2, 3.5), (Number(period.GetProperty("csat"), "count"), period.GetProperty("csat").GetProperty("mean").GetDouble()));
        Assert.Equal(["csat", "first_response_accuracy", "tone"], period.GetProperty("feedback").EnumerateArray().Select(sum => sum.GetProperty("key").GetString()!));
        Assert.Equal(0, Number(report.GetProperty("compare").GetProperty("all"), "cases"));
        Assert.Equal(4, Number((await GetAsync(server, "/ops/costs/outcomes")).GetProperty("total"), "cases"));
    }

    [Theory]
    [InlineData("/ops/analytics?form=2026-01-01", "form")]
    [InlineData("/ops/analytics?from=yesterday", "2026-11-21")]
    [InlineData("/ops/analytics?from=2026-02-01&to=2026-01-01", "later")]
    [InlineData("/ops/analytics?compare_from=2026-01-01", "compare_to")]
    [InlineData("/ops/analytics?from=0001-01-01&to=2026-01-01", "3660")]
    [InlineData("/ops/costs/outcomes?by=agent", "by")]
    [InlineData("/ops/cases?status=open", "waiting_for_customer")]
    [InlineData("/ops/cases?cursor=x", "next")]
    [InlineData("/ops/feedback?thread=a", "thread_id")]
    public async Task What_is_wrong_with_a_query_is_said(string path, string part)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal(422, (int)response.StatusCode);
        Assert.Contains(part, (await TestServer.JsonAsync(response)).GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"key":"csat","score":5}""", 422)]
    [InlineData("""{"thread_id":"a","run_id":"01a1fd4c-c54e-7268-baf5-917eb8f40f68","key":"csat","score":5}""", 422)]
    [InlineData("""{"thread_id":"a","key":"csat","score":6}""", 422)]
    [InlineData("""{"thread_id":"a","key":"CSAT!","score":5}""", 422)]
    [InlineData("""{"thread_id":"a","key":"csat","score":5,"note":"x"}""", 422)]
    [InlineData("""{"thread_id":"nowhere","key":"csat","score":5}""", 404)]
    [InlineData("""{"run_id":"01a1fd4c-c54e-7268-baf5-917eb8f40f68","key":"csat","score":5}""", 404)]
    public async Task Feedback_that_cannot_be_kept_is_refused(string body, int status)
    {
        await using var server = await StartAsync();

        using var response = await server.SendAsync(HttpMethod.Post, "/ops/feedback", body);

        Assert.Equal(status, (int)response.StatusCode);
    }

    [Fact]
    public async Task Feedback_is_kept_once_for_an_idempotency_key()
    {
        await using var server = await StartAsync();
        await RunAsync(server, "a", "Resolved");
        const string body = """{"thread_id":"a","key":"csat","score":4}""";

        var first = await KeyedAsync(server, body);
        var again = await KeyedAsync(server, body);
        var other = await KeyedAsync(server, """{"thread_id":"a","key":"csat","score":1}""");

        Assert.Equal((200, 200, 422), (first.Status, again.Status, other.Status));
        Assert.Equal(first.Body.GetProperty("id").GetString(), again.Body.GetProperty("id").GetString());
        Assert.Equal(1, Number((await GetAsync(server, "/ops/analytics")).GetProperty("period").GetProperty("csat"), "count"));
    }

    [Fact]
    public async Task Feedback_on_a_run_that_retention_removed_counts_for_its_case()
    {
        await using var server = await StartAsync();
        var run = await RunAsync(server, "a", "Resolved");
        await server.Store.Cases.FoldAsync(100, TestContext.Current.CancellationToken);
        await server.Store.Runs.PruneAsync(TimeSpan.FromSeconds(-60), 100, TestContext.Current.CancellationToken);
        Assert.Null(await server.Store.Threads.FindAsync("default", "a", TestContext.Current.CancellationToken));

        await PostAsync(server, $$"""{"run_id":"{{run}}","key":"csat","score":5,"comment":"late"}""");

        var listed = await GetAsync(server, $"/ops/feedback?run_id={run}");
        Assert.Equal(("a", "late"), (listed[0].GetProperty("thread_id").GetString(), listed[0].GetProperty("comment").GetString()));
    }

    [Fact]
    public async Task A_customer_who_is_erased_leaves_numbers_and_no_words()
    {
        await using var server = await StartAsync();
        await RunAsync(server, "a", "Resolved");
        await PostAsync(server, """{"thread_id":"a","key":"csat","score":5,"comment":"SECRET"}""");

        using var erased = await server.SendAsync(HttpMethod.Delete, "/ops/memory/C-1");

        Assert.Equal(1, Number(await TestServer.JsonAsync(erased), "cases"));
        Assert.DoesNotContain("SECRET", (await GetAsync(server, "/ops/cases/a")).GetRawText() + (await GetAsync(server, "/ops/feedback")).GetRawText(), StringComparison.Ordinal);
        Assert.Equal(1, Number((await GetAsync(server, "/ops/analytics")).GetProperty("period").GetProperty("csat"), "count"));
    }

    private static async Task<CaseServer> StartAsync() => new(await RealServer.StartAsync(baton => baton.AddGraph(Desk)));

    private static async Task<string> RunAsync(CaseServer server, string thread, string status)
    {
        using var made = await server.SendAsync(HttpMethod.Post, "/threads", $$"""{"thread_id":"{{thread}}","if_exists":"do_nothing"}""");
        using var response = await server.SendAsync(HttpMethod.Post, $"/threads/{thread}/runs/wait", $$"""{"assistant_id":"case_desk","input":{"text":"{{status}}"} }""");
        Assert.Equal(200, (int)response.StatusCode);
        var run = Assert.Single(await server.Store.Runs.QueryAsync(new RunQuery("default") { Thread = thread, Limit = 1 }, TestContext.Current.CancellationToken));
        return run.Id.ToString("D");
    }

    private static async Task PostAsync(CaseServer server, string body)
    {
        using var response = await server.SendAsync(HttpMethod.Post, "/ops/feedback", body);
        Assert.Equal(200, (int)response.StatusCode);
    }

    private static async Task<(int Status, JsonElement Body)> KeyedAsync(CaseServer server, string body)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri("/ops/feedback", UriKind.Relative)) { Content = new StringContent(body) };
        request.Headers.Add("Idempotency-Key", "survey-1");
        using var response = await server.Client.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await TestServer.JsonAsync(response));
    }

    private static async Task<JsonElement> GetAsync(CaseServer server, string path)
    {
        using var response = await server.SendAsync(HttpMethod.Get, path);
        Assert.Equal(200, (int)response.StatusCode);
        return await TestServer.JsonAsync(response);
    }

    private static string? Thread(JsonElement page) => page.GetProperty("cases")[0].GetProperty("thread_id").GetString();

    private static int Number(JsonElement value, string name) => value.GetProperty(name).GetInt32();

    private sealed class CaseServer(RealServer server) : IAsyncDisposable
    {
        public HttpClient Client => server.Client;

        public IStore Store => server.Services.GetRequiredService<IStore>();

        public async Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, string? body = null)
        {
            using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative));
            if (body is not null) request.Content = new StringContent(body);
            return await Client.SendAsync(request, TestContext.Current.CancellationToken);
        }

        public ValueTask DisposeAsync() => server.DisposeAsync();
    }
}
