namespace Baton.Agents.Guardrails;

/// <summary>Where guardrails stand.</summary>
public enum GuardrailBoundary
{
    /// <summary>What a person wrote, before the agent's model sees it.</summary>
    Input,

    /// <summary>What another agent or node hands over: its messages, and the values of the prompt's placeholders.</summary>
    Handoff,

    /// <summary>The arguments of a tool call, before the tool is called.</summary>
    ToolCall,

    /// <summary>What a tool gave, before the model sees it.</summary>
    ToolResult,

    /// <summary>What the model wrote, before anybody sees it.</summary>
    Output,
}
