using System.Text.Json.Serialization;

namespace Baton.Engine.A2A;

/// <summary>Where a task stands, as the protocol names it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<TaskState>))]
public enum TaskState
{
    /// <summary>Not said.</summary>
    [JsonStringEnumMemberName("TASK_STATE_UNSPECIFIED")]
    Unspecified,

    /// <summary>Accepted, not begun.</summary>
    [JsonStringEnumMemberName("TASK_STATE_SUBMITTED")]
    Submitted,

    /// <summary>Being worked on.</summary>
    [JsonStringEnumMemberName("TASK_STATE_WORKING")]
    Working,

    /// <summary>Ended well.</summary>
    [JsonStringEnumMemberName("TASK_STATE_COMPLETED")]
    Completed,

    /// <summary>Ended with a failure.</summary>
    [JsonStringEnumMemberName("TASK_STATE_FAILED")]
    Failed,

    /// <summary>Cancelled.</summary>
    [JsonStringEnumMemberName("TASK_STATE_CANCELED")]
    Canceled,

    /// <summary>Waits for a message.</summary>
    [JsonStringEnumMemberName("TASK_STATE_INPUT_REQUIRED")]
    InputRequired,

    /// <summary>The agent refused it.</summary>
    [JsonStringEnumMemberName("TASK_STATE_REJECTED")]
    Rejected,

    /// <summary>Waits for credentials.</summary>
    [JsonStringEnumMemberName("TASK_STATE_AUTH_REQUIRED")]
    AuthRequired,
}

/// <summary>What follows from a state.</summary>
public static class TaskStateExtensions
{
    /// <summary>True where nothing follows any more.</summary>
    public static bool IsTerminal(this TaskState state) =>
        state is TaskState.Completed or TaskState.Failed or TaskState.Canceled or TaskState.Rejected;

    /// <summary>True where the task goes on only when somebody acts.</summary>
    public static bool IsInterrupted(this TaskState state) => state is TaskState.InputRequired or TaskState.AuthRequired;
}
