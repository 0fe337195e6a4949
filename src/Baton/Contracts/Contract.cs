using System.Buffers;
using System.Collections.Concurrent;
using System.Reflection;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Baton.Errors;

namespace Baton.Contracts;

/// <summary>
/// The versioned schema of a graph's input or output. Inputs are read strictly, outputs tolerantly. The version travels in the payload as
/// the optional member <c>contract_version</c> (<c>"1.2"</c>), which the C# type does not have.
/// </summary>
/// <remarks>Safe for concurrent use; one instance per type.</remarks>
public sealed class Contract
{
    /// <summary>The member in which the version travels.</summary>
    public const string VersionMember = "contract_version";

    private static readonly byte[] VersionMemberUtf8 = Encoding.UTF8.GetBytes(VersionMember);
    private static readonly ConcurrentDictionary<Type, Contract> Known = new();

    private readonly int _major;
    private readonly Lazy<Compiled> _compiled;

    private Contract(Type type)
    {
        Type = type;
        var version = type.GetCustomAttribute<ContractVersionAttribute>();
        _major = version?.Major ?? 1;
        Version = $"{_major}.{version?.Minor ?? 0}";
        _compiled = new Lazy<Compiled>(() => new Compiled(Type, Version));
    }

    /// <summary>The C# type.</summary>
    public Type Type { get; }

    /// <summary>The JSON schema (2020-12), made from the C# type on first use.</summary>
    public JsonElement Schema => _compiled.Value.Schema;

    /// <summary>The version as <c>major.minor</c>: see <see cref="ContractVersionAttribute"/>.</summary>
    public string Version { get; }

    /// <summary>The contract of a type.</summary>
    public static Contract Of(Type type) => Known.GetOrAdd(type, static type => new Contract(type));

    /// <summary>Every fault of an input; empty where it fits. Another major version is the only fault then.</summary>
    public IReadOnlyList<Fault> Check(JsonElement input) => Check(input, tolerant: false);

    /// <summary>Reads an input strictly: unknown and missing members, wrong types and values are refused.</summary>
    /// <exception cref="ValidationException">It does not fit; every fault is listed.</exception>
    public object Read(JsonElement input) => Read(input, tolerant: false);

    /// <summary>
    /// Reads an output tolerantly: unknown members are passed over, and a missing one takes its default (null where nullable). A missing
    /// member that has no default is refused, and so is another major version.
    /// </summary>
    /// <exception cref="ValidationException">It cannot be read; every fault is listed.</exception>
    public object ReadTolerant(JsonElement output) => Read(output, tolerant: true);

    /// <summary>Writes a value with its contract's version.</summary>
    /// <param name="value">An instance of <see cref="Type"/>.</param>
    public JsonElement Write(object value) => JsonElement.Parse(WriteUtf8(value).Span);

    /// <summary>Writes a value with its contract's version, as UTF-8.</summary>
    /// <param name="value">An instance of <see cref="Type"/>.</param>
    public ReadOnlyMemory<byte> WriteUtf8(object value)
    {
        var compiled = _compiled.Value;
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer, compiled.Writing))
        {
            JsonSerializer.Serialize(writer, value, compiled.TypeInfo);
        }

        var written = buffer.WrittenMemory;
        if (compiled.Suffix is not { } suffix || written.Span[^1] != (byte)'}') return written;

        // The closing brace makes room for the version; an empty object takes no comma.
        var empty = written.Length == 2;
        var result = new byte[written.Length - 1 + suffix.Length - (empty ? 1 : 0)];
        written.Span[..^1].CopyTo(result);
        suffix.AsSpan(empty ? 1 : 0).CopyTo(result.AsSpan(written.Length - 1));
        return result;
    }

    private IReadOnlyList<Fault> Check(JsonElement value, bool tolerant)
    {
        var compiled = _compiled.Value;
        try
        {
            if (compiled.Suffix is not null && CheckVersion(value) is { } fault) return [fault];
        }
        catch (InvalidOperationException)
        {
            return [SchemaWords.NotUnicode(ErrorCodes.InputInvalid)];
        }

        return compiled.Validator.Check(value, ErrorCodes.InputInvalid, tolerant, compiled.Suffix is null ? null : VersionMemberUtf8);
    }

    private Fault? CheckVersion(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Object || !value.TryGetProperty(VersionMemberUtf8, out var version)) return null;
        if (version.ValueKind == JsonValueKind.String && version.ValueEquals(Version)) return null;
        var parts = version.ValueKind == JsonValueKind.String ? version.GetString()!.Split('.') : [];
        if (parts.Length != 2 || !ushort.TryParse(parts[0], out var major) || !ushort.TryParse(parts[1], out _))
        {
            return new Fault(ErrorCodes.InputInvalid, "/" + VersionMember, $"A version as in \"{Version}\" is expected.");
        }

        return major == _major
            ? null
            : new Fault(
                ErrorCodes.ContractMajor,
                "/" + VersionMember,
                $"The payload has version {major}.{parts[1]}, this reader is of {Version}. Send major version {_major}, or call a graph version that reads {major}.");
    }

    private object Read(JsonElement value, bool tolerant)
    {
        var faults = Check(value, tolerant);
        if (faults.Count == 0)
        {
            try
            {
                return value.Deserialize(_compiled.Value.TypeInfo) ?? throw new JsonException("null");
            }
            catch (Exception unreadable) when (unreadable is JsonException or FormatException or InvalidOperationException or ArgumentException)
            {
                // What a schema cannot say: a converter's or a constructor's own rules.
                var at = unreadable is JsonException { Path: { } path } ? $" at {path}" : "";
                faults = [new Fault(ErrorCodes.InputInvalid, "", $"The value{at} cannot be read as {Type.Name}.")];
            }
        }

        var code = faults[0].Code;
        throw new ValidationException(code, $"The {(tolerant ? "output" : "input")} does not fit {Type.Name} {Version}", faults);
    }

    private sealed class Compiled
    {
        public Compiled(Type type, string version)
        {
            TypeInfo = BatonJson.Options.GetTypeInfo(type);
            Schema = ContractSchema.Of(type);
            Validator = JsonSchemaValidator.Compile(Schema);
            Writing = new JsonWriterOptions { Encoder = BatonJson.Options.Encoder, SkipValidation = true };
            var carriesVersion = TypeInfo.Kind == JsonTypeInfoKind.Object && TypeInfo.Properties.All(property => property.Name != VersionMember);
            Suffix = carriesVersion ? Encoding.UTF8.GetBytes($",\"{VersionMember}\":\"{version}\"}}") : null;
        }

        public JsonTypeInfo TypeInfo { get; }

        public JsonElement Schema { get; }

        public JsonSchemaValidator Validator { get; }

        public JsonWriterOptions Writing { get; }

        /// <summary>What follows an object's last member; null where the type has no place for a version.</summary>
        public byte[]? Suffix { get; }
    }
}
