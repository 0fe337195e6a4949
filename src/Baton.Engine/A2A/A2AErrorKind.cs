namespace Baton.Engine.A2A;

/// <summary>An error of the protocol.</summary>
/// <param name="Code">Its JSON-RPC code.</param>
/// <param name="Reason">Its reason in <c>ErrorInfo</c>; null for those of JSON-RPC itself.</param>
/// <param name="HttpStatus">The HTTP status of the binding HTTP+JSON.</param>
/// <param name="Status">The status word in its bodies.</param>
public sealed record A2AErrorKind(int Code, string? Reason, int HttpStatus, string Status)
{
    /// <summary>The domain of <see cref="Reason"/>.</summary>
    public const string Domain = "a2a-protocol.org";

    /// <summary>The body is not JSON.</summary>
    public static A2AErrorKind Parse { get; } = new(-32700, null, 400, "INVALID_ARGUMENT");

    /// <summary>The request is not one.</summary>
    public static A2AErrorKind InvalidRequest { get; } = new(-32600, null, 400, "INVALID_ARGUMENT");

    /// <summary>There is no such method.</summary>
    public static A2AErrorKind MethodNotFound { get; } = new(-32601, null, 404, "NOT_FOUND");

    /// <summary>Parameters are wrong.</summary>
    public static A2AErrorKind InvalidParams { get; } = new(-32602, null, 400, "INVALID_ARGUMENT");

    /// <summary>The server failed.</summary>
    public static A2AErrorKind Internal { get; } = new(-32603, null, 500, "INTERNAL");

    /// <summary>The server has too much to do, or is not ready.</summary>
    public static A2AErrorKind Unavailable { get; } = new(-32000, null, 503, "UNAVAILABLE");

    /// <summary>There is no such task.</summary>
    public static A2AErrorKind TaskNotFound { get; } = new(-32001, "TASK_NOT_FOUND", 404, "NOT_FOUND");

    /// <summary>The task cannot be cancelled.</summary>
    public static A2AErrorKind TaskNotCancelable { get; } = new(-32002, "TASK_NOT_CANCELABLE", 400, "FAILED_PRECONDITION");

    /// <summary>There are no push notifications.</summary>
    public static A2AErrorKind PushNotificationNotSupported { get; } = new(-32003, "PUSH_NOTIFICATION_NOT_SUPPORTED", 400, "FAILED_PRECONDITION");

    /// <summary>The operation does not go with the task's state.</summary>
    public static A2AErrorKind UnsupportedOperation { get; } = new(-32004, "UNSUPPORTED_OPERATION", 400, "FAILED_PRECONDITION");

    /// <summary>A part's kind is not taken.</summary>
    public static A2AErrorKind ContentTypeNotSupported { get; } = new(-32005, "CONTENT_TYPE_NOT_SUPPORTED", 400, "INVALID_ARGUMENT");

    /// <summary>The agent answered something that is no answer.</summary>
    public static A2AErrorKind InvalidAgentResponse { get; } = new(-32006, "INVALID_AGENT_RESPONSE", 500, "INTERNAL");

    /// <summary>The version is not served.</summary>
    public static A2AErrorKind VersionNotSupported { get; } = new(-32009, "VERSION_NOT_SUPPORTED", 400, "FAILED_PRECONDITION");
}
