using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Agents.Tools.Sources;
using Baton.Contracts;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Tools;

/// <summary>A tool that a model can call.</summary>
internal sealed record AgentTool(string Name, AIFunction Function, ToolOptions Options)
{
    /// <summary>Checks arguments; ones that a tool in C# does not name are faults, whatever its schema says.</summary>
    public JsonSchemaValidator Arguments { get; } = JsonSchemaValidator.Compile(Function is SourceFunction ? Function.JsonSchema : Closed(Function.JsonSchema));

    /// <summary>What tells this form of a tool from an earlier one of its name; empty for tools in C#, which stay as they are.</summary>
    public string Stamp { get; init; } = "";

    /// <summary>Its name where it comes from, or null for tools in C#.</summary>
    public string? Remote { get; init; }

    private static JsonElement Closed(JsonElement schema)
    {
        var closed = JsonObject.Create(schema)!;
        closed["additionalProperties"] = false;
        return JsonSerializer.SerializeToElement(closed);
    }
}

/// <summary>A tool as it was added.</summary>
internal sealed record ToolRegistration(string Name, Delegate Code, ToolOptions Options);
