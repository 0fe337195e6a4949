using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;

namespace Baton.Engine.Effects;

/// <summary>The schemas that answers must fit.</summary>
internal static class QuestionSchemas
{
    /// <summary>What an answer of a type must fit; null for a type that is any JSON.</summary>
    public static JsonElement? Of(string name, Type answer)
    {
        try
        {
            var schema = Contract.Of(answer).Schema;
            return schema.ValueKind == JsonValueKind.Object ? schema : null;
        }
        catch (NotSupportedException exception)
        {
            throw new BatonException(ErrorCodes.Permanent, $"The answer of question '{name}' cannot be read as {answer.Name}: {exception.Message}", exception);
        }
    }

    /// <summary>Reads a schema: one that cannot be read must fail the node that asks, not the person who answers.</summary>
    public static void Check(string name, JsonElement schema)
    {
        try
        {
            JsonSchemaValidator.Compile(schema);
        }
        catch (FormatException exception)
        {
            throw new BatonException(ErrorCodes.Permanent, $"The schema of question '{name}' cannot be read: {exception.Message}", exception);
        }
    }
}
