using System.Globalization;
using System.Text.Json;

namespace Baton.Agents.Tools;

/// <summary>
/// Checks a JSON value against the part of JSON Schema 2020-12 that schemas made from C# types use: type, enum, const, properties,
/// required, additionalProperties, items, anyOf, oneOf, allOf, local $ref, and the limits of numbers, texts and arrays.
/// </summary>
internal static class JsonSchemaCheck
{
    private const int MaxDepth = 64;

    /// <summary>Every fault as a sentence that names the place; empty where the value fits.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <param name="refuseUnknown">True where properties that the schema does not name are faults.</param>
    public static IReadOnlyList<string> Faults(JsonElement schema, JsonElement value, bool refuseUnknown = false)
    {
        var check = new Check(schema, refuseUnknown);
        check.Value(schema, value, "$", 0);
        return check.Found;
    }

    private sealed class Check(JsonElement root, bool refuseUnknown)
    {
        public List<string> Found { get; } = [];

        public void Value(JsonElement schema, JsonElement value, string at, int depth)
        {
            if (schema.ValueKind == JsonValueKind.False) Found.Add($"{at} is not allowed.");
            if (schema.ValueKind != JsonValueKind.Object) return;
            if (depth > MaxDepth)
            {
                Found.Add($"{at} is nested too deeply.");
                return;
            }

            if (schema.TryGetProperty("$ref", out var reference)) Value(Resolve(reference.GetString()!), value, at, depth + 1);
            if (!TypeFits(schema, value, at)) return;
            Choice(schema, value, at);
            Combined(schema, value, at, depth);
            switch (value.ValueKind)
            {
                case JsonValueKind.Object: Properties(schema, value, at, depth); break;
                case JsonValueKind.Array: Items(schema, value, at, depth); break;
                case JsonValueKind.String: Limit(schema, "minLength", "maxLength", value.GetString()!.Length, at, "characters"); break;
                case JsonValueKind.Number: Limit(schema, "minimum", "maximum", value.GetDouble(), at, ""); break;
            }
        }

        private bool TypeFits(JsonElement schema, JsonElement value, string at)
        {
            if (!schema.TryGetProperty("type", out var type)) return true;
            string[] allowed = type.ValueKind == JsonValueKind.Array
                ? [.. type.EnumerateArray().Select(item => item.GetString()!)]
                : [type.GetString()!];
            if (Array.Exists(allowed, name => IsOf(name, value))) return true;
            Found.Add($"{at} must be {string.Join(" or ", allowed)}, not {Name(value)}.");
            return false;
        }

        private static bool IsOf(string name, JsonElement value) => name switch
        {
            "object" => value.ValueKind == JsonValueKind.Object,
            "array" => value.ValueKind == JsonValueKind.Array,
            "string" => value.ValueKind == JsonValueKind.String,
            "boolean" => value.ValueKind is JsonValueKind.True or JsonValueKind.False,
            "null" => value.ValueKind == JsonValueKind.Null,
            "number" => value.ValueKind == JsonValueKind.Number,
            "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && decimal.Truncate(number) == number,
            _ => true,
        };

        private static string Name(JsonElement value) => value.ValueKind switch
        {
            JsonValueKind.True or JsonValueKind.False => "boolean",
            _ => value.ValueKind.ToString().ToLowerInvariant(),
        };

        private void Choice(JsonElement schema, JsonElement value, string at)
        {
            if (schema.TryGetProperty("enum", out var options) && !options.EnumerateArray().Any(option => JsonElement.DeepEquals(option, value)))
            {
                Found.Add($"{at} must be one of {string.Join(", ", options.EnumerateArray().Select(option => option.GetRawText()))}.");
            }

            if (schema.TryGetProperty("const", out var only) && !JsonElement.DeepEquals(only, value)) Found.Add($"{at} must be {only.GetRawText()}.");
        }

        private void Combined(JsonElement schema, JsonElement value, string at, int depth)
        {
            if (schema.TryGetProperty("allOf", out var all))
            {
                foreach (var part in all.EnumerateArray()) Value(part, value, at, depth + 1);
            }

            if (schema.TryGetProperty("anyOf", out var any) && !any.EnumerateArray().Any(part => Fits(part, value, depth)))
            {
                Found.Add($"{at} fits none of the forms that are allowed there.");
            }

            if (schema.TryGetProperty("oneOf", out var one) && one.EnumerateArray().Count(part => Fits(part, value, depth)) != 1)
            {
                Found.Add($"{at} must fit exactly one of the forms that are allowed there.");
            }
        }

        private bool Fits(JsonElement schema, JsonElement value, int depth)
        {
            var trial = new Check(root, refuseUnknown);
            trial.Value(schema, value, "$", depth + 1);
            return trial.Found.Count == 0;
        }

        private void Properties(JsonElement schema, JsonElement value, string at, int depth)
        {
            var properties = schema.TryGetProperty("properties", out var named) ? named : default;
            foreach (var required in schema.TryGetProperty("required", out var list) ? list.EnumerateArray().Select(item => item.GetString()!) : [])
            {
                if (value.TryGetProperty(required, out _) || MayBeNull(properties, required)) continue;
                Found.Add($"{at}.{required} is missing.");
            }

            var others = schema.TryGetProperty("additionalProperties", out var additional) ? additional : (JsonElement?)null;
            foreach (var property in value.EnumerateObject())
            {
                var place = $"{at}.{property.Name}";
                if (properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(property.Name, out var own)) Value(own, property.Value, place, depth + 1);
                else if (others is { ValueKind: JsonValueKind.Object }) Value(others.Value, property.Value, $"{at}.*", depth + 1);
                else if (refuseUnknown && properties.ValueKind == JsonValueKind.Object) Found.Add($"{place} is not known.");
            }
        }

        /// <summary>A property that may be null may be left out as well: models do both.</summary>
        private static bool MayBeNull(JsonElement properties, string name) =>
            properties.ValueKind == JsonValueKind.Object && properties.TryGetProperty(name, out var schema)
            && schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("type", out var type)
            && type.ValueKind == JsonValueKind.Array && type.EnumerateArray().Any(item => item.ValueEquals("null"));

        private void Items(JsonElement schema, JsonElement value, string at, int depth)
        {
            Limit(schema, "minItems", "maxItems", value.GetArrayLength(), at, "items");
            if (!schema.TryGetProperty("items", out var items)) return;
            var index = 0;
            foreach (var item in value.EnumerateArray()) Value(items, item, $"{at}[{index++}]", depth + 1);
        }

        private void Limit(JsonElement schema, string least, string most, double size, string at, string unit)
        {
            if (schema.TryGetProperty(least, out var low) && size < low.GetDouble()) Found.Add($"{at} must be at least {low.GetRawText()} {unit}".TrimEnd() + ".");
            if (schema.TryGetProperty(most, out var high) && size > high.GetDouble()) Found.Add($"{at} must be at most {high.GetRawText()} {unit}".TrimEnd() + ".");
        }

        /// <summary>A reference is <c>#</c> or a JSON pointer into the same schema, as the schema exporter writes them.</summary>
        private JsonElement Resolve(string reference)
        {
            var place = root;
            foreach (var part in reference.TrimStart('#').Split('/', StringSplitOptions.RemoveEmptyEntries))
            {
                var name = Uri.UnescapeDataString(part).Replace("~1", "/").Replace("~0", "~");
                if (place.ValueKind == JsonValueKind.Array && int.TryParse(name, NumberStyles.None, CultureInfo.InvariantCulture, out var index)
                    && index < place.GetArrayLength())
                {
                    place = place[index];
                }
                else if (place.ValueKind != JsonValueKind.Object || !place.TryGetProperty(name, out place)) return default;
            }

            return place;
        }
    }
}
