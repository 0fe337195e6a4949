using Baton.Engine.Stores.Messages;
using Baton.Engine.Stores.Transfer;

namespace Baton.Engine.Stores.InMemory;

/// <summary>The message log, looked through message by message.</summary>
internal sealed class InMemoryMessages(InMemoryState state) : IMessageStore
{
    private const int MostCounted = 100_000;

    // In whole milliseconds, as every driver keeps times.
    private static readonly DateTimeOffset Never = DateTimeOffset.FromUnixTimeMilliseconds(DateTimeOffset.MaxValue.ToUnixTimeMilliseconds());
    private readonly SortedDictionary<MessagePlace, (StoredRun Run, IndexedMessage Message)> messages =
        new(Comparer<MessagePlace>.Create((one, other) => (other.At, other.Number).CompareTo((one.At, one.Number))));

    private readonly HashSet<(Guid Run, int Seq, int Part)> known = [];
    private readonly Dictionary<long, (DateTimeOffset At, string By)> erased = [];
    private readonly Dictionary<Guid, (int Seq, DateTimeOffset At)> noted = [];
    private (long Server, DateTimeOffset Until) holder;
    private long lastNumber;

    public ValueTask<bool> HoldAsync(long server, TimeSpan lease, CancellationToken cancellationToken) => Do(() =>
    {
        var isFree = holder.Server == server || holder.Until <= state.Now() || !state.IsAlive(holder.Server);
        if (isFree) holder = (server, state.Now() + lease);
        return isFree;
    });

    public ValueTask<IReadOnlyList<FollowedRun>> NotedAsync(int limit, CancellationToken cancellationToken) => Do<IReadOnlyList<FollowedRun>>(() =>
        [.. noted.Where(note => state.Runs.ContainsKey(note.Key)).Select(note => Followed(state.Runs[note.Key], note.Value.Seq))
            .OrderByDescending(run => run.Key).Take(limit)]);

    public ValueTask<IReadOnlyList<FollowedRun>> UnderWayAsync(TimeSpan since, int limit, CancellationToken cancellationToken) =>
        Do<IReadOnlyList<FollowedRun>>(() =>
            [.. state.ByKey.Values.Where(run => run.Row.Owner is not null && run.Row.UpdatedAt <= state.Now() - since).Take(limit).Select(run => Followed(run, 0))]);

    public ValueTask<MessageBacklog> BacklogAsync(CancellationToken cancellationToken) => Do(() =>
        new MessageBacklog(Math.Min(noted.Count, MostCounted), noted.Count == 0 ? null : state.Now() - noted.Values.Min(note => note.At)));

    public ValueTask<int?> WriteAsync(long server, IReadOnlyList<RunMessages> runs, CancellationToken cancellationToken) => Do(() =>
    {
        if (holder.Server != server) return (int?)null;
        var written = 0;
        foreach (var batch in runs)
        {
            if (!state.Runs.TryGetValue(batch.Run.Run.Id, out var run)) continue;
            written += batch.Messages.Count(message => Insert(run, message));
            if (noted.TryGetValue(run.Row.Id, out var note) && note.Seq <= batch.Upto) noted.Remove(run.Row.Id);
        }

        return written;
    });

    public ValueTask<IReadOnlyList<FoundMessage>> FindAsync(MessageQuery query, CancellationToken cancellationToken) => Do<IReadOnlyList<FoundMessage>>(() =>
    {
        if (MessageTerms.Of(query) is not { } terms) return [];
        return [.. messages
            .Where(pair => IsWithin(pair.Key, query) && pair.Value.Run.Row.Tenant == query.Tenant && terms.All(pair.Value.Message.Terms.Contains))
            .Take(query.Limit)
            .Select(pair => Found(pair.Key, pair.Value.Run.Row, pair.Value.Message.Message))];
    });

    public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken) => Do(() =>
    {
        var before = (state.Now() - olderThan).ToUnixTimeMilliseconds();
        return Remove([.. messages.Keys.Reverse().TakeWhile(place => place.At < before).Take(limit)]);
    });

    public ValueTask<int> RemoveAsync(long term, string? erasedBy, int limit, CancellationToken cancellationToken) => Do(() =>
    {
        if (erasedBy is not null) erased[term] = (state.Now(), erasedBy);
        return Remove([.. messages.Where(pair => pair.Value.Message.Terms.Contains(term)).Select(pair => pair.Key).Take(limit)]);
    });

    public ValueTask<(int Count, Guid? Last)> NoteAsync(string tenant, Guid? before, int limit, CancellationToken cancellationToken) => Do(() =>
    {
        var key = before is { } id ? state.Runs.GetValueOrDefault(id)?.Key ?? 0 : long.MaxValue;
        var runs = state.ByKey.Values.Reverse().Where(run => run.Key < key && run.Row.Tenant == tenant).Take(limit).ToList();
        runs.ForEach(Note);
        return (runs.Count, runs.Count < limit ? null : (Guid?)runs[^1].Row.Id);
    });

    /// <summary>Notes a run in the commit that is under way.</summary>
    public void Note(StoredRun run) => noted[run.Row.Id] = (run.Row.Seq, noted.TryGetValue(run.Row.Id, out var note) ? note.At : state.Now());

    /// <summary>A run goes, or is to be shown no more.</summary>
    public void Forget(StoredRun run, bool isHidden)
    {
        if (isHidden) erased[MessageTerms.Run(run.Row.Tenant, run.Row.Id)] = (Never, "");
        noted.Remove(run.Row.Id);
        Remove([.. messages.Where(pair => pair.Value.Run == run).Select(pair => pair.Key)]);
    }

    public IEnumerable<StoreItem> Items() => erased.OrderBy(pair => pair.Key).Select(pair => new MessageErasureItem(pair.Key, pair.Value.At, pair.Value.By));

    public void Import(MessageErasureItem item) => erased[item.Term] = (item.At, item.By);

    private static FollowedRun Followed(StoredRun run, int noted) => new(run.Key, run.Row, noted);

    private static FoundMessage Found(MessagePlace place, RunRow run, LoggedMessage message) =>
        new(place, run.Id, run.Thread, run.Graph, message with { At = DateTimeOffset.FromUnixTimeMilliseconds(place.At), Customer = null });

    private static bool IsWithin(MessagePlace place, MessageQuery query) =>
        !(query.Since is { } since && place.At < since.ToUnixTimeMilliseconds())
        && !(query.Until is { } until && place.At >= until.ToUnixTimeMilliseconds())
        && !(query.After is { } after && (place.At, place.Number).CompareTo((after.At, after.Number)) >= 0);

    private bool Insert(StoredRun run, IndexedMessage indexed)
    {
        var message = indexed.Message;
        if (indexed.Terms.Any(term => erased.TryGetValue(term, out var erasure) && erasure.At >= message.At)) return false;
        if (!known.Add((run.Row.Id, message.Seq, message.Part))) return false;
        messages.Add(new MessagePlace(message.At.ToUnixTimeMilliseconds(), ++lastNumber), (run, indexed));
        return true;
    }

    private int Remove(List<MessagePlace> places)
    {
        foreach (var place in places)
        {
            var gone = messages[place];
            messages.Remove(place);
            known.Remove((gone.Run.Row.Id, gone.Message.Message.Seq, gone.Message.Message.Part));
        }

        return places.Count;
    }

    private ValueTask<T> Do<T>(Func<T> work)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(work());
        }
    }
}
