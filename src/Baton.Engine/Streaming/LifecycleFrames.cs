using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.Streaming;

/// <summary>Beginnings and ends of the run's own graph and, where asked for, of the graphs inside it.</summary>
internal sealed class LifecycleFrames(bool subgraphs)
{
    private readonly List<string> _open = [];

    /// <summary>What an entry begins, ends or interrupts: the graph's path, innermost first, and the frame's data.</summary>
    public IEnumerable<(string Path, ReadOnlyMemory<byte> Data)> Of(EntryBody body) => body switch
    {
        FrameStarted frame => Started(frame.Path),
        Checkpoint checkpoint => Ended(checkpoint.Visit, null),
        BranchCompleted branch => Ended(branch.Visit, branch.Error),
        NodeFailed { RetryAt: null } failed => Ended(failed.Visit, failed.Error),
        TicketOpened { Kind: TicketKind.Approval or TicketKind.Breakpoint, Given: false } asked => Interrupted(asked.Visit),
        RunFinished { Status: RunStatus.Success } => [("", Data("completed", "", null))],
        RunFinished { Status: RunStatus.Cancelled } => [("", Data("interrupted", "", null))],
        RunFinished finished => [("", Data("failed", "", finished.Error))],
        _ => [],
    };

    private List<(string Path, ReadOnlyMemory<byte> Data)> Started(string path)
    {
        if (path.Length > 0 && !subgraphs) return [];
        if (path.Length > 0) _open.Add(path);
        return [(path, Data("started", path, null))];
    }

    private List<(string Path, ReadOnlyMemory<byte> Data)> Ended(string visit, ErrorBody? error) =>
        _open.Remove(visit) ? [(visit, Data(error is null ? "completed" : "failed", visit, error))] : [];

    private List<(string Path, ReadOnlyMemory<byte> Data)> Interrupted(string visit) =>
        [.. _open.Where(path => visit.StartsWith(path + "/", StringComparison.Ordinal)).OrderByDescending(path => path.Length).Append("").Select(path => (path, Data("interrupted", path, null)))];

    private static ReadOnlyMemory<byte> Data(string kind, string path, ErrorBody? error) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("event"u8, kind);
        writer.WriteStartArray("namespace"u8);
        foreach (var part in path.Split('/', StringSplitOptions.RemoveEmptyEntries)) writer.WriteStringValue(part);
        writer.WriteEndArray();
        if (error is not null) writer.WriteString("error"u8, $"{error.Code} {error.Message}");
        writer.WriteEndObject();
    });
}
