using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Testing;

namespace Baton.Stores.Tests.Model;

/// <summary>What a caller of the store has come to know; operations are drawn from it.</summary>
internal sealed class World(Random random, FakeTime time, string tenant)
{
    private readonly Dictionary<(IStore Store, Guid Run), long> keys = [];
    private int lastId;

    public string Tenant { get; } = tenant;

    public FakeTime Time { get; } = time;

    public List<Guid> Runs { get; } = [];

    /// <summary>Every lease ever given, so that stale ones are used too.</summary>
    public List<RunLease> Leases { get; } = [];

    /// <summary>The runs that somebody executes, with the epoch.</summary>
    public Dictionary<Guid, int> Owned { get; } = [];

    public List<TicketRow> Tickets { get; } = [];

    public List<long> Servers { get; } = [];

    public Dictionary<Guid, int> Tails { get; } = [];

    /// <summary>How many inbox rows of each run wait to be taken.</summary>
    public Dictionary<Guid, int> Seen { get; } = [];

    public Dictionary<string, CheckpointRef?> Heads { get; } = new(StringComparer.Ordinal);

    public Dictionary<Guid, ParentRef> Parents { get; } = [];

    public List<long> Messages { get; } = [];

    public bool Chance(int percent) => random.Next(100) < percent;

    public int Number(int below) => random.Next(below);

    public T Pick<T>(IReadOnlyList<T> items) => items[random.Next(items.Count)];

    /// <summary>Mostly one of the newest, sometimes any.</summary>
    public T PickRecent<T>(IReadOnlyList<T> items) => Chance(80) ? items[^(1 + random.Next(Math.Min(4, items.Count)))] : Pick(items);

    public T? Maybe<T>(int percent, IReadOnlyList<T> items)
        where T : class => items.Count > 0 && Chance(percent) ? Pick(items) : null;

    /// <summary>A run's lease with the key that a store gave to the run.</summary>
    public RunLease LeaseOf(IStore store, RunLease lease) => lease with { Key = keys.GetValueOrDefault((store, lease.Run)) };

    /// <summary>Notes the keys that a store gave to runs.</summary>
    public void LearnKeys(IStore store, object? outcome)
    {
        foreach (var lease in outcome switch
        {
            AcceptOutcome { Lease: { } lease } => [lease],
            IReadOnlyList<ClaimedRun> claimed => claimed.Select(run => run.Lease),
            WakeOutcome woken => woken.Claimed.Select(run => run.Lease),
            _ => [],
        })
        {
            keys[(store, lease.Run)] = lease.Key;
        }
    }

    /// <summary>Mostly one that still holds.</summary>
    public RunLease PickLease()
    {
        var valid = Leases.FindAll(lease => Owned.GetValueOrDefault(lease.Run) == lease.Epoch);
        return valid.Count > 0 && Chance(80) ? Pick(valid) : PickRecent(Leases);
    }

    public Guid NewId()
    {
        Span<byte> bytes = stackalloc byte[16];
        random.NextBytes(bytes);
        BitConverter.TryWriteBytes(bytes, ++lastId);
        return new(bytes);
    }

    public JournalEntry Entry(int seq) => new(seq, (EntryKind)(1 + random.Next(18)), Time.GetUtcNow(), new byte[random.Next(20)]);

    /// <summary>Takes over what an operation has brought.</summary>
    public void Learn(object? outcome)
    {
        switch (outcome)
        {
            case AcceptOutcome { Status: AcceptStatus.Accepted } accepted:
                Runs.Add(accepted.Run!.Id);
                if (accepted.Lease is { } lease)
                {
                    Leases.Add(lease);
                }

                break;
            case IReadOnlyList<ClaimedRun> claimed:
                Leases.AddRange(claimed.Select(run => run.Lease));
                break;
            case WakeOutcome woken:
                Leases.AddRange(woken.Claimed.Select(run => run.Lease));
                break;
            case IReadOnlyList<OutboxItem> taken:
                Messages.AddRange(taken.Select(item => item.Id));
                break;
            case long server:
                Servers.Add(server);
                break;
        }
    }
}
