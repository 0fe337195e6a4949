using System.Text.Json;
using Baton.Agents.Loop;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Agents.Cost.Kill;

/// <summary>
/// Which calls the switch holds back, so that they can be told of its release. A note that is lost costs nothing but time: a call looks again
/// by itself.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class HeldCalls(IStore? store)
{
    public const string Collection = "held_calls";

    // The calls of all tenants are read together, as the switches are.
    private const string Owner = "default";
    private const int PageSize = 500;
    private const int MostPages = 40;

    /// <summary>Notes a call that is held back; one that is noted already stays.</summary>
    public async ValueTask NoteAsync(AgentVisit visit, EffectCall call)
    {
        if (store is null) return;
        var value = JsonSerializer.SerializeToElement(new HeldCall(visit.Context.Run.RunId, CallPlace.Of(visit)), BatonJson.Options);
        try
        {
            await store.Records.ApplyAsync(Owner, [new RecordChange(Collection, call.Key, null, value)], CancellationToken.None);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            // It looks again by itself.
        }
    }

    /// <summary>
    /// Releases calls that nothing holds any more. A note goes once its call was told: what a fault left over is told the next time, and of two
    /// servers that ask at once both may tell one, which does no harm.
    /// </summary>
    /// <param name="stops">What is held still.</param>
    /// <param name="most">How many at most.</param>
    /// <param name="release">Tells a call.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many were released.</returns>
    public async ValueTask<int> ReleaseAsync(Func<CallPlace, bool> stops, int most, Func<HeldCall, ValueTask> release, CancellationToken cancellationToken)
    {
        var released = 0;
        if (store is null) return released;
        for (var (page, offset) = (0, 0); page < MostPages && released < most; page++)
        {
            var records = await store.Records.QueryAsync(Owner, Collection, "", offset, PageSize, cancellationToken);
            var free = records.Select(record => (record, Call: record.Value.Deserialize<HeldCall>(BatonJson.Options)!)).Where(held => !stops(held.Call.Place)).Take(most - released).ToList();
            foreach (var (record, call) in free)
            {
                // Another server may have been faster.
                if ((await store.Records.FindAsync(Owner, Collection, record.Id, cancellationToken))?.Version != record.Version) continue;
                await release(call);
                await store.Records.ApplyAsync(Owner, [new RecordChange(Collection, record.Id, record.Version, null)], cancellationToken);
                released++;
            }

            if (records.Count < PageSize) break;
            offset += PageSize - free.Count;
        }

        return released;
    }
}

/// <summary>A call that is held back.</summary>
internal sealed record HeldCall(Guid Run, CallPlace Place);
