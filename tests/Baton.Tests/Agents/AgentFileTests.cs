using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

public sealed class AgentFileTests
{
    [Fact]
    public void Every_key_of_a_file_is_read()
    {
        using var host = new AgentHost()
            .File("triage.md", """
                ---
                name: triage
                description: Sorts requests.
                model: default            # from the catalogue
                pool: classification
                output: Decision
                tools: [look_up]
                guardrails: [no_prompt_injection, no_pii_in_output]
                policies:
                  { timeout: 20s, retries: 3, fallback: triage_rules, escalate_after: 3, max_tokens: 9000, max_cost_usd: 0.25, max_model_calls: 4, max_tool_calls: 0 }
                version: 7
                variables:
                  persona: a calm expert
                ---
                You are {{persona}}. Today is {{ day }}; you are {{persona}}.
                """)
            .With(baton => baton.AddOutput<Decision>().AddTool("look_up", (string id) => id).AddFallback("triage_rules", Decision (_, _) => throw new NotSupportedException()));

        var agent = Assert.Single(host.Catalog.All);

        Assert.Equal("triage", agent.Name);
        Assert.Equal("Sorts requests.", agent.Description);
        Assert.Equal("classification", agent.Pool);
        Assert.Equal("Decision", agent.Output);
        Assert.Equal(["look_up"], agent.Tools);
        Assert.Equal(["no_prompt_injection", "no_pii_in_output"], agent.Guardrails);
        Assert.Equal(TimeSpan.FromSeconds(20), agent.Policies.Timeout);
        Assert.Equal(3, agent.Policies.Retries);
        Assert.Equal("triage_rules", agent.Policies.Fallback);
        Assert.Equal(3, agent.Policies.EscalateAfter);
        Assert.Equal((9000, 0.25m, 4, 0), (agent.Policies.MaxTokens, agent.Policies.MaxCostUsd, agent.Policies.MaxModelCalls, agent.Policies.MaxToolCalls));
        Assert.Equal(["persona", "day"], agent.Placeholders);
        Assert.Equal("a calm expert", agent.Variables["persona"]);
        Assert.Matches(@"^7\+[0-9a-f]{8}$", agent.PromptVersion);
        Assert.Equal("agents/triage.md", agent.Source);
    }

    [Fact]
    public void All_faults_of_all_files_are_reported_at_once_with_file_and_line()
    {
        using var host = new AgentHost()
            .File("a.md", "---\nname: Bad Name\nmodle: x\nmodel: nowhere\npolicies:\n  timeout: soon\n  retries: 99\n  shout: 1\n  max_cost_usd: -1\n---\nHi.\n")
            .File("b.md", "---\nname: b\ntools: [missing]\noutput: Nothing\nversion: 0\n---\nHi.\n")
            .File("c.md", "no front matter")
            .File("d.md", "---\nname: b\n---\n")
            .File("e.md", "---\nname: e\nguardrails: {a: 1}\n  bad: [\n---\nHi.\n");

        var faults = Assert.Throws<ValidationException>(() => host.Catalog).Faults;

        Assert.Equal(
            [
                "BTN5001 agents/c.md:1", "BTN5001 agents/d.md:4", "BTN5001 agents/e.md:4", "BTN5002 agents/a.md:3", "BTN5002 agents/a.md:8",
                "BTN5003 agents/a.md:2", "BTN5003 agents/a.md:6", "BTN5003 agents/a.md:7", "BTN5003 agents/a.md:9", "BTN5003 agents/b.md:5", "BTN5004 agents/d.md:2",
                "BTN5006 agents/a.md:4", "BTN5007 agents/b.md:3", "BTN5008 agents/b.md:4",
            ],
            faults.Select(fault => $"{fault.Code} {fault.Where}").Order(StringComparer.Ordinal));
    }

    [Fact]
    public void A_name_is_required()
    {
        using var host = new AgentHost().File("a.md", "---\nmodel: default\n---\nHi.\n");

        var fault = Assert.Single(Assert.Throws<ValidationException>(() => host.Catalog).Faults);

        Assert.Equal(ErrorCodes.AgentValueInvalid, fault.Code);
    }

    [Fact]
    public void A_value_for_a_placeholder_that_does_not_exist_is_a_fault()
    {
        using var host = new AgentHost().Agent("a", "variables: { persona: x }");

        var fault = Assert.Single(Assert.Throws<ValidationException>(() => host.Catalog).Faults);

        Assert.Equal("agents/a.md:3", fault.Where);
    }

    [Fact]
    public void The_prompt_version_follows_the_content_but_not_the_line_endings()
    {
        using var first = new AgentHost().Agent("a", prompt: "One\ntwo");
        using var same = new AgentHost().File("a.md", "---\r\nname: a\r\n\r\n---\r\nOne\r\ntwo\r\n");
        using var other = new AgentHost().Agent("a", prompt: "One\nthree");

        Assert.Equal(first.Catalog.Get("a").PromptVersion, same.Catalog.Get("a").PromptVersion);
        Assert.NotEqual(first.Catalog.Get("a").PromptVersion, other.Catalog.Get("a").PromptVersion);
    }

    [Fact]
    public void A_missing_directory_is_a_fault()
    {
        using var host = new AgentHost().With(baton => baton.AddAgents("/nowhere/agents"));

        Assert.Contains("AddAgents", Assert.Single(Assert.Throws<ValidationException>(() => host.Catalog).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void An_assembly_without_agent_files_is_a_fault_that_shows_the_line_to_add()
    {
        using var host = new AgentHost().With(baton => baton.AddAgents(typeof(ErrorCodes).Assembly));

        Assert.Contains("EmbeddedResource", Assert.Single(Assert.Throws<ValidationException>(() => host.Catalog).Faults).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Agent_files_can_be_resources_and_their_outputs_types_of_the_same_assembly()
    {
        using var host = new AgentHost().With(baton => baton.AddAgents(typeof(AgentFileTests).Assembly));

        Assert.Equal("EmbeddedDecision", host.Catalog.Get("embedded").Output);
        Assert.Equal("agents/embedded.md", host.Catalog.Get("embedded").Source);
    }

    private sealed record Decision(string Category);
}

/// <summary>Named by the agent file that the test assembly carries.</summary>
public sealed record EmbeddedDecision(string Category);
