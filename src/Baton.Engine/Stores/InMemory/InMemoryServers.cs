using Baton.Engine.Runs;

namespace Baton.Engine.Stores.InMemory;

/// <summary>
/// Usually one server at a time: memory is not shared, so every other incarnation is a thing of the past. Where leases count, a server is
/// one until its lease has run out.
/// </summary>
internal sealed class InMemoryServers(InMemoryState state) : IServerStore
{
    public ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            state.Leases[++state.LastServer] = state.Now() + lease;
            return ValueTask.FromResult(state.LastServer);
        }
    }

    public ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!state.Leases.ContainsKey(incarnation))
            {
                return ValueTask.FromResult<DateTimeOffset?>(null);
            }

            state.Leases[incarnation] = state.Now() + lease;
            return ValueTask.FromResult<DateTimeOffset?>(state.Now());
        }
    }

    public ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!state.Leases.ContainsKey(incarnation))
            {
                return ValueTask.FromResult(0);
            }

            foreach (var other in state.Leases.Keys.Where(other => other != incarnation && !(state.CountsLeases && state.IsAlive(other))).ToList())
            {
                state.Leases.Remove(other);
            }

            return ValueTask.FromResult(HandOn(owner => state.CountsLeases ? !state.Leases.ContainsKey(owner) : owner != incarnation));
        }
    }

    public ValueTask<ServerRow?> FindAsync(long incarnation, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(
                state.Leases.TryGetValue(incarnation, out var until) ? new ServerRow(incarnation, "this process", true, until - state.Now()) : null);
        }
    }

    public ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            state.Leases.Remove(incarnation);
            HandOn(owner => owner == incarnation);
            return ValueTask.CompletedTask;
        }
    }

    private int HandOn(Func<long, bool> fits)
    {
        var owned = state.ByKey.Values.Where(run => run.Row.Owner is { } owner && fits(owner)).ToList();
        owned.ForEach(run => state.Set(run, run.Row with { Status = RunStatus.Pending, Owner = null }));
        return owned.Count;
    }
}
