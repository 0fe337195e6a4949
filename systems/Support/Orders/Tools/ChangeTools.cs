using System.ComponentModel;
using Baton.Graphs;
using Baton.Support.Orders.Actions;

namespace Baton.Support.Orders.Tools;

/// <summary>The tools that change the customer's records: each one commit with its result.</summary>
internal static class ChangeTools
{
    private const string OrderIdText = "The order id, such as '#W0000000'. Be careful there is a '#' symbol at the beginning of the order id.";
    private const string PaymentText = "The payment method id to pay or receive refund for the item price difference, such as 'gift_card_0000000' or 'credit_card_0000000'. These can be looked up from the user or order details.";
    private const string NewItemsText = "The item ids to be exchanged for, each such as '1008292230'. There could be duplicate items in the list. Each new item id should match the item id in the same position and be of the same product.";
    private const string Address1Text = "The first line of the address, such as '123 Main St'.";
    private const string Address2Text = "The second line of the address, such as 'Apt 1' or ''.";

    [Description("Cancel a pending order. If the order is already processed or delivered, it cannot be cancelled. The agent needs to explain the cancellation detail and ask for explicit user confirmation (yes/no) to proceed. If the user confirms, the order status will be changed to 'cancelled' and the payment will be refunded.")]
    public static Task<string> CancelAsync(
        [Description(OrderIdText)] string order_id,
        [Description("The reason for cancellation, either 'no longer needed' or 'ordered by mistake'.")] string reason,
        OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.ChangeAsync(new CancelOrder(order_id, reason), run, call);

    [Description("Exchange items in a delivered order to new items of the same product type. For a delivered order, return or exchange can be only done once by the agent. The agent needs to explain the exchange detail and ask for explicit user confirmation (yes/no) to proceed.")]
    public static Task<string> ExchangeAsync(
        [Description(OrderIdText)] string order_id,
        [Description("The item ids to be exchanged, each such as '1008292230'. There could be duplicate items in the list.")] string[] item_ids,
        [Description(NewItemsText)] string[] new_item_ids,
        [Description(PaymentText)] string payment_method_id,
        OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.ChangeAsync(new ExchangeItems(order_id, item_ids, new_item_ids, payment_method_id), run, call);

    [Description("Modify the shipping address of a pending order. The agent needs to explain the modification detail and ask for explicit user confirmation (yes/no) to proceed.")]
    public static Task<string> ModifyAddressAsync(
        [Description(OrderIdText)] string order_id,
        [Description(Address1Text)] string address1,
        [Description(Address2Text)] string address2,
        [Description("The city.")] string city,
        [Description("The state, such as 'CA'.")] string state,
        [Description("The country, such as 'USA'.")] string country,
        [Description("The zip code, such as '12345'.")] string zip,
        OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.ChangeAsync(new ModifyAddress(order_id, address1, address2, city, state, country, zip), run, call);

    [Description("Modify items in a pending order to new items of the same product type. For a pending order, this function can only be called once. The agent needs to explain the exchange detail and ask for explicit user confirmation (yes/no) to proceed.")]
    public static Task<string> ModifyItemsAsync(
        [Description(OrderIdText)] string order_id,
        [Description("The item ids to be modified, each such as '1008292230'. There could be duplicate items in the list.")] string[] item_ids,
        [Description(NewItemsText)] string[] new_item_ids,
        [Description(PaymentText)] string payment_method_id,
        OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.ChangeAsync(new ModifyItems(order_id, item_ids, new_item_ids, payment_method_id), run, call);

    [Description("Modify the payment method of a pending order. The agent needs to explain the modification detail and ask for explicit user confirmation (yes/no) to proceed.")]
    public static Task<string> ModifyPaymentAsync(
        [Description(OrderIdText)] string order_id,
        [Description("The payment method id to pay with instead, such as 'gift_card_0000000'. These can be looked up from the user details.")] string payment_method_id,
        OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.ChangeAsync(new ModifyPayment(order_id, payment_method_id), run, call);

    [Description("Modify the default address of a user. The agent needs to explain the modification detail and ask for explicit user confirmation (yes/no) to proceed.")]
    public static Task<string> ModifyUserAddressAsync(
        [Description("The user id, such as 'sara_doe_496'.")] string user_id,
        [Description(Address1Text)] string address1,
        [Description(Address2Text)] string address2,
        [Description("The city.")] string city,
        [Description("The state, such as 'CA'.")] string state,
        [Description("The country, such as 'USA'.")] string country,
        [Description("The zip code, such as '12345'.")] string zip,
        OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.ChangeAsync(new ModifyUserAddress(user_id, address1, address2, city, state, country, zip), run, call);

    [Description("Return some items of a delivered order. The order status will be changed to 'return requested'. The agent needs to explain the return detail and ask for explicit user confirmation (yes/no) to proceed. The user will receive a follow-up email for how and where to return the items.")]
    public static Task<string> ReturnAsync(
        [Description(OrderIdText)] string order_id,
        [Description("The item ids to be returned, each such as '1008292230'. There could be duplicate items in the list.")] string[] item_ids,
        [Description("The payment method id to receive the refund: the original payment method, or a gift card of the user.")] string payment_method_id,
        OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.ChangeAsync(new ReturnItems(order_id, item_ids, payment_method_id), run, call);
}
