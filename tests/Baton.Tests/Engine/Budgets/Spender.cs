using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine.Budgets;

/// <summary>Calls that cost what a test says, and graphs that make them.</summary>
internal static class Spender
{
    public static readonly RetryPolicy AtOnce = new(3, TimeSpan.Zero, 1, TimeSpan.Zero, 0);

    /// <summary>A call that is estimated at so many tokens, at a tenth of a cent each, and takes so many.</summary>
    public static ValueTask<string> SpendAsync(
        NodeContext context, string name, long estimate, long takes, Func<EffectCall, ValueTask>? during = null, RetryPolicy? retry = null) =>
        context.EffectAsync(
            name,
            async call =>
            {
                if (during is not null) await during(call);
                call.Spend(Cost(takes));
                return name;
            },
            new EffectOptions { Kind = EffectKind.Model, Estimate = () => Cost(estimate), Retry = retry ?? RetryPolicy.None });

    public static CallCost Cost(long tokens) => new(tokens, tokens * 0.001m);

    /// <summary>One node that makes calls one after another, each estimated and taking so many tokens.</summary>
    public static GraphDefinition InTurn(RunBudget budget, params (long Estimate, long Takes)[] calls) => Talk.Begin().Budget(budget)
        .Function("spend", async (state, context) =>
        {
            foreach (var (estimate, takes) in calls) state = state with { Lines = state.Lines.Add(await SpendAsync(context, "call", estimate, takes)) };
            return state;
        })
        .End();

    /// <summary>The code with which a run ended, or null.</summary>
    public static string? Code(RunResult result) => result.Error?.Code;

    public static Spending? Spent(IEnumerable<EntryBody> journal) => journal.OfType<RunFinished>().Single().Spent;

    public static void Refused(RunResult result) => Assert.Equal(ErrorCodes.BudgetSpent, Code(result));
}
