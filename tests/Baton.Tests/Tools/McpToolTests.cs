using Baton.Agents.Models;
using Baton.Errors;
using Baton.Tests.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Tools;

/// <summary>Tools of MCP servers, called over the wire.</summary>
public sealed class McpToolTests
{
    [Fact]
    public async Task An_agent_calls_a_tool_of_an_MCP_server()
    {
        await using var server = await McpServerFixture.StartAsync();
        var context = new RecordingContext();

        Assert.Equal("customer 7", await CallAsync(server.Url, "crm__find_customer", new { id = "7" }, context));

        Assert.Equal(["tool.1.0.crm__find_customer:1"], server.Keys);
        Assert.False(context.Effects["tool.1.0.crm__find_customer:1"].Options.AtMostOnce);
    }

    [Fact]
    public async Task A_tool_that_does_not_say_that_it_only_reads_is_called_at_most_once_unless_configured()
    {
        await using var server = await McpServerFixture.StartAsync();
        var (careful, told) = (new RecordingContext(), new RecordingContext());

        await CallAsync(server.Url, "crm__note", new { text = "hi" }, careful);
        await CallAsync(server.Url, "crm__note", new { text = "hi" }, told, ("idempotent:0", "note"));

        Assert.True(careful.Effects["tool.1.0.crm__note:1"].Options.AtMostOnce);
        Assert.False(told.Effects["tool.1.0.crm__note:1"].Options.AtMostOnce);
    }

    [Fact]
    public async Task An_error_that_a_tool_reports_is_told_to_the_model()
    {
        await using var server = await McpServerFixture.StartAsync();

        Assert.Equal("Error: The CRM is read-only today.", await CallAsync(server.Url, "crm__fail", new { }));
    }

    [Fact]
    public async Task Arguments_that_do_not_fit_never_leave_the_process()
    {
        await using var server = await McpServerFixture.StartAsync();

        Assert.StartsWith("Error: the arguments do not fit. /id", await CallAsync(server.Url, "crm__find_customer", new { id = 7 }), StringComparison.Ordinal);
        Assert.DoesNotContain("tools/call", server.Methods);
    }

    [Fact]
    public async Task A_long_result_is_cut()
    {
        await using var server = await McpServerFixture.StartAsync();

        var told = await CallAsync(server.Url, "crm__long", new { }, null, ("max_result_chars", "100"));

        Assert.Equal(new string('x', 100) + "\n[cut here: 4900 more characters]", told);
    }

    [Fact]
    public async Task A_tool_that_only_reads_is_called_again_over_a_new_session_when_the_old_one_breaks()
    {
        await using var server = await McpServerFixture.StartAsync();
        server.Breaks = 1;
        var context = new RecordingContext();

        Assert.Equal("customer 7", await CallAsync(server.Url, "crm__find_customer", new { id = "7" }, context));

        Assert.Equal(2, context.Effects["tool.1.0.crm__find_customer:1"].Attempts);
        Assert.Equal(2, server.Keys.Count);
    }

    [Fact]
    public async Task A_tool_that_writes_is_not_called_again_when_the_session_breaks()
    {
        await using var server = await McpServerFixture.StartAsync();
        server.Breaks = 1;

        var told = await CallAsync(server.Url, "crm__note", new { text = "hi" });

        Assert.Contains("Whether it took effect is not known", told, StringComparison.Ordinal);
        Assert.Single(server.Keys);
    }

    [Fact]
    public async Task A_server_that_is_down_stops_neither_the_start_nor_other_agents()
    {
        using var host = Host("http://127.0.0.1:9/mcp", "crm__find_customer", new { id = "7" }).Agent("other");
        host.With(baton => baton.Services.AddSingleton<Rehearsal>(new Script("other", _ => RehearsalReply.Say("fine"))));

        Assert.Equal("fine", await host.RunAsync("other", "go", new RecordingContext()));
        var thrown = await Assert.ThrowsAsync<BatonException>(() => host.RunAsync("helper", "go", new RecordingContext()).AsTask());

        Assert.Equal(ErrorCodes.ToolSourceUnavailable, thrown.Code);
        Assert.Contains("Baton:Tools:Mcp:crm", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_tool_that_the_server_does_not_have_or_may_not_offer_is_named_with_those_that_there_are()
    {
        await using var server = await McpServerFixture.StartAsync();

        var thrown = await Assert.ThrowsAsync<BatonException>(() => CallAsync(server.Url, "crm__note", new { }, null, ("tools:0", "long")));

        Assert.Equal(ErrorCodes.ToolNotOffered, thrown.Code);
        Assert.Contains("'crm' offers crm__long.", thrown.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_private_address_is_refused_unless_allowed()
    {
        await using var server = await McpServerFixture.StartAsync();

        var thrown = await Assert.ThrowsAsync<BatonException>(() => CallAsync(server.Url, "crm__long", new { }, null, ("allow_private", "false")));

        Assert.Contains("The address is private. Set Baton:Tools:Mcp:crm:allow_private", thrown.Message, StringComparison.Ordinal);
        Assert.Empty(server.Methods);
    }

    [Fact]
    public void Every_fault_of_the_configuration_is_reported_at_start()
    {
        using var host = new AgentHost().Agent("helper")
            .Configure("Baton:Tools:Mcp:crm:command", "crm").Configure("Baton:Tools:Mcp:crm:url", "http://crm")
            .Configure("Baton:Tools:Mcp:two__parts:url", "ftp://crm").Configure("Baton:Tools:Mcp:other:url", "http://crm")
            .Configure("Baton:Tools:Mcp:other:auth_env", "BATON_TEST_NOT_SET").Configure("Baton:Tools:Mcp:other:colour", "red").Configure("Baton:Tools:Grpc:x", "y");

        var thrown = Assert.Throws<ValidationException>(() => host.Catalog);

        Assert.All(thrown.Faults, fault => Assert.Equal(ErrorCodes.ToolSourceInvalid, fault.Code));
        Assert.Equal(
            ["Baton:Tools:Grpc", "Baton:Tools:Mcp:crm:command", "Baton:Tools:Mcp:other:auth_env", "Baton:Tools:Mcp:other:colour", "Baton:Tools:Mcp:two__parts", "Baton:Tools:Mcp:two__parts:url"],
            thrown.Faults.Select(fault => fault.Where).Order(StringComparer.Ordinal));
    }

    private static async Task<string> CallAsync(string url, string tool, object arguments, RecordingContext? context = null, params (string Key, string Value)[] settings)
    {
        using var host = Host(url, tool, arguments);
        foreach (var (key, value) in settings) host.Configure($"Baton:Tools:Mcp:crm:{key}", value);
        return (string)(await host.RunAsync("helper", "go", context ?? new RecordingContext()))!;
    }

    private static AgentHost Host(string url, string tool, object arguments) => new AgentHost().Agent("helper", $"tools: [{tool}]")
        .Configure("Baton:Tools:Mcp:crm:url", url).Configure("Baton:Tools:Mcp:crm:allow_private", "true")
        .With(baton => baton.Services.AddSingleton<Rehearsal>(new Script(
            "helper", request => request.Messages[^1].Type == "tool" ? RehearsalReply.Say(request.Messages[^1].Content) : RehearsalReply.Call(tool, arguments))));
}
