using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;
using Baton.Postgres.Runs;

namespace Baton.Postgres.Writing;

/// <summary>An acceptance on its way.</summary>
internal sealed class AcceptItem : WriteItem
{
    private readonly TaskCompletionSource<AcceptOutcome> completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private AcceptOutcome? outcome;

    public AcceptItem(RunAcceptance wish, long token, CancellationToken cancellationToken)
    {
        Wish = wish;
        Token = token;
        Cancellation = cancellationToken;
    }

    public RunAcceptance Wish { get; }

    /// <summary>Names this acceptance: a run that has it was made by it.</summary>
    public long Token { get; }

    public Task<AcceptOutcome> Task => completion.Task;

    public override object Order => this;

    /// <summary>True where it may go with others: on no thread, or on one that is there and has no run.</summary>
    public bool IsSimple => Wish is { IsEdit: false, EndedAs: null, Entries.Count: 1 };

    public void Accept(long key, bool startsAtOnce, DateTimeOffset now)
    {
        var row = NewRow.Of(Wish, startsAtOnce ? RunStatus.Running : RunStatus.Pending, isQueued: false, now);
        outcome = new(AcceptStatus.Accepted, row, startsAtOnce ? new(Wish.Id, key, Wish.Owner!.Value, row.Epoch) : null);
        IsSettled = true;
    }

    public override async Task ExecuteAsync(Database database, SemaphoreSlim places, CancellationToken cancellationToken)
    {
        outcome = await database.WriteAsync(
            session => new Acceptance(session, Wish, Token).AcceptAsync(), TimeSpan.MaxValue, cancellationToken, places);
        IsSettled = true;
    }

    protected override void Succeed() => completion.SetResult(outcome!);

    protected override void Fail(Exception exception) => completion.SetException(exception);
}
