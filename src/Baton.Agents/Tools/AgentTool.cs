using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Tools;

/// <summary>A tool that a model can call.</summary>
internal sealed record AgentTool(string Name, AIFunction Function, ToolOptions Options)
{
    /// <summary>Checks arguments; ones that the tool does not name are faults, whatever its schema says.</summary>
    public JsonSchemaValidator Arguments { get; } = JsonSchemaValidator.Compile(Closed(Function.JsonSchema));

    private static JsonElement Closed(JsonElement schema)
    {
        var closed = JsonObject.Create(schema)!;
        closed["additionalProperties"] = false;
        return JsonSerializer.SerializeToElement(closed);
    }
}

/// <summary>A tool as it was added.</summary>
internal sealed record ToolRegistration(string Name, Delegate Code, ToolOptions Options);
