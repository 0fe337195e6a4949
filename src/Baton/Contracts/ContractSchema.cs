using System.Collections.Immutable;
using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Schema;
using System.Text.Json.Serialization.Metadata;
using Baton.Graphs;

namespace Baton.Contracts;

/// <summary>Makes the JSON schema of a C# type: what the runtime's exporter gives, completed by what a strict reader needs.</summary>
internal static class ContractSchema
{
    /// <summary>The schema (2020-12) of <paramref name="type"/>.</summary>
    /// <exception cref="NotSupportedException">The type, or something inside it, cannot be JSON.</exception>
    public static JsonElement Of(Type type) => JsonSerializer.SerializeToElement(Build(new Part(type, "#"), []));

    private static JsonNode Build(Part part, ImmutableArray<Part> around)
    {
        var within = around.Add(part);
        var options = new JsonSchemaExporterOptions
        {
            TreatNullObliviousAsNonNullable = true,
            TransformSchemaNode = (context, schema) => Complete(context, schema, within),
        };
        return BatonJson.Options.GetJsonSchemaAsNode(part.Type, options);
    }

    private static JsonNode Complete(JsonSchemaExporterContext context, JsonNode schema, ImmutableArray<Part> within)
    {
        RequireReadable(context.TypeInfo);
        var type = Nullable.GetUnderlyingType(context.TypeInfo.Type) ?? context.TypeInfo.Type;
        if (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Log<>)) schema = Array(context, type, within);
        var attributes = Attributes(context);
        if (schema is not JsonObject described)
        {
            if (attributes.Count == 0 || schema.GetValueKind() != JsonValueKind.True) return schema;
            described = [];
        }

        // The exporter's references are relative to the part that it was asked for.
        if (described["$ref"] is JsonValue reference) described["$ref"] = within[^1].Place + reference.GetValue<string>()[1..];
        if (context.TypeInfo.Kind == JsonTypeInfoKind.Object) CompleteObject(context.TypeInfo, described);
        if (type.IsEnum && !described.ContainsKey("type")) CompleteEnum(described);
        if (described["type"] is not null) CompleteNumber(type, described);
        foreach (var attribute in attributes) Apply(attribute, described);
        return described;
    }

    /// <summary>The exporter knows nothing of types with a converter of their own; a log is written as an array.</summary>
    private static JsonObject Array(JsonSchemaExporterContext context, Type type, ImmutableArray<Part> within)
    {
        var nullable = context.PropertyInfo is { } property && IsNullable(property);
        var array = new JsonObject { ["type"] = nullable ? new JsonArray("array", "null") : "array" };
        var item = type.GetGenericArguments()[0];
        var known = within.FirstOrDefault(part => part.Type == item);
        var place = within[^1].Place + string.Concat(context.Path.ToArray().Select(step => "/" + Escape(step))) + "/items";
        array["items"] = known is null ? Build(new Part(item, place), within) : new JsonObject { ["$ref"] = known.Place };
        return array;
    }

    /// <summary>What the serializer itself would only say when the first value is read.</summary>
    private static void RequireReadable(JsonTypeInfo type)
    {
        if (type.Type.IsAssignableTo(typeof(Delegate)) || type.Type.IsAssignableTo(typeof(Stream)) || type.Type.IsAssignableTo(typeof(MemberInfo)))
        {
            throw new NotSupportedException($"{type.Type.Name} is no data.");
        }

        if (type.Kind != JsonTypeInfoKind.Object || type.ConstructorAttributeProvider is not ConstructorInfo constructor) return;
        foreach (var parameter in constructor.GetParameters())
        {
            if (type.Properties.Any(property => property.AssociatedParameter?.Name == parameter.Name)) continue;
            throw new NotSupportedException($"{type.Type.Name} has a constructor parameter '{parameter.Name}' without a property of that name and type.");
        }
    }

    private static void CompleteObject(JsonTypeInfo type, JsonObject schema)
    {
        if (!schema.ContainsKey("properties") && schema.ContainsKey("anyOf")) return;
        if (schema["type"] is null && schema["properties"] is null) return;

        // The exporter requires every constructor parameter, nullable ones too; of its list only what is no member stays (a discriminator).
        var required = (schema["required"] as JsonArray)?.Select(name => name!.GetValue<string>()).ToList() ?? [];
        required.RemoveAll(name => type.Properties.Any(property => property.Name == name));
        required.AddRange(type.Properties.Where(IsRequired).Select(property => property.Name));
        schema.Remove("required");
        if (required.Count > 0) schema["required"] = new JsonArray([.. required.Select(name => (JsonNode)name)]);
        if (!type.Properties.Any(property => property.IsExtensionData)) schema["additionalProperties"] = false;
    }

    private static bool IsRequired(JsonPropertyInfo property) =>
        property.IsRequired || (property.AssociatedParameter is { HasDefaultValue: false } && !IsNullable(property));

    private static bool IsNullable(JsonPropertyInfo property) =>
        Nullable.GetUnderlyingType(property.PropertyType) is not null
        || (!property.PropertyType.IsValueType && (property.AssociatedParameter?.IsNullable ?? property.IsSetNullable));

    private static void CompleteEnum(JsonObject schema)
    {
        var nullable = schema["enum"] is JsonArray values && values.Any(value => value is null);
        schema["type"] = nullable ? new JsonArray("string", "null") : "string";
    }

    private static void CompleteNumber(Type type, JsonObject schema)
    {
        switch (Type.GetTypeCode(type.IsEnum ? typeof(string) : type))
        {
            case TypeCode.Int32: schema["format"] = "int32"; break;
            case TypeCode.Int64: schema["format"] = "int64"; break;
            case TypeCode.Byte: Bound(byte.MinValue, byte.MaxValue); break;
            case TypeCode.SByte: Bound(sbyte.MinValue, sbyte.MaxValue); break;
            case TypeCode.Int16: Bound(short.MinValue, short.MaxValue); break;
            case TypeCode.UInt16: Bound(ushort.MinValue, ushort.MaxValue); break;
            case TypeCode.UInt32: Bound(uint.MinValue, uint.MaxValue); break;
            case TypeCode.UInt64: Bound(ulong.MinValue, ulong.MaxValue); break;
        }

        void Bound(decimal minimum, decimal maximum) => (schema["minimum"], schema["maximum"]) = (minimum, maximum);
    }

    private static void Apply(Attribute attribute, JsonObject schema)
    {
        switch (attribute)
        {
            case DescriptionAttribute description:
                schema["description"] = description.Description;
                break;
            case RangeAttribute range:
                schema[range.MinimumIsExclusive ? "exclusiveMinimum" : "minimum"] = Number(range.Minimum);
                schema[range.MaximumIsExclusive ? "exclusiveMaximum" : "maximum"] = Number(range.Maximum);
                break;
            case StringLengthAttribute length:
                if (length.MinimumLength > 0) schema["minLength"] = length.MinimumLength;
                schema["maxLength"] = length.MaximumLength;
                break;
            case MaxLengthAttribute most when most.Length >= 0:
                schema[IsArray(schema) ? "maxItems" : "maxLength"] = most.Length;
                break;
            case MinLengthAttribute least:
                schema[IsArray(schema) ? "minItems" : "minLength"] = least.Length;
                break;
            case RegularExpressionAttribute expression:
                schema["pattern"] = $"^(?:{expression.Pattern})$";
                break;
        }
    }

    private static bool IsArray(JsonObject schema) =>
        schema["type"] is { } type && type.ToJsonString().Contains("\"array\"", StringComparison.Ordinal);

    private static JsonNode Number(object value) => value switch
    {
        int whole => whole,
        double real => real,
        _ => decimal.Parse((string)value),
    };

    private static List<Attribute> Attributes(JsonSchemaExporterContext context)
    {
        var found = new List<Attribute>();
        if (context.PropertyInfo is { } property)
        {
            Collect(property.AttributeProvider);
            Collect(property.AssociatedParameter?.AttributeProvider);
        }

        if (!found.OfType<DescriptionAttribute>().Any())
        {
            found.AddRange(context.TypeInfo.Type.GetCustomAttributes<DescriptionAttribute>(inherit: false));
        }

        return found;

        void Collect(ICustomAttributeProvider? provider)
        {
            if (provider is null) return;
            foreach (var attribute in provider.GetCustomAttributes(inherit: true))
            {
                if (attribute is DescriptionAttribute or ValidationAttribute && !found.Any(other => other.GetType() == attribute.GetType()))
                {
                    found.Add((Attribute)attribute);
                }
            }
        }
    }

    private static string Escape(string step) =>
        step.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);

    /// <summary>A type that the exporter is asked for, and where its schema stands in the whole.</summary>
    private sealed record Part(Type Type, string Place);
}
