using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Baton.Graphs;

namespace Baton.Contracts;

/// <summary>How Baton writes users' types as JSON: snake_case names, enum values as snake_case words, logs as arrays.</summary>
public static class BatonJson
{
    /// <summary>The one set of options for contracts, states and tool arguments. Frozen; safe for concurrent use.</summary>
    public static JsonSerializerOptions Options { get; } = Create();

    private static JsonSerializerOptions Create()
    {
        var options = new JsonSerializerOptions
        {
            PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower,
            DictionaryKeyPolicy = null,
            PropertyNameCaseInsensitive = false,
            NumberHandling = JsonNumberHandling.Strict,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            RespectNullableAnnotations = true,
            RespectRequiredConstructorParameters = false,
            MaxDepth = 64,
            Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower), new LogJsonConverter() },
            TypeInfoResolver = new DefaultJsonTypeInfoResolver(),
        };
        options.MakeReadOnly();
        return options;
    }
}
