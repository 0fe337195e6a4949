using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Server.Http;

namespace Baton.Server.A2A;

/// <summary>A message to be sent, read and checked.</summary>
/// <param name="Message">The message.</param>
internal sealed record SendOrder(AgentMessage Message)
{
    private const int MaxModes = 100;

    /// <summary>Media types that the client takes; null for all.</summary>
    public IReadOnlyList<string>? AcceptedOutputModes { get; init; }

    /// <summary>Where the task's rests are told of, or null.</summary>
    public PushConfig? Push { get; init; }

    /// <summary>How much of the history is shown; null for the server's own choice.</summary>
    public int? HistoryLength { get; init; }

    /// <summary>True where nothing is waited for.</summary>
    public bool ReturnImmediately { get; init; }

    /// <summary>The caller's metadata, or null.</summary>
    public JsonElement? Metadata { get; init; }

    /// <summary>Reads the parameters.</summary>
    /// <exception cref="Baton.Errors.ValidationException">They have faults; all are listed.</exception>
    public static SendOrder Read(Fields parameters, A2ACall call, PushConfigReader push)
    {
        CheckTenant(parameters, call);
        var message = parameters.Nested("message");
        if (message is null && !parameters.Has("message")) parameters.Add("message", "A message is expected.");
        var configuration = parameters.Nested("configuration");
        var order = new SendOrder(message is null ? new AgentMessage("", MessageRole.User, []) : MessageReader.Read(message))
        {
            AcceptedOutputModes = configuration?.Names("accepted_output_modes") is { Count: > 0 } modes ? modes : null,
            Push = configuration?.Nested("task_push_notification_config") is { } config ? push.Read(config) : null,
            HistoryLength = configuration is null ? null : HistoryOf(configuration),
            ReturnImmediately = configuration?.Flag("return_immediately") is true,
            Metadata = parameters.Object("metadata"),
        };
        if (order.AcceptedOutputModes?.Count > MaxModes) configuration!.Add("accepted_output_modes", $"At most {MaxModes} media types are taken.");
        if (IsTooLong(order.Metadata)) parameters.Add("metadata", TooLong);
        if (IsTooLong(order.Message.Metadata)) message?.Add("metadata", TooLong);
        parameters.Throw();
        return order;
    }

    private static string TooLong => $"At most {TaskMetadata.MaxLength} characters of JSON are kept with a task.";

    private static bool IsTooLong(JsonElement? metadata) => metadata?.GetRawText().Length > TaskMetadata.MaxLength;

    /// <summary>How much of the history is asked for; null where that is not said.</summary>
    public static int? HistoryOf(Fields fields) => fields.Value("history_length") is { ValueKind: not JsonValueKind.Null } ? fields.Number("history_length", 0, 0, int.MaxValue) : null;

    /// <summary>Notes a fault where another tenant is named than the caller's.</summary>
    public static void CheckTenant(Fields parameters, A2ACall call)
    {
        if (MessageReader.NotEmpty(parameters.Text("tenant")) is { } tenant && tenant != call.Tenant) parameters.Add("tenant", "The tenant is that of the API key. Leave the field out.");
    }
}
