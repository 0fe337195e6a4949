using Baton.Errors;
using Baton.Tests.Agents;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Policies;

/// <summary>Policies in files and configuration, checked at start.</summary>
public sealed class PolicySettingsTests
{
    [Fact]
    public void What_a_file_does_not_set_comes_from_the_configuration()
    {
        using var host = new AgentHost().Agent("a", "policies: { retries: 0, failover: [] }").Agent("b", "model: spare")
            .Set("spare:provider", "offline").Set("third:provider", "offline")
            .Configure("Baton:Agents:Policies:timeout", "20s").Configure("Baton:Agents:Policies:retries", "5").Configure("Baton:Agents:Policies:backoff", "2s")
            .Configure("Baton:Agents:Policies:max_backoff", "8s").Configure("Baton:Agents:Policies:escalate_after", "3").Configure("Baton:Agents:Policies:max_cost_usd", "0.5")
            .Configure("Baton:Agents:Policies:failover:0", "spare").Configure("Baton:Agents:Policies:failover:1", "third");

        var (a, b) = (host.Catalog.Get("a").Policies, host.Catalog.Get("b").Policies);

        Assert.Equal((TimeSpan.FromSeconds(20), 0, 3, 0.5m), (a.Timeout, a.Retries, a.EscalateAfter, a.MaxCostUsd));
        Assert.Equal((1, TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(8)), (a.Retry().Attempts, a.Retry().FirstDelay, a.Retry().MaxDelay));
        Assert.Empty(a.Failover!);
        Assert.Equal(["third"], b.Failover!);
        Assert.Equal(5, b.Retries);
    }

    [Fact]
    public void All_faults_of_the_configuration_are_reported_at_once_with_their_keys()
    {
        using var host = new AgentHost().Agent("a")
            .Configure("Baton:Agents:Polices:retries", "1").Configure("Baton:Agents:Policies:retries", "many").Configure("Baton:Agents:Policies:timeout", "soon")
            .Configure("Baton:Agents:Policies:fallback", "rule").Configure("Baton:Agents:Policies:failover:0", "nowhere").Configure("Baton:Agents:Policies:max_cost_usd", "-1")
            .Configure("Baton:Agents:Circuit:failure_ratio", "2").Configure("Baton:Agents:Circuit:min_calls", "1").Configure("Baton:Agents:Circuit:break", "1m").Configure("Baton:Agents:Circuit:window", "1ms")
            .Configure("Baton:Agents:Circuit:enabled", "perhaps");

        var faults = Assert.Throws<ValidationException>(() => host.Catalog).Faults;

        Assert.Equal(
            [
                $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Polices", $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Policies:fallback",
                $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Policies:timeout", $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Policies:retries",
                $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Policies:max_cost_usd", $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Circuit:enabled",
                $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Circuit:min_calls", $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Circuit:failure_ratio",
                $"{ErrorCodes.PolicySettingInvalid} Baton:Agents:Circuit:window", $"{ErrorCodes.ModelUnknown} Baton:Agents:Policies:failover",
            ],
            faults.Select(fault => $"{fault.Code} {fault.Where}"));
    }

    [Theory]
    [InlineData("fallback: nobody", ErrorCodes.FallbackInvalid, "There is no agent and no rule 'nobody'")]
    [InlineData("fallback: a", ErrorCodes.FallbackInvalid, "leads back")]
    [InlineData("fallback: back", ErrorCodes.FallbackInvalid, "leads back")]
    [InlineData("fallback: sorter", ErrorCodes.FallbackInvalid, "answers with Kind, the agent with plain text")]
    [InlineData("fallback: kinds", ErrorCodes.FallbackInvalid, "answers with Kind, the agent with plain text")]
    [InlineData("fallback: both", ErrorCodes.FallbackInvalid, "is an agent and a rule")]
    [InlineData("failover: [nowhere]", ErrorCodes.ModelUnknown, "There is no model 'nowhere'")]
    [InlineData("failover: [default]", ErrorCodes.AgentValueInvalid, "the agent's own model")]
    [InlineData("failover: default", ErrorCodes.AgentValueInvalid, "must be a list of names")]
    public void What_an_agent_names_is_checked(string policy, string code, string says)
    {
        using var host = new AgentHost().File("a.md", $"---\nname: a\npolicies:\n  {policy}\n---\nYou help.\n").Agent("back", "policies: { fallback: middle }")
            .Agent("middle", "policies: { fallback: a }").Agent("sorter", "output: Kind").Agent("both")
            .With(baton => baton.AddOutput<Kind>().AddFallback("kinds", (_, _) => new Kind("x")).AddFallback("both", (_, _) => ""));

        var faults = Assert.Throws<ValidationException>(() => host.Catalog).Faults.Where(fault => fault.Where.EndsWith("agents/a.md:4", StringComparison.Ordinal)).ToList();

        var fault = Assert.Single(faults);
        Assert.Equal(code, fault.Code);
        Assert.Contains(says, fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Two_rules_of_one_name_are_a_fault()
    {
        using var host = new AgentHost().Agent("a").With(baton => baton.AddFallback("r", (_, _) => "1").AddFallback("r", (_, _) => "2"));

        Assert.Equal(ErrorCodes.FallbackInvalid, Assert.Single(Assert.Throws<ValidationException>(() => host.Catalog).Faults).Code);
    }

    private sealed record Kind(string Name);
}
