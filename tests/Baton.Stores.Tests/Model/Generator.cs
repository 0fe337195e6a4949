using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Stores.Tests.Model;

/// <summary>Draws operations: mostly sensible ones, with stale leases, wrong numbers and repetitions among them.</summary>
internal sealed class Generator(World world)
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] Threads = ["a", "b", "c"];
    private static readonly string[] Keys = ["k1", "k2", "k3"];
    private static readonly RunStatus[] Ends = [RunStatus.Success, RunStatus.Error, RunStatus.Cancelled, RunStatus.Timeout];
    private static readonly RunStatus[] Parks = [RunStatus.Waiting, RunStatus.Waiting, RunStatus.Sleeping, RunStatus.Pending];

    public Operation Next() => world.Number(100) switch
    {
        < 22 => Accept(),
        < 38 when world.Leases.Count > 0 => Append(null),
        < 52 when world.Leases.Count > 0 => Append(Park()),
        < 62 when world.Leases.Count > 0 => Append(End()),
        < 70 => Claim(),
        < 78 when world.Tickets.Count > 0 => Answer(),
        < 84 when world.Runs.Count > 0 => Send(),
        < 90 => Wake(),
        < 93 => Servers(),
        < 96 => Records(),
        _ => Housekeeping(),
    };

    private Operation Accept()
    {
        var thread = world.Maybe(75, Threads);
        var isEdit = thread is not null && world.Chance(10);
        var id = world.Runs.Count > 0 && world.Chance(3) ? world.Pick(world.Runs) : world.NewId();
        var wish = new RunAcceptance(world.Tenant, id, world.Chance(95) ? "desk" : "sales", 1, $"{world.Tenant}-pool", Entries(1))
        {
            Assistant = "desk",
            Thread = thread,
            CreateThread = world.Chance(90),
            ExpectedHead = isEdit && world.Chance(80) ? world.Heads.GetValueOrDefault(thread!) : null,
            Strategy = (MultitaskStrategy)world.Number(4),
            WhileWaiting = (WhileWaiting)world.Number(3),
            DeliverInput = Value(),
            IdempotencyKey = world.Maybe(15, Keys),
            Owner = world.Chance(60) ? world.PickRecent(world.Servers) : null,
            Delay = world.Chance(15) ? TimeSpan.FromSeconds(world.Number(90)) : TimeSpan.Zero,
            IsEdit = isEdit,
            KeepsTime = isEdit && world.Chance(40),
            EndedAs = isEdit ? RunStatus.Success : null,
            Metadata = world.Chance(20) ? Value() : null,
            Parent = world.Parents.GetValueOrDefault(id) ?? NewParent(),
            QueueLimit = world.Chance(15) ? world.Number(4) : null,
        };
        if (wish.Parent is { } parent)
        {
            world.Parents[id] = parent;
        }

        return Operation.Of($"accept {JsonSerializer.Serialize(wish, StoreJson.Options)}", store => store.Runs.AcceptAsync(wish, None));
    }

    private ParentRef? NewParent()
    {
        if (world.Tickets.Count == 0 || !world.Chance(20))
        {
            return null;
        }

        var ticket = world.Pick(world.Tickets);
        return new(ticket.Run, ticket.Id, ticket.Run);
    }

    private Operation Append(RunTransition? transition)
    {
        var lease = world.PickLease();
        var seq = world.Tails.GetValueOrDefault(lease.Run) + (world.Chance(95) ? 1 : world.Number(3));
        var (seen, takes) = (world.Chance(80) ? world.Seen.GetValueOrDefault(lease.Run) : 0, world.Chance(30));
        var tail = world.Tails.GetValueOrDefault(lease.Run);
        var append = new JournalAppend(lease, transition is not null && world.Chance(20) ? [] : Entries(seq))
        {
            Transition = transition is null ? null : transition with
            {
                Head = world.Chance(60) ? new(lease.Run, Math.Max(1, tail)) : null,
                ToParent = transition.Status.HasEnded() && world.Parents.TryGetValue(lease.Run, out var parent)
                    ? new(world.Tenant, parent.Run, InboxKind.ChildEnded) { Ticket = parent.Ticket, Value = Value() }
                    : null,
            },
            Open = world.Chance(transition is null ? 10 : 60) ? [NewTicket(lease.Run)] : [],
            Close = world.Tickets.Count > 0 && world.Chance(10) ? [world.Pick(world.Tickets).Id] : [],
            Records = world.Chance(10) ? [Change()] : [],
            Outbox = world.Chance(10) ? [new("https://example.org/", "k", new byte[3])] : [],
        };
        return Operation.Of(
            $"append {JsonSerializer.Serialize(append, StoreJson.Options)}, {seen} inbox rows seen{(takes ? " and taken" : "")}",
            store => AppendAsync(store, append with { Lease = world.LeaseOf(store, append.Lease) }, seen, takes));
    }

    /// <summary>The same append for any store, whatever numbers it gave to runs and inbox rows.</summary>
    private static async ValueTask<AppendOutcome> AppendAsync(IStore store, JournalAppend append, int seen, bool takes)
    {
        var last = seen == 0 ? 0 : (await store.Runs.ReceiveAsync(append.Lease.Run, 0, None))[seen - 1].Id;
        return await store.Runs.AppendAsync(
            append with
            {
                Transition = append.Transition is { } transition ? transition with { SeenInbox = last } : null,
                InboxTaken = takes ? last : null,
            },
            None);
    }

    private RunTransition Park() =>
        new(world.Pick(Parks), 0) { WakeAfter = world.Chance(50) ? TimeSpan.FromSeconds(world.Number(120)) : null };

    private RunTransition End()
    {
        var status = world.Pick(Ends);
        return new(status, 0) { RolledBack = status == RunStatus.Cancelled && world.Chance(40), ErrorCode = status == RunStatus.Error ? "BTN2002" : null };
    }

    private TicketRow NewTicket(Guid run)
    {
        var ticket = world.Tickets.Count > 0 && world.Chance(10)
            ? world.Pick(world.Tickets)
            : new TicketRow($"{world.Tenant}-{world.Tickets.Count:d4}", run, (TicketKind)world.Number(6), "ask#1") { Value = Value(), Deadline = world.Chance(25) ? world.Time.GetUtcNow().AddSeconds(world.Number(90)) : null };
        if (!world.Tickets.Contains(ticket))
        {
            world.Tickets.Add(ticket);
        }

        return ticket;
    }

    private Operation Claim()
    {
        var pools = new Dictionary<string, int>(StringComparer.Ordinal) { [$"{world.Tenant}-pool"] = 1 + world.Number(3) };
        var after = new Dictionary<string, RunFlow>(StringComparer.Ordinal);
        if (world.Chance(50)) after[$"{world.Tenant}-pool"] = new(world.Tenant, world.Chance(50) ? "desk" : "a");
        var claim = new RunClaim(world.PickRecent(world.Servers), pools) { After = after };
        return Operation.Of($"claim {claim.Owner}", async store => Bare(await store.Runs.ClaimAsync(claim, None)));
    }

    // What a store brings with a claim, or says of the inbox, saves a look and is not the same in all of them.
    private static IReadOnlyList<ClaimedRun> Bare(IReadOnlyList<ClaimedRun> claimed) => [.. claimed.Select(run => run with { Entries = null, IsInboxEmpty = false })];

    private Operation Answer()
    {
        var ticket = world.PickRecent(world.Tickets);
        var kind = world.Chance(80) ? InboxKind.Answer : InboxKind.ChildEnded;
        return Send(new(world.Tenant, world.Chance(95) ? ticket.Run : world.Pick(world.Runs), kind)
        {
            Ticket = world.Chance(97) ? ticket.Id : "unknown",
            Value = Value(),
            Key = world.Maybe(40, Keys),
        });
    }

    private Operation Send()
    {
        var run = world.PickRecent(world.Runs);
        return Send(world.Chance(50)
            ? new(world.Tenant, run, InboxKind.Cancel) { Name = world.Chance(50) ? "interrupt" : "rollback" }
            : new(world.Tenant, run, InboxKind.Event) { Name = "paid", Value = Value(), Key = world.Maybe(50, Keys) });
    }

    private static Operation Send(InboxMessage message) =>
        Operation.Of($"send {JsonSerializer.Serialize(message, StoreJson.Options)}", store => store.Runs.SendAsync(message, None));

    private Operation Wake()
    {
        world.Time.Advance(TimeSpan.FromMilliseconds(world.Number(60_000)));
        var limit = 1 + world.Number(3);
        var places = new Dictionary<string, int>(StringComparer.Ordinal) { [$"{world.Tenant}-pool"] = 1 + world.Number(3) };
        var claim = world.Chance(50) ? new RunClaim(world.PickRecent(world.Servers), places) : null;
        return Operation.Of($"wake {limit} at {world.Time.GetUtcNow():O} for {claim?.Owner}", async store =>
        {
            var outcome = await store.Runs.WakeDueAsync(limit, claim, None);
            return outcome with { Claimed = Bare(outcome.Claimed) };
        });
    }

    private Operation Servers()
    {
        var server = world.PickRecent(world.Servers);
        var lease = TimeSpan.FromSeconds(10);
        return world.Number(4) switch
        {
            0 => Operation.Of("register", store => store.Servers.RegisterAsync("server", lease, None)),
            1 => Operation.Of($"reap for {server}", store => store.Servers.ReapAsync(server, None)),
            2 => Operation.Of($"heartbeat {server}", store => store.Servers.HeartbeatAsync(server, lease, None)),
            _ => Operation.Of($"leave {server}", store => store.Servers.LeaveAsync(server, None)),
        };
    }

    private Operation Records()
    {
        RecordChange[] changes = [Change(), Change()];
        var id = world.Messages.Count > 0 ? world.Pick(world.Messages) : 1;
        return world.Number(4) switch
        {
            0 => Operation.Of("take messages", store => store.Outbox.TakeAsync(2, TimeSpan.FromSeconds(30), None)),
            1 => Operation.Of($"complete {id}", store => store.Outbox.CompleteAsync(id, None)),
            2 => Operation.Of($"retry {id}", store => store.Outbox.RetryAsync(id, TimeSpan.FromSeconds(5), None)),
            _ => Operation.Of("change records", store => store.Records.ApplyAsync(world.Tenant, changes, None)),
        };
    }

    private Operation Housekeeping()
    {
        var thread = world.Pick(Threads);
        var run = world.Runs.Count > 0 ? world.Pick(world.Runs) : Guid.Empty;
        var metadata = Value();
        var trim = new ThreadTrim(
            world.Tenant, thread, world.Heads.GetValueOrDefault(thread) ?? new(run, 1), run, world.Chance(50) ? [] : [world.Runs.Count > 0 ? world.Pick(world.Runs) : run], 1 + world.Number(3));
        return world.Number(8) switch
        {
            5 => Operation.Of("prune records", store => store.Records.PruneAsync("notes", TimeSpan.FromMinutes(2), 1, None)),
            0 => Operation.Of("prune", store => store.Runs.PruneAsync(TimeSpan.FromMinutes(5), 2, None)),
            1 => Operation.Of($"delete run {run}", store => store.Runs.DeleteAsync(world.Tenant, run, None)),
            2 => Operation.Of($"delete thread {thread}", store => store.Threads.DeleteAsync(world.Tenant, thread, None)),
            4 => Operation.Of($"trim {thread} before {run}", store => store.Threads.TrimAsync(trim, None)),
            6 => Operation.Of("aged threads", store => store.Threads.AgedAsync(TimeSpan.FromMinutes(1), null, 2, None)),
            3 => Operation.Of($"update thread {thread}", store => store.Threads.UpdateAsync(world.Tenant, thread, metadata, None)),
            _ => Operation.Of($"create thread {thread}", store => store.Threads.CreateAsync(new(world.Tenant, thread), None)),
        };
    }

    private RecordChange Change() =>
        new("notes", world.Pick(Keys), world.Chance(70) ? world.Number(3) : null, world.Chance(80) ? Value() : null);

    private JsonElement Value() => JsonElement.Parse(world.Chance(15) ? "null" : $$"""{"n":{{world.Number(2)}}}""");

    private JournalEntry[] Entries(int first) => [.. Enumerable.Range(first, 1 + world.Number(3)).Select(world.Entry)];
}
