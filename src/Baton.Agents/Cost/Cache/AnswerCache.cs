using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Agents.Guardrails;
using Baton.Agents.Loop;
using Baton.Agents.Policies;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Cost.Cache;

/// <summary>
/// Answers that are given again to the very same request of the same tenant, for as long as the agent's file says. Of those who ask at once on
/// a server, one calls. What goes wrong here costs a call and nothing else.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class AnswerCache(IStore? store, TimeProvider time, ILogger<AnswerCache> log)
{
    public const string Collection = "model_answers";

    /// <summary>Longer answers are not kept.</summary>
    public const int MostCharacters = 65_536;

    private readonly ConcurrentDictionary<(string Tenant, string Key), TaskCompletionSource<ModelAnswer?>> _underWay = new();

    /// <summary>The answer that there is, or what <paramref name="ask"/> gives.</summary>
    public async ValueTask<ModelAnswer> AnswerAsync(AgentVisit visit, bool useTools, GatedCall call, Func<ValueTask<ModelAnswer>> ask)
    {
        // What asks for tools has consequences that the request does not tell of.
        if (visit.Agent.CacheTtl is not { } ttl || store is null || (useTools && visit.HasTools)) return await ask();
        var place = (visit.Context.Run.Tenant, AnswerKey.Of(visit));
        var owners = AnswerOwners.Of(visit);
        var mine = new TaskCompletionSource<ModelAnswer?>(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(place, mine);
        if (first != mine) return await first.Task.WaitAsync(call.Cancellation) is { } shared ? await GivenAsync(shared, place, owners, visit, call) : await ask();
        ModelAnswer? given = null;
        try
        {
            given = await FindAsync(place, ttl, call.Cancellation);
            if (given is not null) return await GivenAsync(given, place, owners, visit, call);
            var answer = await ask();
            if (!MayKeep(answer)) return answer;
            given = answer;
            await KeepAsync(place, owners, answer);
            return answer;
        }
        finally
        {
            _underWay.TryRemove(place, out _);
            mine.SetResult(given);
        }
    }

    private async ValueTask<ModelAnswer> GivenAsync(ModelAnswer answer, (string Tenant, string Key) place, IReadOnlyList<string> owners, AgentVisit visit, GatedCall call)
    {
        // Whoever is given an answer is noted with it: an erasure must find it, whoever asked first.
        if (owners.Count > 0) await NoteAsync(place, owners);
        return Given(answer, visit, call);
    }

    private async ValueTask NoteAsync((string Tenant, string Key) place, IReadOnlyList<string> owners)
    {
        try
        {
            await store!.Records.ApplyAsync(place.Tenant, [.. AnswerOwners.Notes(owners, place.Key)], CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    private static ModelAnswer Given(ModelAnswer answer, AgentVisit visit, GatedCall call)
    {
        call.Spend(new CallCost(0, 0) { Usage = new CallUsage(answer.Agent, call.Model) { CostUsd = 0, FromCache = true } });
        return answer with
        {
            Cached = true,
            CostUsd = 0,
            Usage = TokenUsage.None,
            LatencyMs = 0,
            FallbackFor = (visit.Context as ScopedContext)?.FallbackFor,
            FailoverFrom = visit.FailoverFrom,
        };
    }

    private static bool MayKeep(ModelAnswer answer) =>
        answer.ToolCalls.Count == 0 && answer.Text.Length is > 0 and <= MostCharacters && answer.FinishReason is null or "stop" && answer.Guardrails is null or { Action: GuardrailAction.Pass };

    private async ValueTask<ModelAnswer?> FindAsync((string Tenant, string Key) place, TimeSpan ttl, CancellationToken cancellation)
    {
        try
        {
            var record = await store!.Records.FindAsync(place.Tenant, Collection, place.Key, cancellation);
            return record is null || record.UpdatedAt + ttl <= time.GetUtcNow() ? null : record.Value.Deserialize<ModelAnswer>(BatonJson.Options);
        }
        catch (Exception exception) when (exception is not OperationCanceledException)
        {
            LogFailed(exception);
            return null;
        }
    }

    private async ValueTask KeepAsync((string Tenant, string Key) place, IReadOnlyList<string> owners, ModelAnswer answer)
    {
        try
        {
            var record = new RecordChange(Collection, place.Key, null, JsonSerializer.SerializeToElement(answer, BatonJson.Options));
            await store!.Records.ApplyAsync(place.Tenant, [record, .. AnswerOwners.Notes(owners, place.Key)], CancellationToken.None);
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    [LoggerMessage(EventId = 254, Level = LogLevel.Warning, Message = "The cache of answers could not be used; the model is called.")]
    private partial void LogFailed(Exception exception);
}
