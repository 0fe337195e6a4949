using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;

namespace Baton.Stores.Tests.Contract;

/// <summary>What every store promises, one subclass a capability. A driver's suite is one line for each.</summary>
public abstract class StoreContract<TSubject> : IAsyncLifetime
    where TSubject : StoreSubject, new()
{
    protected static readonly TimeSpan Lease = TimeSpan.FromSeconds(10);

    // Time passes in tests without a heartbeat; those about leases shorten it.
    private static readonly TimeSpan LongLease = TimeSpan.FromDays(365);
    private int lastId;

    protected TSubject Subject { get; } = new();

    protected FakeTime Time => Subject.Time;

    protected IStore Store { get; private set; } = null!;

    protected long Server { get; private set; }

    protected static CancellationToken Stop => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Store = Subject.Create();
        await Store.OpenAsync(Stop);
        Server = await Store.Servers.RegisterAsync("first", LongLease, Stop);
    }

    public async ValueTask DisposeAsync()
    {
        if (TestContext.Current.TestState?.Result == TestResult.Failed)
        {
            TestContext.Current.SendDiagnosticMessage(Subject.DebugInfo());
        }

        if (Store is not null)
        {
            await Store.DisposeAsync();
            Subject.CleanUp();
        }

        GC.SuppressFinalize(this);
    }

    protected void AdvanceTime(TimeSpan by) => Subject.AdvanceTime(by);

    protected Guid NewId() => new(++lastId, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    protected static JsonElement Json(string text) => JsonElement.Parse(text);

    protected JournalEntry Entry(int seq, string text = "{}", EntryKind kind = EntryKind.Checkpoint) =>
        new(seq, kind, Time.GetUtcNow(), System.Text.Encoding.UTF8.GetBytes(text));

    protected RunAcceptance Wish(string? thread = null, Guid? id = null) =>
        new("default", id ?? NewId(), "desk", 1, "support", [Entry(1, kind: EntryKind.RunStarted)])
        {
            Assistant = "desk",
            Thread = thread,
            CreateThread = true,
            Owner = Server,
        };

    protected ValueTask<AcceptOutcome> Accept(RunAcceptance wish) => Store.Runs.AcceptAsync(wish, Stop);

    /// <summary>Accepts a run that starts at once.</summary>
    protected async Task<RunLease> Start(string? thread = null)
    {
        var outcome = await Accept(Wish(thread));
        Assert.Equal(AcceptStatus.Accepted, outcome.Status);
        return Assert.IsType<RunLease>(outcome.Lease);
    }

    protected ValueTask<AppendOutcome> Append(RunLease lease, params JournalEntry[] entries) =>
        Store.Runs.AppendAsync(new(lease, entries), Stop);

    protected async Task<AppendOutcome> Finish(RunLease lease, int seq, RunStatus status = RunStatus.Success, CheckpointRef? head = null) =>
        await Store.Runs.AppendAsync(
            new(lease, [Entry(seq, kind: EntryKind.RunFinished)]) { Transition = new(status, long.MaxValue) { Head = head } }, Stop);

    protected async Task<AppendOutcome> Park(RunLease lease, int seq, TimeSpan? wakeAfter = null, RunStatus status = RunStatus.Waiting, params TicketRow[] tickets) =>
        await Store.Runs.AppendAsync(
            new(lease, [Entry(seq, kind: EntryKind.TicketOpened)]) { Transition = new(status, 0) { WakeAfter = wakeAfter }, Open = tickets }, Stop);

    protected async Task<RunRow> Row(Guid run)
    {
        var row = await Store.Runs.FindAsync("default", run, Stop);
        return Assert.IsType<RunRow>(row);
    }

    protected async Task<ThreadRow> Thread(string id)
    {
        var row = await Store.Threads.FindAsync("default", id, Stop);
        return Assert.IsType<ThreadRow>(row);
    }

    protected async Task<IReadOnlyList<ClaimedRun>> Claim(long? owner = null, int count = 10, string pool = "support") =>
        await Store.Runs.ClaimAsync(new(owner ?? Server, new Dictionary<string, int>(StringComparer.Ordinal) { [pool] = count }), Stop);

    protected static TicketRow Ticket(string id, Guid run, TicketKind kind = TicketKind.Approval) => new(id, run, kind, "ask#1");

    protected ValueTask<SendOutcome> Answer(Guid run, string ticket, string value, string? key = null) =>
        Store.Runs.SendAsync(new("default", run, InboxKind.Answer) { Ticket = ticket, Value = Json(value), Key = key, By = "ann" }, Stop);

    protected ValueTask<SendOutcome> Cancel(Guid run) =>
        Store.Runs.SendAsync(new("default", run, InboxKind.Cancel) { Name = "interrupt", Value = Json("\"enough\"") }, Stop);
}
