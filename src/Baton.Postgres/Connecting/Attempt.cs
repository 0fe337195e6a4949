using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>A change on its way, over as many tries as it takes: remembers whether a commit was sent whose reply never came.</summary>
internal sealed class Attempt<T>(Func<Session, Task<T>> work, Lanes lanes)
{
    private Lane? lane;
    private T? result;
    private bool mayBeHeld;

    /// <summary>True where a commit was sent and nobody knows what became of it.</summary>
    public bool IsUnsettled { get; private set; }

    /// <summary>1. settles the try before, 2. begins and marks, 3. does the work, 4. commits.</summary>
    public async Task<T> RunAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var session = new Session(connection, cancellationToken);

        // 1. settles the try before; where it was lost before its commit, its transaction may hold the lane for as long as nobody ends it
        if (mayBeHeld && !IsUnsettled)
        {
            lane = null;
        }

        lane ??= await lanes.RentAsync(session);
        if (IsUnsettled)
        {
            var hasCommitted = await lane.HasCommittedAsync(session);
            IsUnsettled = false;
            mayBeHeld = false;
            if (hasCommitted)
            {
                return result!;
            }
        }

        // 2. begins and marks
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        mayBeHeld = true;
        try
        {
            if (!await lane.MarkAsync(session))
            {
                lane = await lanes.RentAsync(session);
                await lane.MarkAsync(session);
            }

            // 3. does the work
            result = await work(session);
        }
        catch (Exception exception) when (!Failures.IsUnknown(exception))
        {
            mayBeHeld = false;
            throw;
        }

        if (session.IsDiscarded)
        {
            await transaction.RollbackAsync(CancellationToken.None);
            mayBeHeld = false;
            return result;
        }

        // 4. commits
        cancellationToken.ThrowIfCancellationRequested();
        IsUnsettled = true;
        try
        {
            await transaction.CommitAsync(CancellationToken.None);
            (IsUnsettled, mayBeHeld) = (false, false);
            return result;
        }
        catch (Exception exception) when (!Failures.IsUnknown(exception))
        {
            (IsUnsettled, mayBeHeld) = (false, false);
            throw;
        }
    }

    /// <summary>
    /// Gives the lane back. One that still waits to be settled is left alone: its next user would take its number for its own. So is one whose
    /// transaction may not have ended: its next user would wait for it.
    /// </summary>
    public void End()
    {
        if (lane is not null && !IsUnsettled && !mayBeHeld)
        {
            lanes.Return(lane);
        }
    }
}
