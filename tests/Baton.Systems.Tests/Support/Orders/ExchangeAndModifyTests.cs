using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Records;

namespace Baton.Systems.Tests.Support.Orders;

public sealed class ExchangeAndModifyTests
{
    [Fact]
    public async Task Delivered_items_are_exchanged_with_the_difference_to_the_cent()
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new ExchangeItems("#W2", ["L1", "L1"], ["L4", "L2"], "gift_card_1"));

        var order = await shop.OrderAsync("#W2");
        Assert.Equal((OrderStatus.ExchangeRequested, "gift_card_1", 20.15m), (order.Status, order.ExchangePaymentMethodId, order.ExchangePriceDifference));
        Assert.Equal(["L2", "L4"], order.ExchangeNewItems);
        Assert.Equal(["L1", "L1", "M1"], order.Items.Select(item => item.ItemId));
        Assert.Equal(25.00m, await shop.BalanceAsync());
    }

    [Theory]
    [InlineData("#W1", "L1", "L2", "credit_card_1", "Non-delivered order cannot be exchanged")]
    [InlineData("#W2", "L1", "L3", "credit_card_1", "New item L3 not available: it is out of stock")]
    [InlineData("#W2", "L1", "M2", "credit_card_1", "New item M2 not found: it must be another option of the same product, Desk Lamp")]
    [InlineData("#W2", "L1", "L1", "credit_card_1", "New item L1 is the item that the order has: it must be another option of the same product")]
    [InlineData("#W2", "L1", "L4", "gift_card_1", "Insufficient gift card balance to pay for the price difference")]
    [InlineData("#W2", "L1", "L2", "credit_card_2", "Payment method not found")]
    [InlineData("#W2", "L2", "L4", "credit_card_1", "Number of L2 not found.")]
    [InlineData("#W2", "L1 L1 L1", "L2 L2 L2", "credit_card_1", "Number of L1 not found.")]
    [InlineData("#W2", "L1 L1", "L2", "credit_card_1", "The number of items to be exchanged should match.")]
    [InlineData("#W2", "", "", "credit_card_1", "No item was named")]
    [InlineData("#W4", "M1", "M2", "credit_card_1", "Order #W4 belongs to another customer: you can only help the customer who was identified in this conversation")]
    public async Task An_exchange_against_the_policy_is_refused_with_the_reason(string order, string items, string replacements, string method, string refusal)
    {
        var shop = await Shop.OpenAsync();

        Assert.Equal(refusal, await shop.RefusedAsync(new ExchangeItems(order, Words(items), Words(replacements), method)));
    }

    [Fact]
    public async Task Pending_items_are_modified_each_to_its_own_variant_and_paid_by_gift_card()
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new ModifyItems("#W1", ["L1", "M1"], ["L5", "M2"], "gift_card_1"));

        var order = await shop.OrderAsync("#W1");
        Assert.Equal(OrderStatus.ItemsModified, order.Status);
        Assert.Equal([("L5", 120.00m, "blue"), ("M2", 12.00m, "blue")], order.Items.Select(item => (item.ItemId, item.Price, item.Options["color"])));
        Assert.Equal(new Payment(Payment.Paid, 21.70m, "gift_card_1"), order.PaymentHistory[^1]);
        Assert.Equal(3.30m, await shop.BalanceAsync());
    }

    [Fact]
    public async Task What_becomes_cheaper_is_refunded()
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new ModifyItems("#W1", ["L1"], ["L2"], "gift_card_1"));

        Assert.Equal(new Payment(Payment.Refunded, 19.90m, "gift_card_1"), (await shop.OrderAsync("#W1")).PaymentHistory[^1]);
        Assert.Equal(44.90m, await shop.BalanceAsync());
    }

    [Fact]
    public async Task Items_are_modified_once_and_the_order_then_not_cancelled()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new ModifyItems("#W1", ["M1"], ["M2"], "credit_card_1"));

        Assert.Equal("Non-pending order cannot be modified", await shop.RefusedAsync(new ModifyItems("#W1", ["L1"], ["L2"], "credit_card_1")));
        Assert.Equal("Non-pending order cannot be cancelled", await shop.RefusedAsync(new CancelOrder("#W1", "no longer needed")));
    }

    [Theory]
    [InlineData("#W2", "L1", "L2", "credit_card_1", "Non-pending order cannot be modified")]
    [InlineData("#W1", "L1", "L3", "credit_card_1", "New item L3 not available: it is out of stock")]
    [InlineData("#W1", "L1", "M2", "credit_card_1", "New item M2 not found: it must be another option of the same product, Desk Lamp")]
    [InlineData("#W1", "M1", "M1", "credit_card_1", "New item M1 is the item that the order has: it must be another option of the same product")]
    [InlineData("#W1", "L1", "L4", "gift_card_1", "Insufficient gift card balance to pay for the new item")]
    [InlineData("#W1", "L1", "L2", "credit_card_2", "Payment method not found")]
    public async Task A_modification_against_the_policy_is_refused_with_the_reason(string order, string items, string replacements, string method, string refusal)
    {
        var shop = await Shop.OpenAsync();

        Assert.Equal(refusal, await shop.RefusedAsync(new ModifyItems(order, Words(items), Words(replacements), method)));
    }

    [Fact]
    public async Task Another_method_pays_and_the_first_gets_its_money_back()
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new ModifyPayment("#W6", "credit_card_1"));

        var order = await shop.OrderAsync("#W6");
        Assert.Equal(OrderStatus.Pending, order.Status);
        Assert.Equal([(Payment.Paid, "gift_card_1"), (Payment.Paid, "credit_card_1"), (Payment.Refunded, "gift_card_1")], order.PaymentHistory.Select(payment => (payment.TransactionType, payment.PaymentMethodId)));
        Assert.Equal(35.30m, await shop.BalanceAsync());
    }

    [Theory]
    [InlineData("#W2", "paypal_1", "Non-pending order cannot be modified")]
    [InlineData("#W1", "credit_card_1", "The new payment method should be different from the current one")]
    [InlineData("#W1", "gift_card_1", "Insufficient gift card balance to pay for the order")]
    [InlineData("#W1", "credit_card_2", "Payment method not found")]
    public async Task A_payment_against_the_policy_is_refused_with_the_reason(string order, string method, string refusal)
    {
        var shop = await Shop.OpenAsync();

        Assert.Equal(refusal, await shop.RefusedAsync(new ModifyPayment(order, method)));
    }

    [Fact]
    public async Task A_pending_order_is_sent_elsewhere_and_a_delivered_one_is_not()
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new ModifyAddress("#W1", "5 New Street", "", "Springfield", "IL", "USA", "10005"));

        Assert.Equal(new Address("5 New Street", "", "Springfield", "USA", "IL", "10005"), (await shop.OrderAsync("#W1")).Address);
        Assert.Equal("Non-pending order cannot be modified", await shop.RefusedAsync(new ModifyAddress("#W2", "5 New Street", "", "Springfield", "IL", "USA", "10005")));
    }

    private static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
