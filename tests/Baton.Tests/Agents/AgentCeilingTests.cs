using Baton.Agents.Models;
using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

/// <summary>The hard ceilings of an agent's file.</summary>
public sealed class AgentCeilingTests
{
    [Theory]
    [InlineData("max_model_calls: 1", "max_model_calls 1, spent 1, asked for 1")]
    [InlineData("max_tool_calls: 1", "max_tool_calls 1, spent 0, asked for 2")]
    [InlineData("max_tokens: 4000", "max_tokens 4000, spent 0, asked for")]
    public async Task A_visit_that_would_pass_a_ceiling_is_refused(string ceiling, string says)
    {
        using var host = Host(ceiling);

        var refused = await Assert.ThrowsAsync<BatonException>(() => host.RunAsync("helper", "hi", new RecordingContext()).AsTask());

        Assert.Equal(ErrorCodes.BudgetSpent, refused.Code);
        Assert.Contains(says, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_visit_below_its_ceilings_goes_on()
    {
        using var host = Host("max_model_calls: 2, max_tool_calls: 2, max_tokens: 20000, max_cost_usd: 0");

        Assert.Equal("done", await host.RunAsync("helper", "hi", new RecordingContext()));
    }

    [Fact]
    public async Task A_ceiling_of_cost_needs_prices()
    {
        using var host = Host("max_cost_usd: 5").Set("default:provider", "openai").Set("default:model", "m").Set("default:base_url", "http://127.0.0.1:9/v1");

        var refused = await Assert.ThrowsAsync<BatonException>(() => host.RunAsync("helper", "hi", new RecordingContext()).AsTask());

        Assert.Equal(ErrorCodes.BudgetSpent, refused.Code);
    }

    private static AgentHost Host(string ceilings) => new AgentHost()
        .Agent("helper", $"tools: [look_up]\npolicies: {{ {ceilings} }}")
        .With(baton => baton.AddTool("look_up", () => "found").Services.AddSingleton<Rehearsal>(new Script("helper", request =>
            request.Messages[^1].Type == "tool" ? RehearsalReply.Say("done") : new RehearsalReply("", [new("look_up", new { }), new("look_up", new { })]))));
}
