using Baton.Engine.Stores.Transfer;
using Baton.Graphs;

namespace Baton.Engine.Stores.InMemory;

internal sealed class InMemoryCases(InMemoryState state, InMemoryCosts costs) : ICaseStore
{
    private static readonly TimeSpan LongestDelay = TimeSpan.FromMinutes(10);
    private readonly Dictionary<(string Tenant, string Thread), CaseItem> items = [];
    private readonly Dictionary<CaseTallyKey, byte[]> tallies = [];

    public ValueTask<CaseRow?> FindAsync(string tenant, string thread, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(Present(tenant, thread)?.Case);
        }
    }

    public ValueTask<IReadOnlyList<CaseRow>> QueryAsync(CaseQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var order = Comparer<CaseCursor>.Create(Compare);
            var rows = items.Values.Where(item => !item.IsGone).Select(item => item.Case);
            var sorted = query.OldestFirst ? rows.OrderBy(CaseCursor.Of, order) : rows.OrderByDescending(CaseCursor.Of, order);
            return ValueTask.FromResult<IReadOnlyList<CaseRow>>([.. sorted.Where(row => Fits(row, query)).Take(query.Limit)]);
        }
    }

    public ValueTask<string?> ThreadOfAsync(string tenant, Guid run, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var item = items.Values.FirstOrDefault(item => !item.IsGone && item.Case.Tenant == tenant && (item.Case.Run == run || item.Runs.ContainsKey(run)));
            return ValueTask.FromResult(item?.Case.Thread);
        }
    }

    public ValueTask<int> FoldAsync(int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var due = items.Values.Where(item => item.IsDirty && (item.Case.UpdatedAt < state.Now() - LongestDelay || !IsAtWork(item.Case))).Take(limit).ToList();
            var changes = new CaseTallyChanges();
            foreach (var item in due) Count(item, changes);
            foreach (var (key, change) in changes.All)
            {
                if (tallies.TryGetValue(key, out var present)) change.Add(present);
                tallies[key] = change.ToBytes();
            }

            return ValueTask.FromResult(due.Count);
        }
    }

    public ValueTask<CaseTallies> TalliesAsync(CaseTallyQuery query, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var sum = new CaseTallies();
            foreach (var (key, tally) in tallies.Where(pair => pair.Key.Tenant == query.Tenant && Fits(query, pair.Key.Day, pair.Key.Graph))) sum.Add(key.Dimension, key.Name, tally);
            foreach (var item in items.Values.Where(item => item.IsDirty && item.Case.Tenant == query.Tenant))
            {
                var (before, after) = (item.Counted, item.IsGone ? null : CaseCount.Of(item.Case, item.NanoUsd));
                sum.Replace(before is not null && Fits(query, before.Day, before.Graph) ? before : null, after is not null && Fits(query, after.Day, after.Graph) ? after : null);
            }

            return ValueTask.FromResult(sum);
        }
    }

    public ValueTask<int> PruneAsync(TimeSpan olderThan, int limit, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var before = state.Now() - olderThan;
            var going = items.Where(pair => !pair.Value.IsDirty && pair.Value.Case.UpdatedAt < before && !state.Threads.ContainsKey(pair.Key)).Take(limit).ToList();
            going.ForEach(pair => items.Remove(pair.Key));
            return ValueTask.FromResult(going.Count);
        }
    }

    public ValueTask<IReadOnlyList<string>> EraseAsync(string tenant, string customer, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            var theirs = items.Values.Where(item => item.Case.Tenant == tenant && item.Case.Facts.Customer == customer).ToList();
            foreach (var item in theirs)
            {
                var facts = item.Case.Facts with { Customer = null, EscalationReason = null, Summary = null };
                items[(tenant, item.Case.Thread)] = item with { Case = item.Case with { Facts = facts } };
            }

            return ValueTask.FromResult<IReadOnlyList<string>>([.. theirs.Select(item => item.Case.Thread).Order(StringComparer.Ordinal)]);
        }
    }

    /// <summary>Writes what an append changes, where its run is the one that its thread is about. The caller holds the gate.</summary>
    public void Apply(StoredRun run, IReadOnlyList<CaseChange> changes)
    {
        if (state.ThreadOf(run)?.Active == run) Apply(changes);
    }

    public void Apply(IReadOnlyList<CaseChange> changes)
    {
        foreach (var change in changes)
        {
            if (change.Facts is null) Remove(change.Tenant, change.Thread);
            else Put(CaseRow.After(Present(change.Tenant, change.Thread)?.Case, change));
        }
    }

    public IEnumerable<StoreItem> Items() =>
        items.Values.OrderBy(item => item.Case.Tenant, StringComparer.Ordinal).ThenBy(item => item.Case.Thread, StringComparer.Ordinal)
            .Concat<StoreItem>(tallies.Select(pair => new TallyItem(pair.Key, pair.Value)));

    public void Import(CaseItem item) => items.Add((item.Case.Tenant, item.Case.Thread), item);

    public void Import(TallyItem item) => tallies.Add(item.Key, item.Tally.ToArray());

    public void Remove(string tenant, string thread)
    {
        if (!items.TryGetValue((tenant, thread), out var item)) return;
        var facts = item.Case.Facts with { Customer = null, EscalationReason = null, Summary = null };
        items[(tenant, thread)] = item with { Case = item.Case with { Facts = facts }, IsGone = true, IsDirty = true };
    }

    /// <summary>Has a case counted again.</summary>
    public void Mark(string tenant, string thread)
    {
        if (items.TryGetValue((tenant, thread), out var item)) items[(tenant, thread)] = item with { IsDirty = true };
    }

    private CaseItem? Present(string tenant, string thread) => items.TryGetValue((tenant, thread), out var item) && !item.IsGone ? item : null;

    private void Put(CaseRow row)
    {
        var present = items.GetValueOrDefault((row.Tenant, row.Thread)) ?? new CaseItem(row);
        items[(row.Tenant, row.Thread)] = present with { Case = row, IsDirty = true, IsGone = false };
    }

    private void Count(CaseItem item, CaseTallyChanges changes)
    {
        var place = (item.Case.Tenant, item.Case.Thread);
        if (item.IsGone)
        {
            changes.Replace(item.Case.Tenant, item.Counted, null);
            items.Remove(place);
            return;
        }

        var runs = new Dictionary<Guid, long>(item.Runs);
        foreach (var run in state.Threads.GetValueOrDefault(place)?.Runs ?? [])
        {
            runs[run.Row.Id] = Math.Max(runs.GetValueOrDefault(run.Row.Id), CostOf(run.Row.Id));
        }

        var count = CaseCount.Of(item.Case, runs.Values.Sum());
        changes.Replace(item.Case.Tenant, item.Counted, count);
        items[place] = item with { Counted = count, IsDirty = false, NanoUsd = count.NanoUsd, Runs = runs };
    }

    private long CostOf(Guid run) =>
        costs.Of(run) + state.Runs.Values.Where(child => child.Row.Parent?.Run == run).Sum(child => CostOf(child.Row.Id));

    private bool IsAtWork(CaseRow row) => state.Threads.GetValueOrDefault((row.Tenant, row.Thread))?.Active?.Row.Status is Runs.RunStatus.Pending or Runs.RunStatus.Running;

    private static bool Fits(CaseTallyQuery query, DateOnly day, string graph) => day >= query.From && day <= query.To && (query.Graph is null || query.Graph == graph);

    private static bool Fits(CaseRow row, CaseQuery query) =>
        row.Tenant == query.Tenant
        && (!query.IsActive || row.Facts.Status != CaseStatus.Resolved)
        && (query.Statuses is null || query.Statuses.Contains(row.Facts.Status))
        && Is(query.Graph, row.Graph) && Is(query.Category, row.Facts.Category) && Is(query.Priority, row.Facts.Priority)
        && Is(query.Agent, row.Facts.Agent) && Is(query.Customer, row.Facts.Customer)
        && !(row.OpenedAt < query.Since) && !(row.OpenedAt >= query.Until)
        && (query.After is not { } after || (query.OldestFirst ? Compare(CaseCursor.Of(row), after) > 0 : Compare(CaseCursor.Of(row), after) < 0));

    private static bool Is(string? wish, string? value) => wish is null || wish == value;

    private static int Compare(CaseCursor one, CaseCursor other) =>
        one.OpenedAt.CompareTo(other.OpenedAt) is var times and not 0 ? times : string.CompareOrdinal(one.Thread, other.Thread);
}
