using Baton.Agents.Models;
using Baton.Support.Orders.Tools;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>
/// Plays the order agent's model by rules: identifies the customer, looks at every order, reads what is wanted from plain sentences, lists it,
/// and does it after a yes. What it cannot read it says so about.
/// </summary>
public sealed class OrderRehearsal : Rehearsal
{
    /// <summary>How it ends a list of what it is about to do.</summary>
    internal const string AsksYes = "Shall I go ahead (yes/no)?";

    /// <inheritdoc />
    public override string Agent => OrderSystem.Agent;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var visit = new RehearsedVisit(request.Messages);
        if (visit.Identity() is not { } look) return RehearsalReply.Say("Who are you, please? Tell me your email address, or your first and last name with your zip code.");
        if (visit.Result(look.Tool, look.Arguments) is not { } user) return RehearsalReply.Call(look.Tool, look.Arguments);
        if (ToolTexts.Reason(user) is { } nobody) return RehearsalReply.Say($"I could not identify you: {nobody}. What is your email address, or your name with your zip code?");
        var records = visit.Records(user);
        if (records.Missing is { } missing) return RehearsalReply.Call(missing.Tool, missing.Arguments);

        var plan = OrderPlan.Of(visit.Wishes, records);
        if (plan.Product is { } product && visit.Result(OrderToolNames.ProductDetails, new { product_id = product }) is null)
        {
            return RehearsalReply.Call(OrderToolNames.ProductDetails, new { product_id = product });
        }

        var unknown = OrderMentions.Unknown(visit.Wishes, records);
        if (plan.Steps.Count == 0 && unknown.Count > 0) return RehearsalReply.Say($"{NotFound(unknown)}. Which order do you mean?");
        if (plan.Steps.Count == 0) return RehearsalReply.Say($"I found your profile and {records.Orders.Count} orders, but nothing in your message that I may do. I can cancel, change, return or exchange orders.");
        if (!visit.IsConfirmed) return RehearsalReply.Say(Proposal(plan, unknown));
        var next = plan.Steps.FirstOrDefault(step => visit.Result(step.Tool, step.Arguments) is null);
        return next is not null ? RehearsalReply.Call(next.Tool, next.Arguments) : RehearsalReply.Say(Outcome(visit, plan));
    }

    private static string Proposal(OrderPlan plan, IReadOnlyList<string> unknown)
    {
        var steps = string.Join('\n', plan.Steps.Select(step => $"- {step.Text}"));
        return $"{(unknown.Count > 0 ? NotFound(unknown) + ".\n" : "")}This is what I would do:\n{steps}\n{AsksYes}";
    }

    private static string NotFound(IReadOnlyList<string> unknown) => $"I find no order {string.Join(", ", unknown)} of yours";

    private static string Outcome(RehearsedVisit visit, OrderPlan plan) => string.Join('\n', plan.Steps.Select(step =>
        ToolTexts.Reason(visit.Result(step.Tool, step.Arguments)!) is { } refused ? $"- Not done, {step.Text}: {refused}" : $"- Done: {step.Text}"));
}
