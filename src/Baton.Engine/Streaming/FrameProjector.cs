using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Streaming;

/// <summary>Turns journal entries into frames. A pure function of the entries and the modes: replayed at any time, it gives the same frames.</summary>
/// <remarks>Belongs to one stream; not safe for concurrent use.</remarks>
internal sealed class FrameProjector(RunRow row, StreamModes modes, bool subgraphs)
{
    private readonly RunLedger _ledger = new();
    private readonly MessageFrames _messages = new(modes);
    private readonly ToolFrames _tools = new();
    private readonly LifecycleFrames _lifecycle = new(subgraphs);
    private readonly FrameData _data = new(row);
    private readonly List<Frame> _frames = [];
    private int _seq;
    private int _number;
    private int _step = -2;
    private CheckpointRef? _parent;

    /// <summary>True where frames show the state, so that the state the run rests on is needed.</summary>
    public bool NeedsState => (modes & (StreamModes.Values | StreamModes.Checkpoints | StreamModes.Debug)) != StreamModes.None;

    /// <summary>The last entry that was projected.</summary>
    public int Seq => _ledger.Seq;

    /// <summary>Sets the state that the run goes on from; before its <see cref="FrameStarted"/> or <see cref="Snapshot"/>.</summary>
    public void Rest(StateDocument document) => (_ledger.BaseDocument, Rests) = (document, true);

    /// <summary>True once the state that the run goes on from is set.</summary>
    public bool Rests { get; private set; }

    /// <summary>Notes how much of a message the client has already.</summary>
    public void Skip(int start, int chars) => _messages.Skip(start, chars);

    /// <summary>The frames of an entry, in order.</summary>
    public IReadOnlyList<Frame> Project(JournalEntry entry, EntryBody body)
    {
        _frames.Clear();
        (_seq, _number) = (entry.Seq, 0);
        _messages.Observe(entry, body);
        _ledger.Apply(entry, body);
        AddCalls(entry, body);
        switch (body)
        {
            case FrameStarted { Path: "" } started:
                AddCheckpoint(entry, "input", null, started.First);
                AddTaskStart(entry, started.First);
                break;
            case FrameStarted started when subgraphs:
                Add(StreamModes.Updates, Named("updates", started.Path), () => FrameData.Object("__start__", started.Patch));
                break;
            case Checkpoint checkpoint:
                AddStep(entry, checkpoint);
                break;
            case StateEdited edited:
                AddCheckpoint(entry, "update", edited.AsNode, edited.Next ?? Graph.End);
                break;
            case NodeFailed failed:
                AddFailure(entry, failed);
                break;
            case TicketOpened opened:
                AddTicket(opened);
                break;
            case CustomWritten custom:
                Add(StreamModes.Custom, "custom", () => JsonBytes.Bytes(custom.Value));
                break;
            case EffectCompleted completed:
                foreach (var (name, data) in _messages.Completed(completed, _step)) AddNumbered(name, data);
                break;
            case RunFinished finished:
                AddEnd(finished);
                break;
        }

        return _frames;
    }

    /// <summary>The frames of running text.</summary>
    public IReadOnlyList<Frame> Project(TextDelta delta, Func<string?> whole) => _messages.Delta(delta, whole, _step);

    private void AddCalls(JournalEntry entry, EntryBody body)
    {
        if ((modes & StreamModes.Tools) != StreamModes.None && _tools.Of(entry, body) is { } call) AddNumbered("tools", call);
        if ((modes & StreamModes.Lifecycle) == StreamModes.None) return;
        foreach (var (path, data) in _lifecycle.Of(body)) AddNumbered(path.Length == 0 ? "lifecycle" : Named("lifecycle", path), data);
    }

    private void AddStep(JournalEntry entry, Checkpoint checkpoint)
    {
        var (path, node, _) = RunLedger.Parse(checkpoint.Visit);
        if (path.Length > 0)
        {
            if (subgraphs && !checkpoint.Route) Add(StreamModes.Updates, Named("updates", path), () => FrameData.Update(node, checkpoint.Patch));
            return;
        }

        Add(StreamModes.Tasks, "tasks", () => _data.TaskEnd(checkpoint.Visit, node, checkpoint.Patch, null));
        Add(StreamModes.Debug, "debug", () => FrameData.Debug(_step, entry.At, "task_result", _data.TaskEnd(checkpoint.Visit, node, checkpoint.Patch, null)));
        Add(StreamModes.Events, "events", () => _data.Event("on_chain_end", node, checkpoint.Patch));
        if (!checkpoint.Route)
        {
            Add(StreamModes.Updates, "updates", () => FrameData.Update(node, checkpoint.Patch));
            AddCheckpoint(entry, "loop", node, checkpoint.Next);
        }

        if (checkpoint.Next != Graph.End) AddTaskStart(entry, checkpoint.Next);
    }

    private void AddCheckpoint(JournalEntry entry, string source, string? node, string next)
    {
        _step++;
        var at = new CheckpointRef(row.Id, entry.Seq);
        Add(StreamModes.Values, "values", State);
        Add(StreamModes.Checkpoints, "checkpoints", () => _data.Checkpoint(at, _parent, source, _step, node, State(), next));
        Add(StreamModes.Debug, "debug", () => FrameData.Debug(_step, entry.At, "checkpoint", _data.Checkpoint(at, _parent, source, _step, node, State(), next)));
        _parent = at;
    }

    private void AddTaskStart(JournalEntry entry, string node)
    {
        if (node == Graph.End) return;
        var visit = $"{node}#{(_ledger.Root?.Visits.GetValueOrDefault(node) ?? 0) + 1}";
        Add(StreamModes.Tasks, "tasks", () => _data.TaskStart(visit, node));
        Add(StreamModes.Debug, "debug", () => FrameData.Debug(_step + 1, entry.At, "task", _data.TaskStart(visit, node)));
        Add(StreamModes.Events, "events", () => _data.Event("on_chain_start", node, null));
    }

    private void AddFailure(JournalEntry entry, NodeFailed failed)
    {
        var (path, node, _) = RunLedger.Parse(failed.Visit);
        if (path.Length > 0) return;
        Add(StreamModes.Tasks, "tasks", () => _data.TaskEnd(failed.Visit, node, null, failed.Error));
        Add(StreamModes.Debug, "debug", () => FrameData.Debug(_step, entry.At, "task_result", _data.TaskEnd(failed.Visit, node, null, failed.Error)));
        if (failed.Next is { } next && next != Graph.End) AddTaskStart(entry, next);
    }

    private void AddTicket(TicketOpened opened)
    {
        if (opened.Given || opened.Kind is not (TicketKind.Approval or TicketKind.Breakpoint)) return;
        Add(StreamModes.Updates, "updates", () => FrameData.Interrupts(null, opened));
        Add(StreamModes.Values, "values", () => FrameData.Interrupts(_ledger.Root?.Document, opened));
    }

    private void AddEnd(RunFinished finished)
    {
        if (finished.Output is { } output) Add(StreamModes.Values, "values", () => JsonBytes.Bytes(output));
        if (finished.Error is { } error) Add(null, "error", () => FrameData.Error(error));
    }

    private ReadOnlyMemory<byte> State() => (_ledger.Root?.Document ?? _ledger.BaseDocument).ToJson();

    private void Add(StreamModes? mode, string name, Func<ReadOnlyMemory<byte>> data)
    {
        if (mode is { } wanted && (modes & wanted) == StreamModes.None) return;
        AddNumbered(name, data());
    }

    /// <summary>Adds a frame under the next number. One without data is not for this client, but keeps its number from the others.</summary>
    private void AddNumbered(string name, ReadOnlyMemory<byte>? data)
    {
        var id = _number == 0 ? $"{_seq}" : $"{_seq}.{_number}";
        _number++;
        if (data is { } there) _frames.Add(new Frame(id, name, there));
    }

    private static string Named(string name, string path) => $"{name}|{path.Replace('/', '|')}";
}
