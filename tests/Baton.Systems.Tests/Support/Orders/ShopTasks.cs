using System.Text.Json;
using Baton.Support.Orders.Evaluation;

namespace Baton.Systems.Tests.Support.Orders;

/// <summary>One task of the small shop: Ada cancels an order that she paid by gift card.</summary>
internal static class ShopTasks
{
    public static async Task<RetailTasks> ReadAsync(ShopFolder folder, string expectedReason = "no longer needed", string? expectedError = null)
    {
        folder.Write(RetailTasks.ExpectedFile, JsonSerializer.Serialize(new[] { Expected(expectedReason, expectedError) }));
        return await RetailTasks.ReadAsync(folder.Write("tasks.json", JsonSerializer.Serialize(new[] { Task })), TestContext.Current.CancellationToken);
    }

    private static object Task { get; } = new
    {
        id = "1",
        user_scenario = new
        {
            instructions = new
            {
                reason_for_call = "You want to cancel order #W6. You do not need it any more.",
                known_info = "You are Ada Stone in zipcode 10001.",
                unknown_info = "You do not remember your email address.",
                task_instructions = "You are brief.",
            },
        },
        evaluation_criteria = new
        {
            actions = new object[]
            {
                new { name = "find_user_id_by_name_zip", arguments = new { first_name = "Ada", last_name = "Stone", zip = "10001" } },
                new { name = "cancel_pending_order", arguments = new { order_id = "#W6", reason = "no longer needed" } },
            },
            communicate_info = Array.Empty<string>(),
        },
    };

    private static object Expected(string reason, string? error) => new
    {
        id = "1",
        actions = new object[] { new { name = "find_user_id_by_name_zip", ok = true }, new { name = "cancel_pending_order", ok = error is null, error } },
        changes = new object?[]
        {
            Change("orders", "#W6", "/status", "pending", "cancelled"),
            Change("orders", "#W6", "/cancel_reason", null, reason),
            Change("orders", "#W6", "/payment_history/1/transaction_type", null, "refund"),
            Change("orders", "#W6", "/payment_history/1/amount", null, 10.300000000000001),
            Change("orders", "#W6", "/payment_history/1/payment_method_id", null, "gift_card_1"),
            Change("users", Shop.Ada, "/payment_methods/gift_card_1/balance", 25.00, 35.3),
        },
        sha256 = "of another writer",
    };

    private static object Change(string collection, string id, string path, object? before, object? after) => new { collection, id, path, before, after };
}
