using System.ComponentModel;
using Baton.Agents.Models;
using Baton.Agents.Tools;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

public sealed class ToolTests
{
    [Theory]
    [InlineData("{}", "Error: the arguments do not fit. /id: The field is missing; it is required.")]
    [InlineData("{\"id\":5}", "Error: the arguments do not fit. /id: A string is expected; a number was given.")]
    [InlineData("{\"id\":\"a\",\"other\":1}", "Error: the arguments do not fit. /other: There is no such field; known are id.")]
    public async Task Wrong_arguments_are_told_to_the_model_and_never_reach_the_tool(string arguments, string told)
    {
        var called = false;
        var result = await ResultAsync("look_up", arguments, (string id) =>
        {
            called = true;
            return id;
        });

        Assert.Equal(told, result);
        Assert.False(called);
    }

    [Fact]
    public async Task A_tool_that_does_not_exist_is_told_to_the_model_with_those_that_do() =>
        Assert.Equal("Error: there is no such tool. Use one of: look_up.", await ResultAsync("look_op", "{}", (string id) => id));

    [Fact]
    public async Task A_tool_that_fails_says_nothing_about_its_inside()
    {
        var result = await ResultAsync("look_up", "{\"id\":\"a\"}", string (string id) => throw new InvalidOperationException("password=hunter2"));

        Assert.Equal("Error: the tool failed.", result);
    }

    [Fact]
    public async Task A_text_that_may_leave_the_process_is_told_to_the_model()
    {
        var result = await ResultAsync("look_up", "{\"id\":\"a\"}", string (string id) => throw new PermanentException("There is no order 'a'."));

        Assert.Equal("Error: the tool failed: There is no order 'a'.", result);
    }

    [Fact]
    public async Task A_failure_that_may_pass_is_retried_first()
    {
        var tries = 0;
        var result = await ResultAsync("look_up", "{\"id\":\"a\"}", (string id) => ++tries < 3 ? throw new HttpRequestException() : id);

        Assert.Equal("a", result);
    }

    [Fact]
    public async Task After_its_last_try_a_failure_is_told_to_the_model()
    {
        var tries = 0;
        var result = await ResultAsync(
            "look_up",
            "{\"id\":\"a\"}",
            string (string id) =>
            {
                tries++;
                throw new TransientException("The order system is busy.");
            },
            new ToolOptions { Retry = RetryPolicy.Default with { Attempts = 2 } });

        Assert.Equal("Error: the tool failed: The order system is busy.", result);
        Assert.Equal(2, tries);
    }

    [Fact]
    public async Task A_tool_that_must_not_run_twice_is_not_retried()
    {
        var tries = 0;
        var result = await ResultAsync(
            "look_up",
            "{\"id\":\"a\"}",
            string (string id) =>
            {
                tries++;
                throw new TimeoutException();
            },
            new ToolOptions { AtMostOnce = true });

        Assert.Equal("Error: the tool failed. Whether it took effect is not known; do not call it again.", result);
        Assert.Equal(1, tries);
    }

    [Fact]
    public async Task What_a_tool_returns_becomes_text_or_JSON()
    {
        Assert.Equal("plain", await ResultAsync("look_up", "{\"id\":\"a\"}", (string id) => "plain"));
        Assert.Equal("{\"order_id\":\"a\",\"total\":9.5}", await ResultAsync("look_up", "{\"id\":\"a\"}", (string id) => new Order(id, 9.5m)));
        Assert.Equal("Done.", await ResultAsync("look_up", "{\"id\":\"a\"}", (string id) => Task.CompletedTask));
        Assert.Equal("Done.", await ResultAsync("look_up", "{\"id\":\"a\"}", (string id) => (string?)null));
    }

    [Fact]
    public async Task Arguments_become_values_of_the_parameters_types()
    {
        var result = await ResultAsync(
            "look_up",
            """{"order":{"order_id":"a","total":9.5},"way":"by_air","tags":["x","y"]}""",
            (Order order, Way way, IReadOnlyList<string> tags, int count = 3, string? note = null) =>
                $"{order.OrderId} {order.Total} {way} {string.Join('+', tags)} {count} {note ?? "none"}");

        Assert.Equal("a 9.5 ByAir x+y 3 none", result);
    }

    [Fact]
    public async Task Baton_fills_in_the_call_the_run_and_services()
    {
        var result = await ResultAsync(
            "look_up",
            "{\"id\":\"a\"}",
            (string id, EffectCall call, RunInfo run, Orders orders, CancellationToken cancellation) =>
                $"{id} {call.Key} {run.GraphId} {orders.Name} {cancellation.CanBeCanceled}");

        Assert.Equal("a tool.1.0.look_up:1 test orders True", result);
    }

    [Fact]
    public async Task A_tool_that_keeps_failing_ends_the_visit()
    {
        using var host = Host(_ => RehearsalReply.Call("look_up", new { id = "a" }), string (string id) => throw new InvalidOperationException());
        var context = new RecordingContext();

        await Assert.ThrowsAsync<PermanentException>(async () => await host.RunAsync("helper", "go", context));

        Assert.Equal(4, context.Effects.Keys.Count(key => key.StartsWith("tool.", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_tool_keeps_its_own_settings_in_the_journal()
    {
        using var host = Host(
            request => request.Messages[^1].Type == "tool" ? RehearsalReply.Say("ok") : RehearsalReply.Call("look_up", new { id = "secret" }),
            (string id) => id,
            new ToolOptions { AtMostOnce = true, Timeout = TimeSpan.FromSeconds(3) });
        var context = new RecordingContext();

        await host.RunAsync("helper", "go", context);

        var options = context.Effects["tool.1.0.look_up:1"].Options;
        Assert.True(options.AtMostOnce);
        Assert.Equal(TimeSpan.FromSeconds(3), options.Timeout);
        Assert.DoesNotContain("secret", options.Request!.Value.GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public void Faults_of_tools_and_of_agent_files_are_reported_together()
    {
        using var host = new AgentHost().Agent("helper", "tools: [missing]")
            .With(baton => baton.AddTool("a", () => 1).AddTool("a", () => 2).AddTool("b c", () => 3));

        var faults = Assert.Throws<ValidationException>(() => host.Catalog).Faults;

        Assert.Equal(
            [ErrorCodes.AgentNameTaken, ErrorCodes.AgentValueInvalid, ErrorCodes.ToolUnknown], faults.Select(fault => fault.Code));
    }

    private static async Task<string> ResultAsync(string called, string arguments, Delegate tool, ToolOptions? options = null)
    {
        using var host = Host(
            request => request.Messages[^1].Type == "tool"
                ? RehearsalReply.Say(request.Messages[^1].Content)
                : RehearsalReply.Call(called, System.Text.Json.JsonSerializer.Deserialize<object>(arguments)!),
            tool,
            options);
        return (string)(await host.RunAsync("helper", "go", new RecordingContext()))!;
    }

    private static AgentHost Host(Func<RehearsalRequest, RehearsalReply> reply, Delegate tool, ToolOptions? options = null) => new AgentHost()
        .Agent("helper", "tools: [look_up]")
        .With(baton =>
        {
            baton.AddTool("look_up", tool, options);
            baton.Services.AddSingleton(new Orders("orders")).AddSingleton<Rehearsal>(new Script("helper", reply));
        });

    private sealed record Order([property: Description("The id.")] string OrderId, decimal Total);

    private enum Way
    {
        ByLand,
        ByAir,
    }

    private sealed record Orders(string Name);
}
