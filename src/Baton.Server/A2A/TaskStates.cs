using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Server.A2A;

/// <summary>Statuses of runs as states of tasks.</summary>
internal static class TaskStates
{
    /// <summary>The state of a run.</summary>
    public static TaskState Of(RunRow row) => row.Status == RunStatus.Pending && row.Seq > 1 ? TaskState.Working : Of(row.Status, row.ErrorCode);

    /// <summary>The state for a status.</summary>
    public static TaskState Of(RunStatus status, string? errorCode) => status switch
    {
        RunStatus.Pending => TaskState.Submitted,
        RunStatus.Running or RunStatus.Sleeping => TaskState.Working,
        RunStatus.Waiting => TaskState.InputRequired,
        RunStatus.Success => TaskState.Completed,
        RunStatus.Cancelled => TaskState.Canceled,
        _ => errorCode == ErrorCodes.Rejected ? TaskState.Rejected : TaskState.Failed,
    };

    /// <summary>The statuses among which the runs of a state are; null for every one.</summary>
    public static IReadOnlyList<RunStatus>? Statuses(TaskState state) => state switch
    {
        TaskState.Unspecified => null,
        TaskState.Submitted => [RunStatus.Pending],
        TaskState.Working => [RunStatus.Running, RunStatus.Sleeping],
        TaskState.InputRequired => [RunStatus.Waiting],
        TaskState.Completed => [RunStatus.Success],
        TaskState.Canceled => [RunStatus.Cancelled],
        TaskState.Failed => [RunStatus.Error, RunStatus.Timeout],
        TaskState.Rejected => [RunStatus.Error],
        _ => [],
    };
}
