using System.Text.Json;
using Baton.Graphs;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Tools.Sources;

/// <summary>A tool of a source as the agent's loop calls it.</summary>
/// <param name="name">Its name.</param>
/// <param name="description">What the model is told of it.</param>
/// <param name="schema">The JSON schema of its arguments.</param>
/// <param name="call">Makes the call: the arguments, a JSON object, and the effect that the call is.</param>
internal sealed class SourceFunction(string name, string description, JsonElement schema, Func<JsonElement, EffectCall, ValueTask<object?>> call) : AIFunction
{
    public override string Name => name;

    public override string Description => description;

    public override JsonElement JsonSchema => schema;

    protected override ValueTask<object?> InvokeCoreAsync(AIFunctionArguments arguments, CancellationToken cancellationToken) =>
        call(JsonSerializer.SerializeToElement(arguments.ToDictionary(argument => argument.Key, argument => argument.Value)), (EffectCall)arguments.Context![typeof(EffectCall)]!);
}

/// <summary>What a tool says where it could not do what it was asked for; the model is told.</summary>
internal sealed record ToolError(string Text);
