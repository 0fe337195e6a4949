using Baton.Agents.Cost.Budgets;
using Baton.Agents.Cost.Cache;
using Baton.Agents.Cost.Kill;
using Baton.Agents.Loop;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Cost;

/// <summary>
/// The one place that every model call passes, between its start entry and the wire: the kill switch, the cache, the budgets; and what is said of
/// it in the accounts.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class CallGate(KillSwitch kill, HeldCalls held, AnswerCache cache, CallBudgets budgets, TimeProvider time)
{
    /// <summary>Makes a call, or gives the answer that there is already.</summary>
    /// <param name="visit">Who calls.</param>
    /// <param name="useTools">Whether the model may ask for tools.</param>
    /// <param name="call">The try.</param>
    /// <param name="wire">Calls the model; what it is given is cancelled by the kill switch too.</param>
    /// <exception cref="CallHeldException">Not now: a limit of this minute, or the kill switch.</exception>
    /// <exception cref="BatonException">Not today: a budget is spent. Or the model failed.</exception>
    public async ValueTask<ModelAnswer> AskAsync(AgentVisit visit, bool useTools, EffectCall call, Func<GatedCall, ValueTask<ModelAnswer>> wire)
    {
        try
        {
            return await AskPassedAsync(visit, useTools, call, wire);
        }
        catch (CallHeldException exception) when (exception.Code == ErrorCodes.KillSwitchOn)
        {
            await held.NoteAsync(visit, call);
            throw;
        }
    }

    private async ValueTask<ModelAnswer> AskPassedAsync(AgentVisit visit, bool useTools, EffectCall call, Func<GatedCall, ValueTask<ModelAnswer>> wire)
    {
        var wish = CallWish.Of(visit, call);
        using var pass = await kill.EnterAsync(wish.Place, call.Cancellation);
        var gated = new GatedCall(call, visit.Model.Name, time, pass);
        try
        {
            return await cache.AnswerAsync(visit, useTools, gated, () => AskBudgetedAsync(visit, wish, gated, wire));
        }
        catch (Exception exception) when (pass.Token.IsCancellationRequested && !call.Cancellation.IsCancellationRequested)
        {
            throw KillSwitch.Held(exception);
        }
    }

    /// <summary>Makes a call that is no agent's own, such as an embedding: past the kill switch and the budgets.</summary>
    /// <param name="wish">Who calls.</param>
    /// <param name="wire">Calls the model; says what came and what it cost.</param>
    /// <param name="cancellation">Cuts it off.</param>
    /// <exception cref="CallHeldException">Not now: a limit of this minute, or the kill switch.</exception>
    /// <exception cref="BatonException">Not today: a budget is spent.</exception>
    public async ValueTask<T> PassAsync<T>(CallWish wish, Func<CancellationToken, ValueTask<(T Result, CallCost Cost)>> wire, CancellationToken cancellation)
    {
        using var pass = await kill.EnterAsync(wish.Place, cancellation);
        var hold = await budgets.ReserveAsync(wish, pass.Token);
        CallCost? cost = new CallCost(0, 0);
        try
        {
            (var result, cost) = await wire(pass.Token);
            return result;
        }
        catch (OperationCanceledException exception)
        {
            // Nobody knows what it costs that was cut off: as much as was reserved.
            cost = null;
            if (pass.IsCut && !cancellation.IsCancellationRequested) throw KillSwitch.Held(exception);
            throw;
        }
        finally
        {
            await budgets.SettleAsync(hold, cost, wish);
        }
    }

    private async ValueTask<ModelAnswer> AskBudgetedAsync(AgentVisit visit, CallWish wish, GatedCall call, Func<GatedCall, ValueTask<ModelAnswer>> wire)
    {
        var hold = await budgets.ReserveAsync(wish, call.Cancellation);
        try
        {
            call.Begin();
            var answer = await wire(call);
            // A provider that counts nothing is counted as it was estimated where there are limits, and as unknown in the accounts.
            call.Spend((call.Cost ?? CallEstimate.Of(visit)) with { Usage = Usage(visit, answer) });
            await budgets.SettleAsync(hold, call.Cost, wish);
            return answer;
        }
        catch (CallHeldException)
        {
            await budgets.ReleaseAsync(hold, wish);
            throw;
        }
        catch (Exception exception)
        {
            if (call.Cost is null) call.Spend(CostOfNothing(visit, wasCutOff: exception is OperationCanceledException));
            await budgets.SettleAsync(hold, call.Cost, wish);
            throw;
        }
    }

    /// <summary>What an answer cost whose tokens its provider counted, whatever becomes of it.</summary>
    public static CallCost Cost(AgentVisit visit, ModelAnswer answer) =>
        new(answer.Usage.InputTokens + answer.Usage.OutputTokens, answer.CostUsd) { Usage = Usage(visit, answer) };

    private static CallUsage Usage(AgentVisit visit, ModelAnswer answer) => new(visit.Agent.Name, visit.Model.Name)
    {
        InputTokens = answer.Usage.InputTokens,
        CachedInputTokens = answer.Usage.CachedInputTokens,
        OutputTokens = answer.Usage.OutputTokens,
        CostUsd = answer.CostUsd,
    };

    /// <summary>Nobody knows what a call costs that was cut off before anything came: as much as was estimated, for limits.</summary>
    private static CallCost CostOfNothing(AgentVisit visit, bool wasCutOff)
    {
        var usage = new CallUsage(visit.Agent.Name, visit.Model.Name) { CostUsd = wasCutOff ? null : 0 };
        return (wasCutOff ? CallEstimate.Of(visit) : new CallCost(0, 0)) with { Usage = usage };
    }
}
