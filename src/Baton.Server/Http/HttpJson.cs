using System.Text.Json.Serialization;

namespace Baton.Server.Http;

/// <summary>How bodies that all protocols share are written.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(ErrorResponse))]
[JsonSerializable(typeof(HealthResponse))]
[JsonSerializable(typeof(ReadyResponse))]
[JsonSerializable(typeof(OkResponse))]
[JsonSerializable(typeof(InfoResponse))]
internal sealed partial class HttpJson : JsonSerializerContext;
