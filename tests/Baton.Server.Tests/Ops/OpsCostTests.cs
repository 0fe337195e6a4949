using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Server.Security;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Ops;

public sealed class OpsCostTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Costs_are_added_up_by_what_the_caller_asks_for()
    {
        await using var server = await TestServer.StartAsync();
        await ChargeAsync(server.Store, ("triage", 0.25m), ("billing", 1.5m), ("triage", 0.5m));

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/costs?by=agent,day&feature=uncategorized");

        var report = await TestServer.JsonAsync(response);
        Assert.Equal(["billing", "triage"], report.GetProperty("rows").EnumerateArray().Select(row => row.GetProperty("keys").GetProperty("agent").GetString()!));
        Assert.Equal((0.75m, 2), (report.GetProperty("rows")[1].GetProperty("amounts").GetProperty("cost_usd").GetDecimal(), report.GetProperty("rows")[1].GetProperty("amounts").GetProperty("calls").GetInt32()));
        Assert.Equal((2.25m, false), (report.GetProperty("total").GetProperty("cost_usd").GetDecimal(), report.GetProperty("more").GetBoolean()));
        Assert.Equal(["agent", "day"], report.GetProperty("by").EnumerateArray().Select(name => name.GetString()!));
    }

    [Fact]
    public async Task A_filter_and_a_limit_leave_rows_out_and_say_so()
    {
        await using var server = await TestServer.StartAsync();
        await ChargeAsync(server.Store, ("triage", 0.25m), ("billing", 1.5m));

        using var limited = await server.SendAsync(HttpMethod.Get, "/ops/costs?by=agent&limit=1");
        using var filtered = await server.SendAsync(HttpMethod.Get, "/ops/costs?agent=triage");
        using var other = await server.SendAsync(HttpMethod.Get, "/ops/costs?from=2020-01-01&to=2020-01-31&by=agent");

        var report = await TestServer.JsonAsync(limited);
        Assert.Equal((1, true, 1.75m), (report.GetProperty("rows").GetArrayLength(), report.GetProperty("more").GetBoolean(), report.GetProperty("total").GetProperty("cost_usd").GetDecimal()));
        Assert.Equal(0.25m, (await TestServer.JsonAsync(filtered)).GetProperty("total").GetProperty("cost_usd").GetDecimal());
        Assert.Equal(0, (await TestServer.JsonAsync(other)).GetProperty("rows").GetArrayLength());
    }

    [Fact]
    public async Task The_first_days_of_the_calendar_are_a_period_like_any_other()
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/costs?to=0001-01-05");

        Assert.Equal("0001-01-01", (await TestServer.JsonAsync(response)).GetProperty("from").GetString());
    }

    [Fact]
    public async Task All_that_is_wrong_with_a_request_is_named_at_once()
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/costs?by=agent,colour&from=yesterday&to=2026-01-31");
        using var backwards = await server.SendAsync(HttpMethod.Get, "/ops/costs?from=2026-02-01&to=2026-01-31");
        using var long_ = await server.SendAsync(HttpMethod.Get, "/ops/costs?from=2020-02-01&to=2026-01-31");

        Assert.Equal([422, 422, 422], new[] { response, backwards, long_ }.Select(refused => (int)refused.StatusCode));
        var text = (await TestServer.JsonAsync(response)).GetRawText();
        Assert.Contains("colour", text, StringComparison.Ordinal);
        Assert.Contains("2026-11-21", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_kill_switch_is_thrown_looked_at_and_released()
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?> { ["Baton:KillSwitch:Models:0"] = "expensive" });

        using var thrown = await server.SendAsync(HttpMethod.Put, "/ops/kill-switch", """{"agents":["triage"],"reason":"drill"}""");
        using var seen = await server.SendAsync(HttpMethod.Get, "/ops/kill-switch");
        using var released = await server.SendAsync(HttpMethod.Put, "/ops/kill-switch", "{}");
        using var wrong = await server.SendAsync(HttpMethod.Put, "/ops/kill-switch", """{"all":"yes","graphs":7}""");

        Assert.Equal(200, (int)thrown.StatusCode);
        var state = await TestServer.JsonAsync(seen);
        Assert.Equal(("triage", "drill", "local"), (state.GetProperty("agents")[0].GetString(), state.GetProperty("reason").GetString(), state.GetProperty("by").GetString()));
        Assert.Equal("expensive", state.GetProperty("configured").GetProperty("models")[0].GetString());
        Assert.Equal(0, (await TestServer.JsonAsync(released)).GetProperty("agents").GetArrayLength());
        Assert.Equal(422, (int)wrong.StatusCode);
    }

    [Theory]
    [InlineData("")]
    [InlineData("""{"modles":["default"]}""")]
    [InlineData("""{"ALL":true}""")]
    public async Task A_slip_of_the_pen_does_not_release_the_kill_switch(string body)
    {
        await using var server = await TestServer.StartAsync();
        using var thrown = await server.SendAsync(HttpMethod.Put, "/ops/kill-switch", """{"all":true}""");

        using var slip = await server.SendAsync(HttpMethod.Put, "/ops/kill-switch", body);
        using var seen = await server.SendAsync(HttpMethod.Get, "/ops/kill-switch");

        Assert.Equal(422, (int)slip.StatusCode);
        Assert.True((await TestServer.JsonAsync(seen)).GetProperty("all").GetBoolean());
    }

    [Fact]
    public async Task The_first_day_there_is_needs_no_day_before_it()
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/costs?to=0001-01-01");

        Assert.Equal(200, (int)response.StatusCode);
    }

    [Theory]
    [InlineData("/ops/costs", "GET", BatonPolicies.Operate)]
    [InlineData("/ops/kill-switch", "GET", BatonPolicies.Operate)]
    [InlineData("/ops/kill-switch", "PUT", BatonPolicies.Administer)]
    public async Task Operators_look_and_admins_throw(string path, string method, string policy)
    {
        await using var server = await TestServer.StartAsync();

        var endpoint = Assert.Single(
            server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>(),
            endpoint => endpoint.RoutePattern.RawText == path && endpoint.Metadata.GetMetadata<HttpMethodMetadata>()!.HttpMethods.Contains(method));

        Assert.Equal(policy, Assert.Single(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()).Policy);
    }

    private static async Task ChargeAsync(IStore store, params (string Agent, decimal Usd)[] calls)
    {
        var server = await store.Servers.RegisterAsync("charging", TimeSpan.FromHours(1), Stop);
        var run = ScriptedEngine.RunId;
        var entry = new JournalEntry(1, EntryKind.RunStarted, DateTimeOffset.UnixEpoch, "{}"u8.ToArray());
        var accepted = await store.Runs.AcceptAsync(new RunAcceptance("default", run, "echo", 1, "default", [entry]) { Assistant = "echo", Owner = server }, Stop);
        CostRow[] rows = [.. calls.Select((call, index) => new CostRow("default", run, index + 2)
        {
            Graph = "echo",
            Node = "ask",
            Agent = call.Agent,
            Model = "default",
            Amounts = new CostAmounts(1, 0, 0, 0) { NanoUsd = CostAmounts.Nano(call.Usd) },
        })];
        await store.Runs.AppendAsync(new JournalAppend(accepted.Lease!, [entry with { Seq = 2, Kind = EntryKind.CustomWritten }]) { Costs = rows }, Stop);
    }
}
