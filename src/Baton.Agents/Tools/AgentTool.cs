using Microsoft.Extensions.AI;

namespace Baton.Agents.Tools;

/// <summary>A tool that a model can call.</summary>
internal sealed record AgentTool(string Name, AIFunction Function, ToolOptions Options);

/// <summary>A tool as it was added.</summary>
internal sealed record ToolRegistration(string Name, Delegate Code, ToolOptions Options);
