using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>The form of an agent's answer: a C# type, its JSON schema, and how a model's text is read as one.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AnswerFormat
{
    private static readonly ConcurrentDictionary<Type, AnswerFormat> Known = new();
    private readonly Contract _contract;

    private AnswerFormat(Type type)
    {
        _contract = Contract.Of(type);
        var transform = new AIJsonSchemaTransformOptions
        {
            DisallowAdditionalProperties = true,
            RequireAllProperties = true,
            MoveDefaultKeywordToDescription = true,
        };
        var wire = AIJsonUtilities.CreateJsonSchema(
            type, serializerOptions: BatonJson.Options, inferenceOptions: new AIJsonSchemaCreateOptions { TransformOptions = transform });
        Response = ChatResponseFormat.ForJsonSchema(wire, type.Name);
    }

    /// <summary>What providers are asked for: every member required, no others.</summary>
    public ChatResponseFormatJson Response { get; }

    public static AnswerFormat Of(Type type) => Known.GetOrAdd(type, static type => new AnswerFormat(type));

    /// <summary>Reads a text: JSON, with a code fence or words around it if need be. Members that are not known are ignored.</summary>
    /// <returns>The value, or null and what is wrong.</returns>
    public (object? Value, IReadOnlyList<string> Faults) Read(string text)
    {
        try
        {
            return (_contract.ReadTolerant(JsonSerializer.Deserialize<JsonElement>(Json(text))), []);
        }
        catch (ValidationException exception)
        {
            return (null, [.. exception.Faults.Select(ModelFaults.Text)]);
        }
        catch (JsonException exception)
        {
            return (null, [exception.Path is { Length: > 1 } path ? $"{path} cannot be read." : "The answer is not one JSON object."]);
        }
    }

    /// <summary>The JSON value in a text, or null.</summary>
    public static JsonElement? Parse(string text)
    {
        try
        {
            return JsonSerializer.Deserialize<JsonElement>(Json(text));
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Json(string text)
    {
        var start = text.IndexOf('{', StringComparison.Ordinal);
        var end = text.LastIndexOf('}');
        return start >= 0 && end > start ? text[start..(end + 1)] : text;
    }
}
