using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Engine.Journal;

/// <summary>What a run's journal says, folded entry by entry: where each graph stands, and what unfinished visits have recorded.</summary>
/// <remarks>Belongs to one executor or reader; not safe for concurrent use, except for the visits' own records.</remarks>
internal sealed class RunLedger
{
    private DateTimeOffset? _activeSince;
    private TimeSpan _activeBefore;
    private DateTimeOffset _lastAt;

    /// <summary>The state that the run's own graph goes on from.</summary>
    public StateDocument BaseDocument { get; set; } = StateDocument.Empty;

    /// <summary>How much had to be read for the state.</summary>
    public Lineage Lineage { get; set; } = Lineage.None;

    /// <summary>The entries that were folded, plain: a writer that goes on refers to their texts.</summary>
    public IReadOnlyList<JournalEntry> Entries { get; set; } = [];

    /// <summary>True where what completed visits had recorded is kept: a replay reads it again.</summary>
    public bool KeepsEverything { get; init; }

    public RunStarted? Started { get; private set; }

    public DateTimeOffset StartedAt { get; private set; }

    public RunFinished? Finished { get; private set; }

    public int Seq { get; private set; }

    /// <summary>Graphs that have begun, by path; the run's own is at the empty path.</summary>
    public Dictionary<string, LedgerFrame> Frames { get; } = new(StringComparer.Ordinal);

    /// <summary>What unfinished visits have recorded.</summary>
    public Dictionary<string, VisitRecord> Visits { get; } = new(StringComparer.Ordinal);

    public Dictionary<string, TicketRecord> Tickets { get; } = new(StringComparer.Ordinal);

    /// <summary>Branches that are completed while their node is not.</summary>
    public Dictionary<string, BranchCompleted> Branches { get; } = new(StringComparer.Ordinal);

    /// <summary>Events that came before anything waited for them, oldest first.</summary>
    public List<InboxTaken> Events { get; } = [];

    /// <summary>Inputs that were delivered and not taken, oldest first.</summary>
    public List<InboxTaken> Inputs { get; } = [];

    public int Steps { get; set; }

    /// <summary>What the run has spent of its budget; a replay is given that of the record.</summary>
    public RunSpending Spending { get; init; } = new();

    /// <summary>True once a node has asked a question of its own.</summary>
    public bool HasAsked { get; private set; }

    public ErrorBody? LastError { get; private set; }

    /// <summary>What the run last wrote of its thread's case, or null.</summary>
    public CaseChanged? Case { get; private set; }

    /// <summary>How long the run has been running in all activations so far.</summary>
    public TimeSpan Running => _activeBefore + (_activeSince is { } since ? _lastAt - since : TimeSpan.Zero);

    public LedgerFrame? Root => Frames.GetValueOrDefault("");

    public VisitRecord Visit(string visit)
    {
        if (!Visits.TryGetValue(visit, out var record)) Visits[visit] = record = new VisitRecord();
        return record;
    }

    public void Apply(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries) Apply(entry, JournalCodec.Decode(entry));
    }

    public void Apply(JournalEntry entry, EntryBody body)
    {
        Seq = entry.Seq;
        TrackTime(entry, body);
        switch (body)
        {
            case RunStarted started:
                Started = started;
                StartedAt = entry.At;
                Spending.Limit(started.Budget);
                break;
            case FrameStarted begun:
                Frames[begun.Path] = new LedgerFrame(begun, begun.Path.Length == 0 ? BaseDocument : StateDocument.Empty);
                break;
            case Checkpoint checkpoint:
                Complete(checkpoint);
                break;
            case NodeFailed { Next: { } next } failed:
                MoveTo(failed.Visit, next);
                break;
            case NodeFailed failed:
                // A replay comes to the last failure itself.
                if (!KeepsEverything || failed.RetryAt is not null) Visit(failed.Visit).Failed(failed);
                LastError = failed.Error;
                break;
            case EffectStarted effect:
                Spending.Start(Visit(effect.Visit).Start(entry.Seq, effect).FirstSeq, effect);
                break;
            case EffectCompleted effect:
                FindEffect(effect.Start).Effect?.Complete(effect);
                Spending.Settle(effect.Start, effect.Spent);
                break;
            case EffectFailed effect:
                var (owner, failing) = FindEffect(effect.Start);
                failing?.Fail(effect, owner!.FailedAttempts + 1);
                if (effect.RetryAt is null) Spending.Settle(effect.Start, effect.Spent);
                else Spending.Charge(effect.Spent);
                break;
            case ValueRecorded value:
                Record(value);
                break;
            case TicketOpened opened:
                Open(opened);
                if (opened.Kind == TicketKind.Retry) Spending.Sleep(opened.Visit, opened.Name);
                break;
            case TicketClosed closed:
                if (Tickets.TryGetValue(closed.Ticket, out var ticket)) Close(ticket, closed);
                break;
            case BranchCompleted branch:
                Branches[branch.Visit] = branch;
                break;
            case InboxTaken { Kind: InboxKind.Event } taken:
                Events.Add(taken);
                break;
            case InboxTaken { Kind: InboxKind.Input } taken:
                Inputs.Add(taken);
                break;
            case StateEdited edited:
                Frames[""] = new LedgerFrame(
                    new FrameStarted("", Started?.Graph ?? "", edited.Next ?? Graph.End) { Base = edited.Base, Patch = edited.Patch, Whole = edited.Whole }, BaseDocument);
                break;
            case Snapshot snapshot:
                // Whoever folds has read the snapshot's state as the one that the run goes on from.
                Frames[""] = new LedgerFrame(new FrameStarted("", Started?.Graph ?? "", snapshot.Next ?? Graph.End) { Base = snapshot.Base }, BaseDocument);
                break;
            case CaseChanged changed:
                Case = changed;
                break;
            case RunFinished finished:
                Finished = finished;
                if (finished.State is { } frame) Frames[""] = new LedgerFrame(frame, BaseDocument);
                LastError = finished.Error ?? LastError;
                break;
        }
    }

    public TicketRecord Open(TicketOpened opened)
    {
        var ticket = new TicketRecord(opened);
        Tickets[opened.Ticket] = ticket;
        HasAsked |= opened is { Kind: TicketKind.Approval, Effect: null };
        return ticket;
    }

    /// <summary>Forgets what a completed visit, and everything inside it, had recorded.</summary>
    public void Forget(string visit)
    {
        if (KeepsEverything) return;
        Visits.Remove(visit);
        if (Branches.Count > 0) RemoveInside(Branches, visit);
        if (Frames.Count > 1) RemoveInside(Frames, visit);
        if (Visits.Count > 0) RemoveInside(Visits, visit);
        if (Tickets.Count == 0) return;
        foreach (var ticket in Tickets.Values.Where(ticket => IsInside(ticket.Opened.Visit, visit)).ToList()) Tickets.Remove(ticket.Opened.Ticket);
    }

    /// <summary>The open tickets of a visit and of everything inside it.</summary>
    public List<TicketRecord> OpenInside(string visit) =>
        [.. Tickets.Values.Where(ticket => ticket.IsOpen && IsInside(ticket.Opened.Visit, visit))];

    /// <summary>The graph's path, the node and the number that a visit's name holds.</summary>
    public static (string Path, string Node, int Number) Parse(string visit)
    {
        var slash = visit.LastIndexOf('/');
        var hash = visit.LastIndexOf('#');
        return (slash < 0 ? "" : visit[..slash], visit[(slash + 1)..hash], int.Parse(visit.AsSpan(hash + 1)));
    }

    private void Close(TicketRecord ticket, TicketClosed closed)
    {
        ticket.Closed = closed;
        if (ticket.Opened.Child is not null) Spending.Return(ticket.Opened.Visit, closed.Spent);
        if (ticket.Opened.Kind != TicketKind.Event || closed.Reason != TicketClosure.Completed) return;
        // An event of this name is kept only while no ticket waits for it: where one is there, the ticket was closed with it when it opened.
        if (Events.Find(early => early.Name == ticket.Opened.Name) is { } taken) Events.Remove(taken);
    }

    private static bool IsInside(string visit, string outer) =>
        visit.StartsWith(outer, StringComparison.Ordinal) && (visit.Length == outer.Length || visit[outer.Length] is '/' or '[');

    private static void RemoveInside<T>(Dictionary<string, T> records, string visit)
    {
        foreach (var key in records.Keys.Where(key => key.Length > 0 && IsInside(key, visit)).ToList()) records.Remove(key);
    }

    private void TrackTime(JournalEntry entry, EntryBody body)
    {
        // A run is running from the first entry of an activation to its last; what lies between activations is waiting.
        if (body is RunClaimed || (body is FrameStarted { Path: "" } && _activeSince is null))
        {
            _activeBefore = Running;
            _activeSince = entry.At;
        }

        _lastAt = entry.At;
    }

    private void Complete(Checkpoint checkpoint)
    {
        var (path, node, number) = Parse(checkpoint.Visit);
        Forget(checkpoint.Visit);
        if (!Frames.TryGetValue(path, out var frame)) return;
        frame.Document = frame.Document.Apply(checkpoint.Patch);
        frame.Visits[node] = number;
        frame.Cursor = checkpoint.Next;
        frame.LastNode = node;
        Steps++;
    }

    private void MoveTo(string visit, string next)
    {
        var (path, node, number) = Parse(visit);
        Forget(visit);
        if (!Frames.TryGetValue(path, out var frame)) return;
        frame.Visits[node] = number;
        frame.Cursor = next;
        Steps++;
    }

    private void Record(ValueRecorded value)
    {
        Visit(value.Visit).Values[(value.Name, value.Ordinal)] = value.Value;
        if (value.Name == "delivered") Inputs.Clear();
        if (value.Name == RunSpending.Allotment) Spending.Allot(value.Visit, (RunBudget)JsonBytes.To(value.Value, typeof(RunBudget))!);
    }

    private (VisitRecord? Visit, EffectRecord? Effect) FindEffect(int start) =>
        Visits.Values.Select(visit => (visit, visit.FindStart(start))).FirstOrDefault(pair => pair.Item2 is not null);
}

/// <summary>Where one graph of a run stands.</summary>
internal sealed class LedgerFrame(FrameStarted started, StateDocument origin)
{
    public FrameStarted Started { get; } = started;

    public StateDocument Document { get; set; } = (started.Whole ? StateDocument.Empty : origin).Apply(started.Patch);

    public string Cursor { get; set; } = started.First;

    public string? LastNode { get; set; }

    /// <summary>The frame under execution, where this server executes it.</summary>
    public RunFrame? Live { get; set; }

    public Dictionary<string, int> Visits { get; } = new(StringComparer.Ordinal);
}
