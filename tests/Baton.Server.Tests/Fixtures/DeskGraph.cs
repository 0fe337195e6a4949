using Baton.Graphs;

namespace Baton.Server.Tests.Fixtures;

/// <summary>Pays once, asks inside its node, and asks once more in an approval.</summary>
internal static class DeskGraph
{
    public static GraphDefinition Define() => Graph
        .Define<AmountInput, AmountState, AmountOutput>("desk", version: 1)
        .Start(input => new AmountState(input.Amount, null))
        .Function("plan", state => state)
        .Function("inside", async (state, context) => state with { Amount = await context.AskAsync<int>(new Question("amount", new Asked("how much?"))) })
        .Function("pay", async (state, context) =>
        {
            await context.EffectAsync("pay", _ => new ValueTask<bool>(true), new EffectOptions { AtMostOnce = true });
            return state;
        })
        .Approval<bool>("approve", _ => new Question("approve", new Asked("approve?")), (state, answer) => state with { Approved = answer })
        .Return(state => new AmountOutput(state.Amount, state.Approved));
}
