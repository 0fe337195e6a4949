using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Records;

namespace Baton.Systems.Tests.Support.Orders;

public sealed class CancelAndReturnTests
{
    [Fact]
    public async Task A_cancelled_order_gives_the_money_back_to_the_method_that_paid()
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new CancelOrder("#W6", "no longer needed"));

        var order = await shop.OrderAsync("#W6");
        Assert.Equal((OrderStatus.Cancelled, "no longer needed"), (order.Status, order.CancelReason));
        Assert.Equal(new Payment(Payment.Refunded, 10.30m, "gift_card_1"), order.PaymentHistory[^1]);
        Assert.Equal(35.30m, await shop.BalanceAsync());
    }

    [Fact]
    public async Task What_a_change_of_payment_gave_back_is_not_given_back_again()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new ModifyPayment("#W6", "paypal_1"));

        await shop.DoAsync(new CancelOrder("#W6", "ordered by mistake"));

        Assert.Equal([new Payment(Payment.Refunded, 10.30m, "paypal_1")], (await shop.OrderAsync("#W6")).PaymentHistory.Skip(3));
        Assert.Equal(35.30m, await shop.BalanceAsync());
    }

    [Fact]
    public async Task An_order_is_not_cancelled_twice()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new CancelOrder("#W1", "no longer needed"));

        Assert.Equal("Non-pending order cannot be cancelled", await shop.RefusedAsync(new CancelOrder("#W1", "no longer needed")));
    }

    [Theory]
    [InlineData("#W2", "no longer needed", "Non-pending order cannot be cancelled")]
    [InlineData("#W3", "no longer needed", "Non-pending order cannot be cancelled")]
    [InlineData("#W1", "too expensive", "Invalid reason")]
    [InlineData("#W9", "no longer needed", "Order not found")]
    [InlineData("#W4", "no longer needed", "Order #W4 belongs to another customer: you can only help the customer who was identified in this conversation")]
    public async Task A_cancellation_against_the_policy_is_refused_with_the_reason(string order, string reason, string refusal)
    {
        var shop = await Shop.OpenAsync();

        Assert.Equal(refusal, await shop.RefusedAsync(new CancelOrder(order, reason)));
    }

    [Fact]
    public async Task Nothing_is_changed_for_somebody_who_was_not_identified()
    {
        var shop = await Shop.OpenAsync(user: null);

        Assert.StartsWith("The customer is not identified yet", await shop.RefusedAsync(new CancelOrder("#W1", "no longer needed")), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("credit_card_1")]
    [InlineData("gift_card_1")]
    public async Task Items_are_returned_to_the_method_that_paid_or_a_gift_card(string method)
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new ReturnItems("#W2", ["M1", "L1"], method));

        var order = await shop.OrderAsync("#W2");
        Assert.Equal((OrderStatus.ReturnRequested, method), (order.Status, order.ReturnPaymentMethodId));
        Assert.Equal(["L1", "M1"], order.ReturnItems);
        Assert.Equal(25.00m, await shop.BalanceAsync());
    }

    [Theory]
    [InlineData("#W1", "M1", "credit_card_1", "Non-delivered order cannot be returned")]
    [InlineData("#W2", "M1", "paypal_1", "Payment method should be the original payment method")]
    [InlineData("#W2", "M1", "credit_card_2", "Payment method not found")]
    [InlineData("#W2", "L2", "credit_card_1", "Some item not found")]
    [InlineData("#W2", "M1 M1", "credit_card_1", "Some item not found")]
    [InlineData("#W2", "", "credit_card_1", "No item was named")]
    public async Task A_return_against_the_policy_is_refused_with_the_reason(string order, string items, string method, string refusal)
    {
        var shop = await Shop.OpenAsync();

        Assert.Equal(refusal, await shop.RefusedAsync(new ReturnItems(order, items.Split(' ', StringSplitOptions.RemoveEmptyEntries), method)));
    }

    [Fact]
    public async Task An_order_takes_one_return()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new ReturnItems("#W2", ["M1"], "credit_card_1"));

        Assert.Equal("Non-delivered order cannot be returned", await shop.RefusedAsync(new ReturnItems("#W2", ["L1"], "credit_card_1")));
        Assert.Equal("Non-delivered order cannot be exchanged", await shop.RefusedAsync(new ExchangeItems("#W2", ["L1"], ["L2"], "credit_card_1")));
    }
}
