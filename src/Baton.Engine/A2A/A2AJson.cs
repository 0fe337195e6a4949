using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Engine.A2A;

/// <summary>How bodies of version 1.0 are written and read: ProtoJSON, camelCase, members that are null left out, unknown ones passed over.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Metadata)]
[JsonSerializable(typeof(AgentTask))]
[JsonSerializable(typeof(AgentMessage))]
[JsonSerializable(typeof(TaskPage))]
[JsonSerializable(typeof(StreamEvent))]
[JsonSerializable(typeof(PushConfig))]
[JsonSerializable(typeof(PushConfigPage))]
[JsonSerializable(typeof(AgentCard))]
public sealed partial class A2AJson : JsonSerializerContext
{
    /// <summary>The context to use: it escapes no more than JSON asks for.</summary>
    public static A2AJson Wire { get; } = new(new JsonSerializerOptions
    {
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        Converters = { new ProtoTimestamp() },
    });
}

/// <summary>Times in UTC with milliseconds.</summary>
internal sealed class ProtoTimestamp : JsonConverter<DateTimeOffset>
{
    public override DateTimeOffset Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetDateTimeOffset();

    public override void Write(Utf8JsonWriter writer, DateTimeOffset value, JsonSerializerOptions options) =>
        writer.WriteStringValue(value.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ss.fffZ", CultureInfo.InvariantCulture));
}
