using System.Text.Json;
using System.Text.Json.Schema;
using Baton.Errors;

namespace Baton.Contracts;

/// <summary>The versioned schema of a graph's input or output. Inputs are read strictly, outputs tolerantly.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class Contract
{
    private Contract(Type type, JsonElement schema, string version)
    {
        Type = type;
        Schema = schema;
        Version = version;
    }

    /// <summary>The C# type.</summary>
    public Type Type { get; }

    /// <summary>The JSON schema (2020-12), made from the C# type.</summary>
    public JsonElement Schema { get; }

    /// <summary>The version as <c>major.minor</c>: see <see cref="ContractVersionAttribute"/>.</summary>
    public string Version { get; }

    /// <summary>The contract of a type.</summary>
    public static Contract Of(Type type)
    {
        var schema = BatonJson.Options.GetJsonSchemaAsNode(type);
        return new Contract(type, JsonSerializer.SerializeToElement(schema), "1.0");
    }

    /// <summary>Every fault of an input; empty where it fits.</summary>
    public IReadOnlyList<Fault> Check(JsonElement input) =>
        input.ValueKind == JsonValueKind.Object ? [] : [new Fault(ErrorCodes.InputInvalid, Type.Name, "An object is expected.")];

    /// <summary>Writes an output.</summary>
    public JsonElement Write(object value) => JsonSerializer.SerializeToElement(value, Type, BatonJson.Options);

    /// <summary>Reads an input strictly.</summary>
    /// <exception cref="ValidationException">It does not fit; every fault is listed.</exception>
    public object Read(JsonElement input)
    {
        var faults = Check(input);
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.InputInvalid, "The input does not fit its contract", faults);
        return input.Deserialize(Type, BatonJson.Options)!;
    }
}

/// <summary>The version of a contract's type. Raise the minor number when a field is added, the major one when an old reader would be wrong.</summary>
/// <param name="major">The major number, from 1.</param>
/// <param name="minor">The minor number, from 0.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContractVersionAttribute(int major, int minor) : Attribute
{
    /// <summary>The major number.</summary>
    public int Major { get; } = major;

    /// <summary>The minor number.</summary>
    public int Minor { get; } = minor;
}
