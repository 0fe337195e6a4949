using Baton.Agents.Context;
using Baton.Errors;
using Baton.Tests.Agents;

namespace Baton.Tests.Context;

/// <summary><c>context:</c> in agent files.</summary>
public sealed class ContextFileTests
{
    [Fact]
    public void Every_key_is_read()
    {
        using var host = Host("window: 4000, compress: each_step, agent: compressor, keep: 3");

        Assert.Equal(new AgentContext { Window = 4_000, Compress = ContextCompression.EachStep, Agent = "compressor", Keep = 3 }, host.Catalog.Get("helper").Context);
    }

    [Theory]
    [InlineData("window: 4000, agent: nobody", ErrorCodes.ContextAgentInvalid, "no agent 'nobody'")]
    [InlineData("window: 4000, agent: talker", ErrorCodes.ContextAgentInvalid, "output: ContextSummary")]
    [InlineData("window: 4000, agent: helper", ErrorCodes.ContextAgentInvalid, "output: ContextSummary")]
    [InlineData("agent: compressor", ErrorCodes.ContextWindowUnknown, "context_window")]
    [InlineData("window: 50", ErrorCodes.AgentValueInvalid, "from 500")]
    [InlineData("window: 4000, compress: sometimes", ErrorCodes.AgentValueInvalid, "one of overflow, each_step")]
    [InlineData("size: 4000", ErrorCodes.AgentKeyUnknown, "context/size")]
    public void A_wrong_key_is_refused_at_start_with_the_cure(string context, string code, string says)
    {
        using var host = Host(context);

        var faults = Assert.Throws<ValidationException>(() => host.Catalog).Faults;

        var fault = faults.First(fault => fault.Code == code);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
        Assert.StartsWith("agents/helper.md:3", fault.Where, StringComparison.Ordinal);
    }

    [Fact]
    public void A_prompt_that_fills_its_window_is_refused_at_start()
    {
        using var host = new AgentHost().Agent("helper", "context: { window: 500 }", new string('x', 1_500));

        Assert.Contains(Assert.Throws<ValidationException>(() => host.Catalog).Faults, fault => fault.Code == ErrorCodes.ContextTooSmall);
    }

    [Fact]
    public void The_models_window_counts_where_the_file_has_none()
    {
        using var host = Host("agent: compressor").Set("default:provider", "offline").Set("default:context_window", "8000");

        Assert.NotNull(host.Catalog.Get("helper").Context);
    }

    private static AgentHost Host(string context) => new AgentHost()
        .Agent("helper", $"context: {{ {context} }}")
        .Agent("talker")
        .Agent("compressor", "output: ContextSummary");
}
