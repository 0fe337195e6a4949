using Baton.Agents.Prompts;
using Baton.Errors;
using Baton.Tests.Agents;

namespace Baton.Tests.Prompts;

/// <summary>What an agent file declares of its prompt's fields.</summary>
public sealed class PromptFieldTests
{
    [Fact]
    public void A_variable_with_a_text_is_a_field_that_can_be_edited()
    {
        using var host = new AgentHost().Agent("helper", "variables: { tone: friendly }", "Be {{tone}}.");

        Assert.Equal(new PromptField("friendly", Editable: true, PromptField.StandardLength), host.Catalog.Get("helper").Fields["tone"]);
    }

    [Fact]
    public void A_variable_can_have_bounds_and_be_kept_from_editing()
    {
        using var host = new AgentHost().Agent(
            "helper", "variables:\n  tone: { default: friendly, max_length: 20 }\n  brand: { default: Acme, editable: false }", "Be {{tone}} for {{brand}}.");
        var agent = host.Catalog.Get("helper");

        Assert.Equal(new PromptField("friendly", Editable: true, 20), agent.Fields["tone"]);
        Assert.False(agent.Fields["brand"].Editable);
        Assert.Equal("Acme", agent.Variables["brand"]);
    }

    [Theory]
    [InlineData("variables: { tone: { default: friendly, max_length: 3 } }", "has 8 characters, but at most 3")]
    [InlineData("variables: { tone: { default: friendly, color: red } }", "There is no key 'variables/tone/color'")]
    [InlineData("variables: { tone: { default: friendly, editable: perhaps } }", "'variables/tone/editable' must be true or false")]
    [InlineData("variables: { tone: { default: [a, b] } }", "'variables/tone/default' must be text")]
    [InlineData("variables: [tone]", "'variables' must be 'name: text' lines")]
    [InlineData("variables: { tone: kind, other: x }", "no placeholder '{{other}}'")]
    public void A_declaration_that_cannot_be_used_is_named(string keys, string message)
    {
        using var host = new AgentHost().Agent("helper", keys, "Be {{tone}}.");

        var thrown = Assert.Throws<ValidationException>(() => host.Catalog);

        Assert.Contains(thrown.Faults, fault => fault.Where.StartsWith("agents/helper.md:", StringComparison.Ordinal) && fault.Message.Contains(message, StringComparison.Ordinal));
    }
}
