using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

/// <summary>Graphs that between them use every kind of node. Golden histories were recorded from them: change one only with a new version.</summary>
internal static class Scenarios
{
    public sealed record Order(string Customer, IReadOnlyList<int> Amounts);

    public sealed record OrderState(string Customer, IReadOnlyList<int> Amounts)
    {
        public Log<string> Notes { get; init; } = Log<string>.Empty;

        public int Total { get; init; }

        public bool Approved { get; init; }
    }

    public sealed record Receipt(string Customer, int Total, bool Approved, IReadOnlyList<string> Notes);

    public sealed record Decision(bool Approve);

    public static GraphDefinition[] All => [Checkout, Discount, Flaky, Parent, Nap, Case];

    /// <summary>Branches, a map, an inline graph, a route and an approval.</summary>
    public static GraphDefinition Checkout => Graph
        .Define<Order, OrderState, Receipt>("checkout", 1)
        .Start(order => new OrderState(order.Customer, order.Amounts))
        .Continue((state, order) => state with { Amounts = order.Amounts, Approved = false })
        .Parallel(
            "look_up",
            branches => branches
                .Function("credit", async (_, context) => await context.EffectAsync("credit", _ => new ValueTask<int>(700)))
                .Function("address", async (_, context) => await context.EffectAsync("address", _ => new ValueTask<string>("12 Rose Lane"))),
            (state, results) => state with { Notes = state.Notes.Add($"{results.Get<int>("credit")} at {results.Get<string>("address")}") })
        .Map(
            "charge",
            state => state.Amounts,
            each => each.Function(async (amount, context) => await context.EffectAsync("charge", _ => new ValueTask<int>(amount * 2))),
            (state, results) => state with { Total = results.Values<int>().Sum() },
            maxConcurrency: 2)
        .Graph<Order, Receipt>("discount", Discount, state => new Order(state.Customer, [state.Total]), (state, receipt) => state with { Total = receipt.Total })
        .Route("big", state => state.Total > 100, to => to.When(true, "ask").Otherwise("close"))
        .Approval<Decision>("ask", state => new Question("pay", new { state.Customer, state.Total }), (state, answer) => state with { Approved = answer.Approve })
        .Function("close", state => state with { Notes = state.Notes.Add("closed") })
        .Return(state => new Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));

    /// <summary>Two plain steps; used inline and as a child run.</summary>
    public static GraphDefinition Discount => Graph
        .Define<Order, OrderState, Receipt>("discount", 1)
        .Start(order => new OrderState(order.Customer, order.Amounts))
        .Function("sum", state => state with { Total = state.Amounts.Sum() })
        .Function("cut", async (state, context) => state with { Total = state.Total - await context.EffectAsync("cut", _ => new ValueTask<int>(1)) })
        .Return(state => new Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));

    /// <summary>An effect that fails once and a node that fails for good, with a handler.</summary>
    public static GraphDefinition Flaky => Graph
        .Define<Order, OrderState, Receipt>("flaky", 1)
        .Start(order => new OrderState(order.Customer, order.Amounts))
        .Function("try", async (state, context) => state with
        {
            Notes = state.Notes.Add(await context.EffectAsync(
                "call",
                call => call.Attempt < 2 ? throw new TransientException("not yet") : new ValueTask<string>($"attempt {call.Attempt}"),
                new EffectOptions { Retry = new RetryPolicy(3, TimeSpan.FromMilliseconds(1), 1, TimeSpan.FromMilliseconds(1), 0) })),
        })
        .Function("break", (_, _) => throw new PermanentException("broken for good"), next: "close")
        .Function("repair", state => state with { Notes = state.Notes.Add("repaired") })
        .Function("close", state => state with { Notes = state.Notes.Add("closed") })
        .OnError("break", "repair")
        .Return(state => new Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));

    /// <summary>A child run for each amount.</summary>
    public static GraphDefinition Parent => Graph
        .Define<Order, OrderState, Receipt>("parent", 1)
        .Start(order => new OrderState(order.Customer, order.Amounts))
        .Map(
            "children",
            state => state.Amounts,
            each => each.Child<Order, Receipt>("discount", amount => new Order("child", [amount])),
            (state, results) => state with { Total = results.Values<Receipt>().Sum(receipt => receipt.Total) })
        .Return(state => new Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));

    /// <summary>A case that a person decides.</summary>
    public static GraphDefinition Case => Graph
        .Define<Order, OrderState, Receipt>("case", 1)
        .Start(order => new OrderState(order.Customer, order.Amounts))
        .Function("sum", state => state with { Total = state.Amounts.Sum() })
        .Approval<Decision>("ask", state => new Question("pay", new { state.Total }), (state, answer) => state with { Approved = answer.Approve })
        .Case(state => new CaseFacts(state.Approved ? CaseStatus.Resolved : state.Total > 0 ? CaseStatus.Escalated : CaseStatus.New)
        {
            Category = "order",
            Customer = state.Customer,
            EscalationReason = state.Total > 0 && !state.Approved ? "somebody must decide" : null,
            Turns = 1,
        })
        .Return(state => new Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));

    /// <summary>A timer, then clock, id and random number from the context, seen by an effect.</summary>
    public static GraphDefinition Nap => Graph
        .Define<Order, OrderState, Receipt>("nap", 1)
        .Start(order => new OrderState(order.Customer, order.Amounts))
        .Sleep("sleep", _ => TimeSpan.FromMilliseconds(30))
        .Function("stamp", async (state, context) =>
        {
            var values = $"{context.Now():O} {context.NewId()} {context.NextRandom():R}";
            return state with { Notes = state.Notes.Add(await context.EffectAsync("note", _ => new ValueTask<string>(values))) };
        })
        .Return(state => new Receipt(state.Customer, state.Total, state.Approved, [.. state.Notes]));
}
