using Baton.Calls.Settings;

namespace Baton.Calls.Flow;

/// <summary>What whoever streams a turn is told before agents are asked.</summary>
/// <param name="IntentFlowId">The stage.</param>
/// <param name="FlowLabel">Its label.</param>
/// <param name="Intent">The intent, given or recognised.</param>
/// <param name="Agents">The agents that are asked; empty where none is.</param>
internal sealed record TurnNotice(int IntentFlowId, string FlowLabel, string Intent, IReadOnlyList<string> Agents)
{
    public static TurnNotice Of(CallTurn turn, CallStage? stage) => new(turn.FlowId, stage?.Label ?? "", turn.Intent, turn.Agents);
}
