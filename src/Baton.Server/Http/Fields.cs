using System.Globalization;
using System.Text.Json;
using Baton.Errors;

namespace Baton.Server.Http;

/// <summary>Reads the fields of a JSON object and collects what is wrong with them. Null counts as absent.</summary>
/// <param name="body">A JSON object.</param>
/// <param name="camelCase">Accept <c>camelCase</c> names as well as <c>snake_case</c> ones.</param>
/// <remarks>Belongs to one request.</remarks>
internal sealed class Fields(JsonElement body, bool camelCase = false)
{
    private readonly string _path = "";
    private readonly Fields? _outer;
    private readonly SortedSet<string> _asked = new(StringComparer.Ordinal);
    private List<Fault>? _faults;

    private Fields(JsonElement body, bool camelCase, Fields outer, string path)
        : this(body, camelCase)
    {
        _outer = outer;
        _path = path;
    }

    /// <summary>No fields: collects what is wrong with values that come from elsewhere.</summary>
    public static Fields None() => new(JsonElement.Parse("{}"u8));

    /// <summary>Refuses fields that nobody has asked for, where a wrong name must not pass for a wish that was not uttered. To be called when all were read.</summary>
    public void RefuseOthers()
    {
        foreach (var field in body.EnumerateObject().Where(field => !_asked.Contains(field.Name)))
        {
            Add(field.Name, $"There is no such field. Use {string.Join(", ", _asked)}.");
        }
    }

    /// <summary>True where the field is there, null included.</summary>
    public bool Has(string name) => TryGet(name, out _);

    /// <summary>Any value; null where it is absent. JSON null is a value here.</summary>
    public JsonElement? Value(string name) => TryGet(name, out var value) ? value : null;

    /// <summary>A string.</summary>
    public string? Text(string name)
    {
        if (!TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is var text && IsPlain(text)) return text;
        Add(name, "A string without U+0000 is expected.");
        return null;
    }

    /// <summary>A string out of a closed list.</summary>
    public T Choice<T>(string name, T otherwise, params ReadOnlySpan<(string Name, T Value)> choices)
    {
        var text = Text(name);
        if (text is null) return otherwise;
        foreach (var choice in choices)
        {
            if (choice.Name == text) return choice.Value;
        }

        var names = new List<string>();
        foreach (var choice in choices) names.Add(choice.Name);
        Add(name, $"One of {string.Join(", ", names)} is expected.");
        return otherwise;
    }

    /// <summary>True or false.</summary>
    public bool Flag(string name)
    {
        if (!TryGetValue(name, out var value)) return false;
        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False) return value.GetBoolean();
        Add(name, "true or false is expected.");
        return false;
    }

    /// <summary>A whole number from <paramref name="least"/> to <paramref name="most"/>.</summary>
    public int Number(string name, int otherwise, int least, int most)
    {
        if (!TryGetValue(name, out var value)) return otherwise;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= least && number <= most) return number;
        Add(name, $"A whole number from {least} to {most} is expected.");
        return otherwise;
    }

    /// <summary>A number that was read elsewhere: below <paramref name="least"/> is a fault, above <paramref name="most"/> means the most there is.</summary>
    public int Within(string name, int value, int least, int most)
    {
        if (value >= least) return Math.Min(value, most);
        Add(name, $"A whole number from {least} to {most} is expected.");
        return least;
    }

    /// <summary>A run's id.</summary>
    public Guid? Id(string name)
    {
        if (!TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && value.TryGetGuid(out var id)) return id;
        Add(name, "An id such as 01a1fd4c-c54e-7268-baf5-917eb8f40f68 is expected.");
        return null;
    }

    /// <summary>A duration in seconds, from 0 to a year.</summary>
    public TimeSpan Seconds(string name)
    {
        if (!TryGetValue(name, out var value)) return TimeSpan.Zero;
        if (value.ValueKind == JsonValueKind.Number && value.GetDouble() is >= 0 and <= 31_536_000) return TimeSpan.FromSeconds(value.GetDouble());
        Add(name, "A number of seconds from 0 to 31536000 is expected.");
        return TimeSpan.Zero;
    }

    /// <summary>An instant in the form of ISO 8601; without an offset in UTC.</summary>
    public DateTimeOffset? Instant(string name)
    {
        if (!TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && value.TryGetDateTimeOffset(out _)
            && DateTimeOffset.TryParse(value.GetString(), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var instant))
        {
            return instant;
        }

        Add(name, "A time is expected, such as 2027-01-31T12:00:00Z.");
        return null;
    }

    /// <summary>A JSON object.</summary>
    public JsonElement? Object(string name)
    {
        if (!TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Object) return value;
        Add(name, "An object is expected.");
        return null;
    }

    /// <summary>A JSON object as fields; its faults are noted here.</summary>
    public Fields? Nested(string name) => Object(name) is { } value ? new Fields(value, camelCase, this, name + ".") : null;

    /// <summary>A list of JSON objects, each as fields; their faults are noted here.</summary>
    public IReadOnlyList<Fields>? Items(string name)
    {
        if (!TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object))
        {
            return [.. value.EnumerateArray().Select((item, index) => new Fields(item, camelCase, this, $"{name}[{index}]."))];
        }

        Add(name, "A list of objects is expected.");
        return null;
    }

    /// <summary>A string or a list of strings.</summary>
    public IReadOnlyList<string>? Names(string name)
    {
        if (!TryGetValue(name, out var value)) return null;
        if (value.ValueKind == JsonValueKind.String && IsPlain(value.GetString())) return [value.GetString()!];
        if (value.ValueKind == JsonValueKind.Array && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String && IsPlain(item.GetString())))
        {
            return [.. value.EnumerateArray().Select(item => item.GetString()!)];
        }

        Add(name, "A string or a list of strings is expected, without U+0000.");
        return null;
    }

    // PostgreSQL keeps no text with it, and looks for none.
    private static bool IsPlain(string? text) => text?.Contains('\0', StringComparison.Ordinal) is not true;

    /// <summary>Notes a fault.</summary>
    public void Add(string name, string message) => Add(new Fault(ErrorCodes.RequestInvalid, name, message));

    /// <summary>Notes a fault that has a code of its own.</summary>
    public void Add(Fault fault)
    {
        if (_outer is not null) _outer.Add(fault with { Where = _path + fault.Where });
        else (_faults ??= []).Add(fault);
    }

    /// <summary>Refuses the request where faults were noted.</summary>
    /// <exception cref="ValidationException">There are faults.</exception>
    public void Throw()
    {
        if (_faults is not null) throw new ValidationException(ErrorCodes.RequestInvalid, "The request", _faults);
    }

    private bool TryGetValue(string name, out JsonElement value) =>
        TryGet(name, out value) && value.ValueKind != JsonValueKind.Null;

    private bool TryGet(string name, out JsonElement value)
    {
        _asked.Add(name);
        return body.TryGetProperty(name, out value) || camelCase && body.TryGetProperty(CamelCased(name), out value);
    }

    private static string CamelCased(string name)
    {
        var words = name.Split('_');
        return words[0] + string.Concat(words.Skip(1).Select(word => char.ToUpperInvariant(word[0]) + word[1..]));
    }
}
