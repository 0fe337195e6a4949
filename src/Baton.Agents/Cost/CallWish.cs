using Baton.Agents.Cost.Kill;
using Baton.Agents.Loop;
using Baton.Engine.Costs;
using Baton.Graphs;

namespace Baton.Agents.Cost;

/// <summary>A call that wants to be let through: where it comes from, for whom, and what it comes to at most.</summary>
/// <param name="Place">Where it comes from.</param>
/// <param name="Key">What tells it from others: hexadecimal.</param>
/// <param name="Estimate">What it comes to at most.</param>
internal sealed record CallWish(CallPlace Place, string Key, Func<CallCost> Estimate)
{
    /// <summary>For whom it is made, or null.</summary>
    public string? User { get; init; }

    /// <summary>What the model's tokens cost; null where unknown.</summary>
    public ModelPrices? Prices { get; init; }

    /// <summary>Tells the run's events of something; null where there is no run.</summary>
    public Action<object>? Emit { get; init; }

    /// <summary>That of an agent's model call.</summary>
    public static CallWish Of(AgentVisit visit, EffectCall call) => new(CallPlace.Of(visit), call.Key, () => CallEstimate.Of(visit))
    {
        User = CostLabels.Of(visit.Context.Run).User,
        Prices = visit.Model.Prices,
        Emit = visit.Context.Emit,
    };
}
