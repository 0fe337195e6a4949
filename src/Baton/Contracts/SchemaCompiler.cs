using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Baton.Contracts;

/// <summary>Turns a schema's JSON into <see cref="SchemaNode"/>s, once.</summary>
/// <param name="root">The whole schema.</param>
internal sealed class SchemaCompiler(JsonElement root)
{
    // A pattern comes from whoever wrote the schema, the value from anybody: the match must end.
    private static readonly TimeSpan PatternTimeout = TimeSpan.FromMilliseconds(250);

    private readonly Dictionary<string, SchemaNode> _references = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">The schema is not one, or refers to what it does not have.</exception>
    public SchemaNode Compile()
    {
        if (root.ValueKind != JsonValueKind.Object) return Compile(root);
        var node = new SchemaNode();
        _references["#"] = node;
        Fill(node, root);
        return node;
    }

    private SchemaNode Compile(JsonElement schema)
    {
        if (schema.ValueKind == JsonValueKind.True) return SchemaNode.Anything;
        if (schema.ValueKind == JsonValueKind.False) return SchemaNode.Nothing;
        if (schema.ValueKind != JsonValueKind.Object) throw new FormatException("A schema is an object, true or false.");
        var node = new SchemaNode();
        Fill(node, schema);
        return node;
    }

    private void Fill(SchemaNode node, JsonElement schema)
    {
        foreach (var keyword in schema.EnumerateObject())
        {
            var value = keyword.Value;
            switch (keyword.Name)
            {
                case "type": node.Types = TypesOf(value); break;
                case "enum": node.Enum = [.. List(value, "enum")]; break;
                case "const": node.Enum = [value]; break;
                case "properties" or "required": node.HasMembers = true; break;
                case "additionalProperties":
                    node.HasMembers = true;
                    node.Additional = Compile(value);
                    break;
                case "items": node.Items = Compile(value); break;
                case "minItems": node.MinItems = Count(value, "minItems"); break;
                case "maxItems": node.MaxItems = Count(value, "maxItems"); break;
                case "minimum": node.Minimum = new SchemaBound(Number(value), Exclusive: false); break;
                case "maximum": node.Maximum = new SchemaBound(Number(value), Exclusive: false); break;
                case "exclusiveMinimum": node.Minimum = new SchemaBound(Number(value), Exclusive: true); break;
                case "exclusiveMaximum": node.Maximum = new SchemaBound(Number(value), Exclusive: true); break;
                case "minLength": node.MinLength = Count(value, "minLength"); break;
                case "maxLength": node.MaxLength = Count(value, "maxLength"); break;
                case "pattern": node.Pattern = PatternOf(Text(value, "pattern")); break;
                case "format": node.Format = Text(value, "format"); break;
                case "$ref": node.Reference = Resolve(Text(value, "$ref")); break;
                case "allOf": node.AllOf = Schemas(value, "allOf"); break;
                case "anyOf": node.AnyOf = Schemas(value, "anyOf"); break;
                case "oneOf": node.OneOf = Schemas(value, "oneOf"); break;
            }
        }

        if (node.HasMembers) FillMembers(node, schema);
        if (node.Enum is { } values && values.All(value => value.ValueKind == JsonValueKind.String))
        {
            node.Words = [.. values.Select(value => value.GetString()!)];
        }
    }

    private void FillMembers(SchemaNode node, JsonElement schema)
    {
        var required = schema.TryGetProperty("required", out var names)
            ? List(names, "required").Select(name => Text(name, "required")).ToHashSet(StringComparer.Ordinal)
            : [];
        var members = new List<SchemaMember>();
        if (schema.TryGetProperty("properties", out var properties))
        {
            if (properties.ValueKind != JsonValueKind.Object) throw new FormatException("'properties' is an object.");
            members.AddRange(properties.EnumerateObject().Select(property =>
                Member(property.Name, Compile(property.Value), required.Remove(property.Name))));
        }

        // A name that is only required is still subject to additionalProperties.
        members.AddRange(required.Order(StringComparer.Ordinal).Select(name => Member(name, node.Additional, isRequired: true)));
        node.Members = [.. members];
        node.HasRequired = members.Exists(member => member.Required);

        static SchemaMember Member(string name, SchemaNode schema, bool isRequired) =>
            new(name, Encoding.UTF8.GetBytes(name), schema, isRequired);
    }

    private SchemaNode Resolve(string reference)
    {
        if (_references.TryGetValue(reference, out var known)) return known;
        if (!reference.StartsWith("#/", StringComparison.Ordinal))
        {
            throw new FormatException($"The schema refers to '{reference}'; only places inside it ('#/…') can be referred to.");
        }

        var target = root;
        foreach (var step in reference[2..].Split('/'))
        {
            var name = Uri.UnescapeDataString(step)
                .Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
            if (!TryStep(target, name, out target))
            {
                throw new FormatException($"The schema refers to '{reference}', which it does not have.");
            }
        }

        if (target.ValueKind != JsonValueKind.Object) return Compile(target);
        var node = new SchemaNode();
        _references[reference] = node;
        Fill(node, target);
        return node;
    }

    private static bool TryStep(JsonElement from, string name, out JsonElement to)
    {
        to = default;
        if (from.ValueKind == JsonValueKind.Object) return from.TryGetProperty(name, out to);
        if (from.ValueKind != JsonValueKind.Array || !int.TryParse(name, out var index)) return false;
        if (index < 0 || index >= from.GetArrayLength()) return false;
        to = from[index];
        return true;
    }

    private SchemaNode[] Schemas(JsonElement value, string keyword) => [.. List(value, keyword).Select(Compile)];

    private static JsonElement.ArrayEnumerator List(JsonElement value, string keyword) =>
        value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : throw new FormatException($"'{keyword}' is an array.");

    private static string Text(JsonElement value, string keyword) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : throw new FormatException($"'{keyword}' is a string.");

    private static Regex PatternOf(string pattern)
    {
        try
        {
            return new Regex(pattern, RegexOptions.CultureInvariant, PatternTimeout);
        }
        catch (ArgumentException malformed)
        {
            throw new FormatException($"The schema's pattern '{pattern}' is no regular expression.", malformed);
        }
    }

    private static int Count(JsonElement value, string keyword) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var count) && count >= 0
            ? count
            : throw new FormatException($"'{keyword}' is a whole number from 0.");

    private static double Number(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number ? value.GetDouble() : throw new FormatException("A bound is a number.");

    private static SchemaTypes TypesOf(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.String) return TypeOf(value);
        return List(value, "type").Aggregate(SchemaTypes.None, (types, type) => types | TypeOf(type));
    }

    private static SchemaTypes TypeOf(JsonElement value) => Text(value, "type") switch
    {
        "object" => SchemaTypes.Object,
        "array" => SchemaTypes.Array,
        "string" => SchemaTypes.String,
        "number" => SchemaTypes.Number | SchemaTypes.Integer,
        "integer" => SchemaTypes.Integer,
        "boolean" => SchemaTypes.Boolean,
        "null" => SchemaTypes.Null,
        var other => throw new FormatException($"There is no JSON type '{other}'."),
    };
}
