using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Server.Runs;

/// <summary>How bodies of the run API are written.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower)]
[JsonSerializable(typeof(ThreadBody))]
[JsonSerializable(typeof(IReadOnlyList<ThreadBody>))]
[JsonSerializable(typeof(StateBody))]
[JsonSerializable(typeof(IReadOnlyList<StateBody>))]
[JsonSerializable(typeof(EditedBody))]
[JsonSerializable(typeof(RunBody))]
[JsonSerializable(typeof(IReadOnlyList<RunBody>))]
[JsonSerializable(typeof(Assistant))]
[JsonSerializable(typeof(IReadOnlyList<Assistant>))]
[JsonSerializable(typeof(GraphSchema))]
[JsonSerializable(typeof(IReadOnlyDictionary<string, GraphSchema>))]
[JsonSerializable(typeof(DrawnGraph))]
[JsonSerializable(typeof(AssistantSearch))]
[JsonSerializable(typeof(RunCreate))]
[JsonSerializable(typeof(ThreadCreate))]
[JsonSerializable(typeof(ThreadPatch))]
[JsonSerializable(typeof(ThreadSearch))]
[JsonSerializable(typeof(StateUpdate))]
[JsonSerializable(typeof(StateLookup))]
[JsonSerializable(typeof(HistoryQuery))]
[JsonSerializable(typeof(IReadOnlyList<InterruptBody>))]
[JsonSerializable(typeof(RunFailure))]
[JsonSerializable(typeof(FailedRun))]
[JsonSerializable(typeof(JsonElement))]
[JsonSerializable(typeof(IReadOnlyList<JsonElement>))]
[JsonSerializable(typeof(string))]
[JsonSerializable(typeof(int))]
internal sealed partial class RunApiJson : JsonSerializerContext;
