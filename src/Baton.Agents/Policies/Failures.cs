using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Policies;

/// <summary>
/// The visits of an agent in a row, on a thread, whose first choice failed: a record for each, written together with the effect that counts
/// it, so that a visit counts once whatever crashes, and on every server. The first that succeeds removes them; they also go with the thread.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Failures(IStore? store)
{
    public const string Collection = ThreadNotes.Collection;

    // Asked for when it is used: agents are made before their store is open.
    private IRecordStore Records => store?.Records ?? throw new InvalidOperationException("'escalate_after' needs a store. Add one, such as UseSqlite(…).");

    /// <summary>Counts a failed visit.</summary>
    /// <param name="visit">The visit.</param>
    /// <param name="failure">Its failure.</param>
    /// <param name="enough">How many are counted at most.</param>
    /// <returns>How many there are in a row, this one included; at most <paramref name="enough"/>.</returns>
    public ValueTask<int> AddAsync(PolicyVisit visit, AgentFailure failure, int enough)
    {
        var (agent, run) = (visit.Agent.Name, visit.Context.Run);
        var request = JsonSerializer.SerializeToElement(new { agent, code = failure.Code }, BatonJson.Options);
        return visit.Context.EffectAsync("policy.failed", CountAsync, new EffectOptions { Request = request });

        async ValueTask<int> CountAsync(EffectCall call)
        {
            var present = await ListAsync(visit, enough, call.Cancellation);
            if (present.Count >= enough) return enough;
            var value = JsonSerializer.SerializeToElement(new { run = run.RunId, visit = visit.Context.Visit, code = failure.Code }, BatonJson.Options);
            call.Commit(new RecordChange(Collection, $"{Prefix(visit)}{Hash($"{run.RunId:N} {visit.Context.Visit}")}", null, value));
            return present.Count + 1;
        }
    }

    /// <summary>Forgets the failed visits before one that succeeded.</summary>
    public async ValueTask ForgetAsync(PolicyVisit visit)
    {
        if (!await visit.Context.RecordAsync("policy.had_failed", AnyAsync)) return;
        await visit.Context.EffectAsync("policy.recovered", RemoveAsync, new EffectOptions());

        async ValueTask<bool> AnyAsync(CancellationToken cancellation)
        {
            try
            {
                return (await ListAsync(visit, 1, cancellation)).Count > 0;
            }
            catch (TransientException)
            {
                // The effect finds out, and is tried again.
                return true;
            }
        }

        async ValueTask<int> RemoveAsync(EffectCall call)
        {
            var present = await ListAsync(visit, visit.Agent.Policies.EscalateAfter!.Value, call.Cancellation);
            foreach (var record in present) call.Commit(new RecordChange(Collection, record.Id, null, null));
            return present.Count;
        }
    }

    private async ValueTask<IReadOnlyList<StoredRecord>> ListAsync(PolicyVisit visit, int limit, CancellationToken cancellation)
    {
        try
        {
            return await Records.QueryAsync(visit.Context.Run.Tenant, Collection, Prefix(visit), 0, limit, cancellation);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            throw new TransientException("The store could not be read for an agent's failures.", null, exception);
        }
    }

    /// <summary>Where those of an agent on a thread lie; a run without a thread is on its own.</summary>
    private static string Prefix(PolicyVisit visit) => ThreadNotes.Id(visit.Context.Run.ThreadId ?? visit.Context.Run.RunId.ToString("N"), $"failures.{visit.Agent.Name}/");

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..32];
}
