using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Trees;

/// <summary>Folds a run's journal into its tree, entry by entry. A pure function of the entries; holds no content.</summary>
/// <param name="most">How many items the tree may have.</param>
/// <remarks>Belongs to one reader; not safe for concurrent use.</remarks>
internal sealed class TreeBuilder(int most)
{
    private readonly Dictionary<string, Branch> _visits = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _numbers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Visit, string Name, int Ordinal), Branch> _effects = [];
    private readonly Dictionary<int, Branch> _starts = [];
    private readonly Dictionary<string, Branch> _tickets = new(StringComparer.Ordinal);
    private readonly List<Branch> _roots = [];
    private RunStarted? _started;
    private RunFinished? _finished;
    private DateTimeOffset? _startedAt;
    private DateTimeOffset? _endedAt;
    private int _activations;
    private int _seq;

    /// <summary>How many items there are.</summary>
    public int Count { get; private set; }

    /// <summary>True once something did not fit: nothing more is taken.</summary>
    public bool IsCut { get; private set; }

    /// <summary>Takes the next entry.</summary>
    public void Add(JournalEntry entry)
    {
        if (IsCut) return;
        Apply(entry, JournalCodec.Decode(entry));
        if (!IsCut) _seq = entry.Seq;
    }

    /// <summary>The tree so far.</summary>
    /// <param name="row">The run as it is now.</param>
    /// <param name="children">Child runs that are shown whole, by id.</param>
    /// <param name="lacksChildren">True where children that should be shown whole did not fit.</param>
    public RunTree Build(RunRow row, IReadOnlyDictionary<Guid, RunTree> children, bool lacksChildren = false)
    {
        var shape = new TreeShape(row, children);
        IReadOnlyList<TreeItem> items = [.. _roots.Select(shape.Item)];
        return new RunTree(row.Id, row.Graph, row.Version, row.Status.Word())
        {
            Assistant = row.Assistant,
            Pool = row.Pool,
            ThreadId = row.Thread,
            Parent = row.Parent?.Run,
            ForkOf = _started?.From?.Run,
            CreatedAt = row.CreatedAt,
            StartedAt = _startedAt,
            EndedAt = _endedAt ?? (row.Status.HasEnded() ? row.UpdatedAt : null),
            Activations = _activations,
            Error = _finished?.Error,
            Reason = _finished?.Reason,
            Totals = shape.Totals,
            Items = items,
            Cut = IsCut || lacksChildren,
            CutAfter = IsCut ? _seq : null,
        };
    }

    /// <summary>The child runs, in the order in which they were waited for.</summary>
    public IEnumerable<Guid> Children => _tickets.Values.Select(ticket => ticket.Wait?.RunId).OfType<Guid>();

    private void Apply(JournalEntry entry, EntryBody body)
    {
        switch (body)
        {
            case RunStarted started:
                _started = started;
                break;
            case RunClaimed:
                _activations++;
                break;
            case FrameStarted frame:
                if (frame.Path.Length == 0) (_startedAt, _activations) = (entry.At, _activations + 1);
                Begin(entry, frame.Path, frame.First);
                break;
            case Checkpoint checkpoint:
                End(entry, checkpoint.Visit, null, checkpoint.Next);
                break;
            case BranchCompleted branch:
                End(entry, branch.Visit, branch.Error, null);
                break;
            case NodeFailed { RetryAt: not null } failed:
                if (Visit(entry, failed.Visit) is { } trying) trying.Retry(failed.Attempt, failed.Error, failed.RetryAt);
                break;
            case NodeFailed failed:
                End(entry, failed.Visit, failed.Error, failed.Next);
                break;
            case EffectStarted effect:
                Start(entry, effect);
                break;
            case EffectCompleted effect when _starts.TryGetValue(effect.Start, out var item):
                item.Complete(entry.At, effect);
                break;
            case EffectFailed effect when _starts.TryGetValue(effect.Start, out var item):
                if (effect.RetryAt is { } due) item.Retry(effect.Attempt, effect.Error, due);
                else item.Fail(entry.At, effect.Attempt, effect.Error);
                break;
            case TicketOpened opened:
                Open(entry, opened);
                break;
            case TicketClosed closed when _tickets.TryGetValue(closed.Ticket, out var item):
                item.Close(entry.At, closed);
                break;
            case RunFinished finished:
                (_finished, _endedAt) = (finished, entry.At);
                break;
        }
    }

    private void Begin(JournalEntry entry, string path, string node)
    {
        if (node == Graph.End) return;
        var prefix = path.Length == 0 ? node : $"{path}/{node}";
        Visit(entry, $"{prefix}#{_numbers.GetValueOrDefault(prefix) + 1}");
    }

    private void End(JournalEntry entry, string visit, ErrorBody? error, string? next)
    {
        if (Visit(entry, visit) is not { } item) return;
        item.End(entry.At, error);
        var hash = visit.LastIndexOf('#');
        if (next is null || hash < visit.LastIndexOf('/')) return;
        _numbers[visit[..hash]] = int.Parse(visit.AsSpan(hash + 1), System.Globalization.CultureInfo.InvariantCulture);
        var slash = visit.LastIndexOf('/');
        Begin(entry, slash < 0 ? "" : visit[..slash], next);
    }

    private void Start(JournalEntry entry, EffectStarted effect)
    {
        var key = (effect.Visit, effect.Name, effect.Ordinal);
        if (!_effects.TryGetValue(key, out var item))
        {
            if (Visit(entry, effect.Visit) is not { } visit || New(entry, visit, Branch.KindOf(effect.Effect), effect.Name) is not { } made) return;
            _effects[key] = item = made;
            item.AtMostOnce = effect.AtMostOnce;
            item.Model = effect.Effect == EffectKind.Model ? TreeModels.Asked(effect.Request) : null;
        }

        item.StartAgain(effect.Repeated);
        _starts[entry.Seq] = item;
    }

    private void Open(JournalEntry entry, TicketOpened opened)
    {
        if (Visit(entry, opened.Visit) is not { } visit || New(entry, visit, Branch.KindOf(opened.Kind), opened.Name) is not { } item) return;
        item.Wait = new TreeWait(opened.Ticket) { Deadline = opened.Deadline, RunId = opened.Child, Given = opened.Given };
        _tickets[opened.Ticket] = item;
    }

    /// <summary>A visit's item, made where it is new; null where it no longer fits.</summary>
    private Branch? Visit(JournalEntry entry, string visit)
    {
        if (_visits.TryGetValue(visit, out var present)) return present;
        var cut = visit[^1] == ']' ? visit.LastIndexOf('[') : visit.LastIndexOf('/');
        var outer = cut <= 0 ? null : Visit(entry, visit[..cut]);
        if (cut > 0 && outer is null) return null;
        var name = visit[^1] == ']' ? visit[cut..] : visit[(cut + 1)..];
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        var item = New(entry, outer, hash < 0 ? "branch" : "node", hash < 0 ? name : name[..hash], visit);
        if (item is not null) _visits[visit] = item;
        return item;
    }

    private Branch? New(JournalEntry entry, Branch? outer, string kind, string name, string? visit = null)
    {
        if (Count == most)
        {
            IsCut = true;
            return null;
        }

        Count++;
        var item = new Branch(kind, name, entry.Seq, visit ?? outer!.Visit, entry.At);
        (outer?.Inside ?? _roots).Add(item);
        return item;
    }
}
