using Baton.Engine.Runs;

namespace Baton.Engine.Stores.InMemory;

/// <summary>One server at a time: memory is not shared, so every other incarnation is a thing of the past.</summary>
internal sealed class InMemoryServers(InMemoryState state) : IServerStore
{
    public ValueTask<long> RegisterAsync(string name, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            state.ServerIsAlive[++state.LastServer] = true;
            return ValueTask.FromResult(state.LastServer);
        }
    }

    public ValueTask<DateTimeOffset?> HeartbeatAsync(long incarnation, TimeSpan lease, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            return ValueTask.FromResult(state.ServerIsAlive.GetValueOrDefault(incarnation) ? state.Now() : (DateTimeOffset?)null);
        }
    }

    public ValueTask<int> ReapAsync(long incarnation, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            if (!state.ServerIsAlive.GetValueOrDefault(incarnation)) return ValueTask.FromResult(0);
            foreach (var other in state.ServerIsAlive.Keys.Where(other => other != incarnation).ToList())
            {
                state.ServerIsAlive[other] = false;
            }

            return ValueTask.FromResult(HandOn(owner => owner != incarnation));
        }
    }

    public ValueTask LeaveAsync(long incarnation, CancellationToken cancellationToken)
    {
        lock (state.Gate)
        {
            state.ServerIsAlive[incarnation] = false;
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
