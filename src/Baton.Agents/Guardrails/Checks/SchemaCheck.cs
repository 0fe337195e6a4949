using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;

namespace Baton.Agents.Guardrails.Checks;

/// <summary><c>json_schema</c>: a text is JSON that fits a schema.</summary>
internal sealed class SchemaCheck : TextCheck
{
    private const int MostShown = 10;
    private readonly GuardrailAction _action;
    private readonly JsonSchemaValidator? _schema;

    public SchemaCheck(GuardrailSettings settings)
    {
        _action = settings.Action(GuardrailAction.Retry, GuardrailAction.Block, GuardrailAction.Flag);
        var schema = settings.Json("schema");
        if (schema is null)
        {
            settings.Refuse("schema", "is missing: set it to a JSON schema");
            return;
        }

        try
        {
            _schema = JsonSchemaValidator.Compile(schema.Value);
        }
        catch (FormatException exception)
        {
            settings.Refuse("schema", $"cannot be read: {exception.Message}");
        }
    }

    public override GuardrailVerdict Check(GuardrailInput input)
    {
        if (!input.IsFinal) return GuardrailVerdict.Pass;
        var faults = Faults(input);
        return faults.Count == 0
            ? GuardrailVerdict.Pass
            : GuardrailVerdict.Of(
                _action, $"It does not fit the schema: {string.Join(' ', faults.Take(MostShown))}", new Dictionary<string, int> { ["faults"] = faults.Count });
    }

    private List<string> Faults(GuardrailInput input)
    {
        try
        {
            return [.. _schema!.Check(input.Json ?? JsonSerializer.Deserialize<JsonElement>(input.Text)).Select(Text)];
        }
        catch (JsonException)
        {
            return ["It is not JSON."];
        }
    }

    private static string Text(Fault fault) => fault.Where.Length == 0 ? fault.Message : $"{fault.Where}: {fault.Message}";
}
