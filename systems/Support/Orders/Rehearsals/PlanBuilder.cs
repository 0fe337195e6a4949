using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Records;
using Baton.Support.Orders.Tools;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>Gathers what clauses ask for, so that each order gets one return or exchange with all its items.</summary>
internal sealed class PlanBuilder(string wishes, RehearsedRecords records)
{
    private readonly List<PlannedStep> _steps = [];
    private readonly Dictionary<string, List<string>> _returns = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<(OrderItem Item, Variant New)>> _exchanges = new(StringComparer.Ordinal);
    private string? _product;

    public void Take(Clause clause)
    {
        switch (clause.Kind)
        {
            case ClauseKind.Cancel:
                foreach (var order in ItemMentions.Orders(clause, records, OrderStatus.Pending)) Cancel(order, clause);
                break;
            case ClauseKind.Return:
                foreach (var (order, item) in ItemMentions.Find(clause, records, OrderStatus.Delivered)) Add(_returns, order.OrderId, item.ItemId);
                break;
            case ClauseKind.Exchange:
                foreach (var (order, item) in ItemMentions.Find(clause, records, States(clause))) Exchange(order, item, clause);
                break;
            case ClauseKind.Address:
                _steps.AddRange(AddressWishes.Steps(clause, records));
                break;
        }
    }

    public OrderPlan Build()
    {
        foreach (var (order, items) in _returns)
        {
            _steps.Add(new PlannedStep(
                OrderToolNames.Return, new { order_id = order, item_ids = items, payment_method_id = Method(order) }, $"return {Names(order, items)} of order {order}, refund of ${Price(order, items):0.00} to {Method(order)}"));
        }

        foreach (var (order, pairs) in _exchanges)
        {
            var tool = Of(order).Status == OrderStatus.Delivered ? OrderToolNames.Exchange : OrderToolNames.ModifyItems;
            var (old, now) = (pairs.Select(pair => pair.Item.ItemId).ToList(), pairs.Select(pair => pair.New.ItemId).ToList());
            _steps.Add(new PlannedStep(
                tool, new { order_id = order, item_ids = old, new_item_ids = now, payment_method_id = Method(order) },
                $"change {Names(order, old)} of order {order} to {string.Join("; ", pairs.Select(pair => string.Join(", ", pair.New.Options.Values)))}, difference of ${pairs.Sum(pair => pair.New.Price - pair.Item.Price):0.00} by {Method(order)}"));
        }

        return new OrderPlan([.. _steps.DistinctBy(step => step.Text)], _product);
    }

    // Pending items are modified, delivered ones exchanged; customers say it either way.
    private static string[] States(Clause clause) => clause.Says("pending|just placed|just ordered") ? [OrderStatus.Pending]
        : clause.Says("received|delivered") ? [OrderStatus.Delivered]
        : clause.Says("modify|switch|adjust") ? [OrderStatus.Pending, OrderStatus.Delivered]
        : [OrderStatus.Delivered, OrderStatus.Pending];

    private void Cancel(Order order, Clause clause)
    {
        var reason = clause.Says("mistake|accident") || wishes.Contains("by mistake", StringComparison.OrdinalIgnoreCase) ? CancelOrder.Reasons[1] : CancelOrder.Reasons[0];
        _steps.Add(new PlannedStep(OrderToolNames.Cancel, new { order_id = order.OrderId, reason }, $"cancel order {order.OrderId} ({reason})"));
    }

    private void Exchange(Order order, OrderItem item, Clause clause)
    {
        if (!records.Products.TryGetValue(item.ProductId, out var product)) _product ??= item.ProductId;
        else if (VariantWishes.Find(clause, item, product) is { } variant) Add(_exchanges, order.OrderId, (item, variant));
    }

    private static void Add<T>(Dictionary<string, List<T>> lists, string key, T value)
    {
        if (!lists.TryGetValue(key, out var list)) lists[key] = list = [];
        if (!list.Contains(value)) list.Add(value);
    }

    private Order Of(string order) => records.Orders.First(candidate => candidate.OrderId == order);

    private string Names(string order, List<string> items) => string.Join(", ", items.Select(id => Of(order).Items.First(item => item.ItemId == id).Name));

    private decimal Price(string order, List<string> items) => items.Sum(id => Of(order).Items.First(item => item.ItemId == id).Price);

    // The method that the customer names, where there is one of its kind; otherwise, and among several of a kind, the one that paid.
    private string Method(string order)
    {
        var paid = Of(order).PaymentHistory[0].PaymentMethodId;
        var source = Says("paypal") ? "paypal" : Says("gift card") ? PaymentMethod.GiftCard : Says("credit card") ? "credit_card" : null;
        var named = records.Customer!.PaymentMethods.Values.Where(method => method.Source == source).Select(method => method.Id).ToList();
        return named.Count == 0 || named.Contains(paid) ? paid : named[0];

        bool Says(string words) => wishes.Contains(words, StringComparison.OrdinalIgnoreCase);
    }
}
