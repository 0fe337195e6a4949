using Baton.Graphs;
using Baton.Registry;

namespace Baton.Tests.Docs;

public static class FirstGraph
{
    public static GraphDefinition Define() => Graph
        .Define<Enquiry, Case, Answer>("first_desk", version: 1)
        .Start(enquiry => new Case(enquiry.CustomerId, enquiry.Text))
        .Function("sort", state => state with { Topic = TopicOf(state.Text) })
        .Route("by_topic", state => state.Topic, to => to
            .When(Topic.Order, "orders")
            .When(Topic.Refund, "refunds")
            .Otherwise("general"))
        .Function("orders", LookUpOrderAsync, next: "close")
        .Approval<bool>(
            "refunds",
            ask: state => new Question("pay_back", new { state.CustomerId, state.Text }),
            apply: (state, granted) => state with { Answer = granted ? "Your money is on its way." : "We cannot pay this back." },
            next: "close")
        .Function("general", state => state with { Answer = "A colleague will write to you." })
        .Function("close", state => state with { Log = state.Log.Add($"answered: {state.Topic}") })
        .Return(state => new Answer(state.Answer, state.Topic));

    private static async ValueTask<Case> LookUpOrderAsync(Case state, NodeContext context)
    {
        var status = await context.EffectAsync(
            "order_status",
            call => Orders.StatusAsync(state.CustomerId, idempotencyKey: call.Key, call.Cancellation),
            new EffectOptions { Arguments = state.CustomerId, Timeout = TimeSpan.FromSeconds(5) });
        return state with { Answer = $"Your order is {status}." };
    }

    private static Topic TopicOf(string text) =>
        text.Contains("refund", StringComparison.OrdinalIgnoreCase) ? Topic.Refund
        : text.Contains("order", StringComparison.OrdinalIgnoreCase) ? Topic.Order
        : Topic.Other;
}

public enum Topic
{
    Order,
    Refund,
    Other,
}

public sealed record Enquiry(string CustomerId, string Text);

public sealed record Case(string CustomerId, string Text)
{
    public Topic Topic { get; init; } = Topic.Other;

    public string Answer { get; init; } = "";

    public Log<string> Log { get; init; } = Log<string>.Empty;
}

public sealed record Answer(string Text, Topic Topic);

public static class Orders
{
    public static ValueTask<string> StatusAsync(string customerId, string idempotencyKey, CancellationToken cancellationToken) =>
        ValueTask.FromResult("on its way");
}

public static class FirstRegistry
{
    public static GraphRegistry Create() => new(
    [
        new GraphRow("first_desk", "support", FirstGraph.Define) { Description = "Answers questions about orders and refunds." },
    ]);
}
