using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Journal;

/// <summary>Makes patches from what callers write: members to set and, for logs, items to append.</summary>
internal static class StatePatches
{
    /// <summary>The patch for state values given by name.</summary>
    /// <exception cref="ValidationException">A name is not a member of the state, or a value does not fit; all faults are listed.</exception>
    public static JsonElement FromValues(JsonElement values, Type stateType)
    {
        if (values.ValueKind != JsonValueKind.Object) throw Invalid([new Fault(ErrorCodes.InputInvalid, "values", "An object with state members is expected.")]);
        var members = BatonJson.Options.GetTypeInfo(stateType).Properties.ToDictionary(property => property.Name);
        var faults = new List<Fault>();
        foreach (var value in values.EnumerateObject())
        {
            if (!members.TryGetValue(value.Name, out var member))
            {
                faults.Add(new Fault(ErrorCodes.InputInvalid, value.Name, $"The state has no such member. It has {string.Join(", ", members.Keys)}."));
                continue;
            }

            if (Problem(value.Value, member) is { } problem) faults.Add(new Fault(ErrorCodes.InputInvalid, value.Name, problem));
        }

        if (faults.Count > 0) throw Invalid(faults);
        return JsonBytes.Parse(JsonBytes.Write(writer => Write(writer, values, members.ToDictionary(pair => pair.Key, pair => pair.Value.PropertyType))));
    }

    private static void Write(Utf8JsonWriter writer, JsonElement values, Dictionary<string, Type> members)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("set"u8);
        foreach (var value in values.EnumerateObject().Where(value => !IsLog(members[value.Name]))) value.WriteTo(writer);
        writer.WriteEndObject();
        writer.WriteStartObject("append"u8);
        foreach (var value in values.EnumerateObject().Where(value => IsLog(members[value.Name]))) WriteItems(writer, value);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteItems(Utf8JsonWriter writer, JsonProperty value)
    {
        writer.WritePropertyName(value.Name);
        if (value.Value.ValueKind == JsonValueKind.Array)
        {
            value.Value.WriteTo(writer);
            return;
        }

        writer.WriteStartArray();
        value.Value.WriteTo(writer);
        writer.WriteEndArray();
    }

    private static string? Problem(JsonElement value, JsonPropertyInfo member)
    {
        // What reads a single value does not look at its member, which may take no null.
        var type = member.PropertyType;
        if (value.ValueKind == JsonValueKind.Null && !member.IsSetNullable) return "null is no value for it.";
        try
        {
            var isItem = IsLog(type) && value.ValueKind != JsonValueKind.Array;
            value.Deserialize(isItem ? type.GetGenericArguments()[0] : type, BatonJson.Options);
            return null;
        }
        catch (JsonException)
        {
            return $"The value does not fit its type {type.Name}.";
        }
    }

    private static bool IsLog(Type type) => type.IsGenericType && type.GetGenericTypeDefinition() == typeof(Log<>);

    private static ValidationException Invalid(IReadOnlyList<Fault> faults) => new(ErrorCodes.InputInvalid, "The values do not fit the state", faults);
}
