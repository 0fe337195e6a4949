using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Errors;

namespace Baton.Contracts;

/// <summary>
/// Checks JSON values against a JSON schema: the part of 2020-12 that Baton's own schemas use and that questions to people need.
/// </summary>
/// <remarks>
/// Understood: <c>type</c>, <c>enum</c>, <c>const</c>, <c>properties</c>, <c>required</c>, <c>additionalProperties</c>, <c>items</c>,
/// <c>minItems</c>, <c>maxItems</c>, <c>minimum</c>, <c>maximum</c>, <c>exclusiveMinimum</c>, <c>exclusiveMaximum</c>, <c>minLength</c>,
/// <c>maxLength</c>, <c>pattern</c>, <c>anyOf</c>, <c>oneOf</c>, <c>allOf</c>, <c>$ref</c> to a place in the same schema, and of
/// <c>format</c> the values <c>date-time</c>, <c>date</c>, <c>uuid</c>, <c>int32</c> and <c>int64</c>. Every other keyword is ignored.
/// A member that is given twice is a fault. Safe for concurrent use; compile once where a schema is used often.
/// </remarks>
public sealed class JsonSchemaValidator
{
    // Values are at most 64 deep; a schema that refers to itself without entering a member would never end.
    private const int DeepestNesting = 512;

    private readonly SchemaNode _root;

    private JsonSchemaValidator(SchemaNode root) => _root = root;

    /// <summary>Prepares a schema.</summary>
    /// <exception cref="FormatException">It is not a schema, or refers to what it does not have.</exception>
    public static JsonSchemaValidator Compile(JsonElement schema) => new(new SchemaCompiler(schema).Compile());

    /// <summary>Checks a value against a schema.</summary>
    /// <param name="schema">The schema.</param>
    /// <param name="value">The value.</param>
    /// <returns>Every fault (at most a hundred), its place a JSON pointer into the value; empty where the value fits.</returns>
    /// <exception cref="FormatException">The schema is not one.</exception>
    public static IReadOnlyList<Fault> Validate(JsonElement schema, JsonElement value) => Compile(schema).Check(value);

    /// <summary>Checks a value.</summary>
    /// <param name="value">The value.</param>
    /// <param name="code">The code that the faults get.</param>
    /// <returns>Every fault (at most a hundred), its place a JSON pointer into the value; empty where the value fits.</returns>
    public IReadOnlyList<Fault> Check(JsonElement value, string code = ErrorCodes.InputInvalid) =>
        Check(value, code, tolerant: false, allowed: null);

    internal IReadOnlyList<Fault> Check(JsonElement value, string code, bool tolerant, byte[]? allowed)
    {
        var report = new SchemaReport(code, tolerant, allowed);
        try
        {
            Check(_root, value, report);
            return report.Faults;
        }
        catch (InvalidOperationException)
        {
            return [.. report.Faults, SchemaWords.NotUnicode(code)];
        }
    }

    private static void Check(SchemaNode schema, JsonElement value, SchemaReport report)
    {
        if (ReferenceEquals(schema, SchemaNode.Anything)) return;
        if (schema.Refuses)
        {
            report.Add("Nothing is allowed here.");
            return;
        }

        if (report.Nesting >= DeepestNesting)
        {
            report.Add("The schema refers to itself without end.");
            return;
        }

        report.Nesting++;
        if (Fits(schema.Types, value)) CheckContent(schema, value, report);
        else report.Add($"{SchemaWords.Expected(schema.Types)}; {SchemaWords.Given(value)} was given.");
        report.Nesting--;
    }

    private static void CheckContent(SchemaNode schema, JsonElement value, SchemaReport report)
    {
        if (schema.Enum is not null && !IsAmong(schema, value)) report.Add($"Must be {SchemaWords.Choices(schema.Enum)}.");
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                if (schema.HasMembers) CheckObject(schema, value, report);
                break;
            case JsonValueKind.Array: CheckArray(schema, value, report); break;
            case JsonValueKind.String: CheckString(schema, value, report); break;
            case JsonValueKind.Number: CheckNumber(schema, value, report); break;
        }

        if (schema.Reference is not null) Check(schema.Reference, value, report);
        foreach (var part in schema.AllOf) Check(part, value, report);
        if (schema.AnyOf is not null) CheckAlternatives(schema.AnyOf, value, report, exactlyOne: false);
        if (schema.OneOf is not null) CheckAlternatives(schema.OneOf, value, report, exactlyOne: true);
    }

    private static bool Fits(SchemaTypes types, JsonElement value) => value.ValueKind switch
    {
        _ when types == SchemaTypes.Any => true,
        JsonValueKind.Object => types.HasFlag(SchemaTypes.Object),
        JsonValueKind.Array => types.HasFlag(SchemaTypes.Array),
        JsonValueKind.String => types.HasFlag(SchemaTypes.String),
        JsonValueKind.Number => types.HasFlag(SchemaTypes.Number) || (types.HasFlag(SchemaTypes.Integer) && IsWhole(value)),
        JsonValueKind.True or JsonValueKind.False => types.HasFlag(SchemaTypes.Boolean),
        JsonValueKind.Null => types.HasFlag(SchemaTypes.Null),
        _ => false,
    };

    private static bool IsWhole(JsonElement value) => value.TryGetInt64(out _) || Math.Floor(value.GetDouble()) == value.GetDouble();

    private static bool IsAmong(SchemaNode schema, JsonElement value)
    {
        if (schema.Words is { } words)
        {
            if (value.ValueKind != JsonValueKind.String) return false;
            foreach (var word in words)
            {
                if (value.ValueEquals(word)) return true;
            }

            return false;
        }

        foreach (var choice in schema.Enum!)
        {
            if (JsonElement.DeepEquals(choice, value)) return true;
        }

        return false;
    }

    private static void CheckObject(SchemaNode schema, JsonElement value, SchemaReport report)
    {
        var members = schema.Members;
        Span<bool> seen = members.Length <= 64 ? stackalloc bool[64] : new bool[members.Length];
        var next = 0;
        foreach (var property in value.EnumerateObject())
        {
            if (report.Full) return;
            var found = Find(members, property, next);
            if (found < 0)
            {
                CheckAdditional(schema, property, report);
                continue;
            }

            // Members mostly come in the order of the schema: the next one is looked at first.
            next = found + 1;
            if (seen[found]) report.AddAt(members[found].Name, "The field is given twice.");
            seen[found] = true;
            report.Enter(members[found].Name);
            Check(members[found].Schema, property.Value, report);
            report.Leave();
        }

        if (!schema.HasRequired) return;
        for (var index = 0; index < members.Length; index++)
        {
            if (members[index].Required && !seen[index]) report.AddAt(members[index].Name, "The field is missing; it is required.");
        }
    }

    private static int Find(SchemaMember[] members, JsonProperty property, int next)
    {
        for (var step = 0; step < members.Length; step++)
        {
            var index = next + step;
            if (index >= members.Length) index -= members.Length;
            if (property.NameEquals(members[index].Utf8)) return index;
        }

        return -1;
    }

    private static void CheckAdditional(SchemaNode schema, JsonProperty property, SchemaReport report)
    {
        if (ReferenceEquals(schema.Additional, SchemaNode.Anything)) return;
        if (report.Depth == 0 && report.Allowed is not null && property.NameEquals(report.Allowed)) return;
        if (schema.Additional.Refuses)
        {
            if (!report.Tolerant) report.AddAt(property.Name, $"There is no such field; {SchemaWords.Known(schema.Members)}.");
            return;
        }

        report.Enter(property.Name);
        Check(schema.Additional, property.Value, report);
        report.Leave();
    }

    private static void CheckArray(SchemaNode schema, JsonElement value, SchemaReport report)
    {
        var length = value.GetArrayLength();
        if (length < schema.MinItems) report.Add($"At least {schema.MinItems} item(s) are expected; {length} were given.");
        if (length > schema.MaxItems) report.Add($"At most {schema.MaxItems} item(s) are allowed; {length} were given.");
        if (ReferenceEquals(schema.Items, SchemaNode.Anything)) return;
        var index = 0;
        foreach (var item in value.EnumerateArray())
        {
            if (report.Full) return;
            report.Enter(index++);
            Check(schema.Items, item, report);
            report.Leave();
        }
    }

    private static void CheckString(SchemaNode schema, JsonElement value, SchemaReport report)
    {
        if (!schema.LooksIntoText) return;
        var text = value.GetString()!;
        if (schema.MinLength > 0 || schema.MaxLength < int.MaxValue)
        {
            var length = text.EnumerateRunes().Count();
            if (length < schema.MinLength) report.Add($"At least {schema.MinLength} character(s) are expected; {length} were given.");
            if (length > schema.MaxLength) report.Add($"At most {schema.MaxLength} character(s) are allowed; {length} were given.");
        }

        if (schema.Pattern is not null && !Matches(schema.Pattern, text)) report.Add($"Must match the pattern {schema.Pattern}.");
        var wrong = schema.Format switch
        {
            "date-time" => value.TryGetDateTimeOffset(out _) ? null : "a date and time as in 2026-01-31T12:00:00Z",
            "uuid" => value.TryGetGuid(out _) ? null : "a UUID",
            "date" => DateOnly.TryParseExact(text, "yyyy-MM-dd", out _) ? null : "a date as in 2026-01-31",
            _ => null,
        };
        if (wrong is not null) report.Add($"Must be {wrong}.");
    }

    private static bool Matches(Regex pattern, string text)
    {
        try
        {
            return pattern.IsMatch(text);
        }
        catch (RegexMatchTimeoutException)
        {
            return false;
        }
    }

    private static void CheckNumber(SchemaNode schema, JsonElement value, SchemaReport report)
    {
        if (schema.Format == "int32" && !value.TryGetInt32(out _)) report.Add("Must be a whole number of 32 bits, written without point or exponent.");
        if (schema.Format == "int64" && !value.TryGetInt64(out _)) report.Add("Must be a whole number of 64 bits, written without point or exponent.");
        if (schema.Minimum is null && schema.Maximum is null) return;
        var number = value.GetDouble();
        if (schema.Minimum is { } least && (least.Exclusive ? number <= least.Value : number < least.Value))
        {
            report.Add($"Must be {(least.Exclusive ? "more than" : "at least")} {least.Value}.");
        }

        if (schema.Maximum is { } most && (most.Exclusive ? number >= most.Value : number > most.Value))
        {
            report.Add($"Must be {(most.Exclusive ? "less than" : "at most")} {most.Value}.");
        }
    }

    private static void CheckAlternatives(SchemaNode[] alternatives, JsonElement value, SchemaReport report, bool exactlyOne)
    {
        var fitting = 0;
        SchemaReport? closest = null;
        foreach (var alternative in alternatives)
        {
            var attempt = report.Fork();
            Check(alternative, value, attempt);
            if (attempt.Count == 0) fitting++;
            else if (closest is null || attempt.Count < closest.Count) closest = attempt;
            if (fitting > 0 && !exactlyOne) return;
        }

        if (fitting == 0)
        {
            var fault = closest?.Faults[0];
            report.Add($"Fits none of {alternatives.Length} alternatives; the closest says{(fault is null ? "" : $" {fault.Where}")}: {fault?.Message}");
        }
        else if (exactlyOne && fitting > 1)
        {
            report.Add($"Fits {fitting} of {alternatives.Length} alternatives; exactly one is allowed.");
        }
    }
}
