namespace Baton.Engine.A2A;

/// <summary>The operations under their JSON-RPC names.</summary>
public static class A2AMethods
{
    /// <summary>Sends a message and waits.</summary>
    public const string Send = "SendMessage";

    /// <summary>Sends a message and streams.</summary>
    public const string Stream = "SendStreamingMessage";

    /// <summary>Reads a task.</summary>
    public const string Get = "GetTask";

    /// <summary>Lists tasks.</summary>
    public const string List = "ListTasks";

    /// <summary>Cancels a task.</summary>
    public const string Cancel = "CancelTask";

    /// <summary>Streams a task that is under way.</summary>
    public const string Subscribe = "SubscribeToTask";

    /// <summary>Makes a push configuration.</summary>
    public const string CreatePush = "CreateTaskPushNotificationConfig";

    /// <summary>Reads a push configuration.</summary>
    public const string GetPush = "GetTaskPushNotificationConfig";

    /// <summary>Lists push configurations.</summary>
    public const string ListPush = "ListTaskPushNotificationConfigs";

    /// <summary>Removes a push configuration.</summary>
    public const string DeletePush = "DeleteTaskPushNotificationConfig";

    /// <summary>Reads the card for who may see more.</summary>
    public const string ExtendedCard = "GetExtendedAgentCard";

    /// <summary>The names of 0.3, which has no way to list tasks over JSON-RPC, by those of 1.0.</summary>
    public static IReadOnlyDictionary<string, string> Legacy { get; } = new Dictionary<string, string>(StringComparer.Ordinal)
    {
        [Send] = "message/send",
        [Stream] = "message/stream",
        [Get] = "tasks/get",
        [Cancel] = "tasks/cancel",
        [Subscribe] = "tasks/resubscribe",
        [CreatePush] = "tasks/pushNotificationConfig/set",
        [GetPush] = "tasks/pushNotificationConfig/get",
        [ListPush] = "tasks/pushNotificationConfig/list",
        [DeletePush] = "tasks/pushNotificationConfig/delete",
        [ExtendedCard] = "agent/getAuthenticatedExtendedCard",
    };
}
