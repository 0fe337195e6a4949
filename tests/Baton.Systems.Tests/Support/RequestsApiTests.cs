using System.Net;
using System.Net.Http.Json;
using System.Text.Json;

namespace Baton.Systems.Tests.Support;

public sealed class RequestsApiTests
{
    private const string Human = "I want to speak to a person about my invoice #12588";

    [Fact]
    public async Task Active_requests_are_listed_and_resolved_ones_on_demand()
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", "cancel order 00123842");
        await site.SayAsync("case-2", Human);

        var active = await site.GetAsync("ops/support/requests");
        var resolved = await site.GetAsync("ops/support/requests?status=resolved");
        var all = await site.GetAsync("ops/support/requests?all=true");

        Assert.Equal(["case-2"], active.EnumerateArray().Select(row => row.GetProperty("request").GetString()));
        Assert.Equal(["case-1"], resolved.EnumerateArray().Select(row => row.GetProperty("request").GetString()));
        Assert.Equal(2, all.GetArrayLength());
        Assert.Equal(("escalated", "requested", 1), (Text(active[0], "status"), Text(active[0], "escalation_reason"), active[0].GetProperty("turns").GetInt32()));
        Assert.Equal(JsonValueKind.String, resolved[0].GetProperty("resolved_at").ValueKind);
        Assert.NotEmpty(Text(resolved[0], "resolution_summary")!);
    }

    [Fact]
    public async Task Pages_follow_one_another()
    {
        await using var site = await SupportSite.StartAsync();
        foreach (var number in Enumerable.Range(0, 3)) await site.SayAsync($"case-{number}", Human);

        using var first = await site.Client.GetAsync("ops/support/requests?limit=2", TestContext.Current.CancellationToken);
        var rest = await site.GetAsync("ops/support/requests?limit=2&after=" + first.Headers.GetValues("X-Pagination-Next").Single());

        Assert.Equal(["case-0"], rest.EnumerateArray().Select(row => row.GetProperty("request").GetString()));
    }

    [Fact]
    public async Task One_request_shows_what_the_customer_added_while_it_waits()
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", Human);
        await site.SayAsync("case-1", "I need it by Friday");

        var request = await site.GetAsync("ops/support/requests/case-1");

        Assert.Equal(["customer", "escalation", "customer"], request.GetProperty("conversation").EnumerateArray().Select(said => Text(said, "from")));
        Assert.Equal(2, request.GetProperty("turns").GetInt32());
        Assert.Equal(JsonValueKind.Object, request.GetProperty("question").ValueKind);
        Assert.Equal("escalated", Text(request.GetProperty("case"), "status"));
    }

    [Fact]
    public async Task The_same_decision_again_under_its_key_is_taken_once()
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", Human);
        object pay = new { action = "use_tool", by = "anna", tool = "compensate", arguments = new { amount = 5, reason = "late" } };

        foreach (var _ in Enumerable.Range(0, 3))
        {
            using var decided = await site.DecideAsync("case-1", pay, "pay-1");
            Assert.Equal(HttpStatusCode.OK, decided.StatusCode);
            await site.UntilAskedAsync("case-1");
        }

        using var other = await site.DecideAsync("case-1", new { action = "take", by = "anna" }, "pay-1");
        Assert.Equal(HttpStatusCode.UnprocessableEntity, other.StatusCode);
        Assert.Equal(1, (await site.GetAsync("ops/support/requests/case-1")).GetProperty("measures").GetArrayLength());
    }

    [Fact]
    public async Task Who_has_a_request_decides_and_others_are_told()
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", Human);

        using var taken = await site.DecideAsync("case-1", new { action = "take", by = "anna" });
        await site.SayAsync("case-1", "hello?");
        using var other = await site.DecideAsync("case-1", new { action = "resolve", by = "ben", text = "Done." });
        using var settled = await site.DecideAsync("case-1", new { action = "resolve", by = "anna", text = "Done.", seen = 2 });
        using var again = await site.DecideAsync("case-1", new { action = "resolve", by = "anna", text = "Done." });

        Assert.Equal(HttpStatusCode.OK, taken.StatusCode);
        Assert.Equal((HttpStatusCode.Conflict, "BTN7108"), (other.StatusCode, await CodeAsync(other)));
        Assert.Equal(HttpStatusCode.OK, settled.StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, again.StatusCode);
    }

    [Fact]
    public async Task What_does_not_exist_or_fit_is_told()
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", Human);

        using var unknown = await site.Client.GetAsync("ops/support/requests/nobody", TestContext.Current.CancellationToken);
        using var unfit = await site.DecideAsync("case-1", new { action = "dance" });
        using var filter = await site.Client.GetAsync("ops/support/requests?status=lost&limit=0", TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.NotFound, "BTN7107"), (unknown.StatusCode, await CodeAsync(unknown)));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, unfit.StatusCode);
        Assert.Equal(HttpStatusCode.UnprocessableEntity, filter.StatusCode);
    }

    [Theory]
    [InlineData("""{"action": "take", "action": "take"}""", "BTN6001")]
    [InlineData("""{"action": "take", "by": "\ud800"}""", "BTN6010")]
    [InlineData("""{"action": "use_tool", "arguments": {"a": ["\ud800"]}}""", "BTN6010")]
    [InlineData("""{"action": "take", "\ud800": 1}""", "BTN6010")]
    [InlineData("[]", "BTN6001")]
    public async Task A_decision_that_cannot_be_read_is_refused(string body, string code)
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", Human);

        using var content = new StringContent(body);
        using var refused = await site.Client.PostAsync("ops/support/requests/case-1/decision", content, TestContext.Current.CancellationToken);

        Assert.Equal((HttpStatusCode.BadRequest, code), (refused.StatusCode, await CodeAsync(refused)));
    }

    [Fact]
    public async Task The_named_second_turn_ends_critical_and_escalated_over_http()
    {
        await using var site = await SupportSite.StartAsync();
        await site.SayAsync("case-1", "My payment failed");

        var reply = await site.SayAsync("case-1", "I need this fixed immediately, I have a deadline!");

        Assert.Equal(
            ("billing", "critical", "escalated", "escalation", 2),
            (Text(reply, "category"), Text(reply, "priority"), Text(reply, "status"), Text(reply, "current_agent"), reply.GetProperty("conversation_turns").GetInt32()));
        Assert.NotEmpty(Text(reply, "response")!);
        Assert.Equal(1, reply.GetProperty("__interrupt__").GetArrayLength());
    }

    private static string? Text(JsonElement value, string member) => value.GetProperty(member).GetString();

    private static async Task<string?> CodeAsync(HttpResponseMessage answer) =>
        Text(await answer.Content.ReadFromJsonAsync<JsonElement>(TestContext.Current.CancellationToken), "code");
}
