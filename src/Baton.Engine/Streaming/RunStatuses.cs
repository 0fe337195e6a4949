using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Streaming;

/// <summary>How the run API shows a run's status.</summary>
public static class RunStatuses
{
    /// <summary>The word for a status: waiting and cancelled show as <c>interrupted</c>, sleeping as <c>running</c>.</summary>
    public static string Outside(RunStatus status) => status switch
    {
        RunStatus.Pending => "pending",
        RunStatus.Running or RunStatus.Sleeping => "running",
        RunStatus.Waiting or RunStatus.Cancelled => "interrupted",
        RunStatus.Success => "success",
        RunStatus.Timeout => "timeout",
        _ => "error",
    };

    /// <summary>The word in a stream's last frame: a run that was rolled back shows as <c>rollback</c>.</summary>
    public static string Outside(RunRow row) => row is { Hidden: true, Status: RunStatus.Cancelled } ? "rollback" : Outside(row.Status);
}
