using Baton.Support.Orders;
using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Records;
using Baton.Support.Orders.Tools;

namespace Baton.Systems.Tests.Support.Orders;

public sealed class OrderDeskTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_same_key_changes_nothing_the_second_time_and_gives_the_first_result()
    {
        var shop = await Shop.OpenAsync();
        var exchange = new ModifyItems("#W1", ["L1"], ["L2"], "gift_card_1");
        var first = await shop.DoAsync(exchange, key: "k");
        var before = await shop.DumpAsync();

        Assert.Equal(first, await shop.DoAsync(exchange, key: "k"));

        Assert.Equal(before, await shop.DumpAsync());
        Assert.Equal(44.90m, await shop.BalanceAsync());
    }

    [Fact]
    public async Task A_key_does_not_serve_for_another_change()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new CancelOrder("#W1", "no longer needed"), key: "k");

        Assert.Equal("Error: The idempotency key was used for another change", await shop.DoAsync(new CancelOrder("#W6", "no longer needed"), key: "k"));

        Assert.Equal(OrderStatus.Pending, (await shop.OrderAsync("#W6")).Status);
    }

    [Fact]
    public async Task A_change_that_somebody_else_was_faster_with_is_not_committed()
    {
        var shop = await Shop.OpenAsync();
        var late = new RecordedCall("late");
        await shop.Desk.ChangeAsync(new CancelOrder("#W1", "no longer needed"), Shop.Run, late);
        await shop.DoAsync(new CancelOrder("#W1", "ordered by mistake"));

        Assert.False(await shop.Store.Records.ApplyAsync(Shop.Tenant, late.Writes, Token));

        Assert.Equal("ordered by mistake", (await shop.OrderAsync("#W1")).CancelReason);
    }

    [Theory]
    [InlineData("ADA@Example.com", Shop.Ada)]
    [InlineData("nobody@example.com", "Error: User not found")]
    public async Task A_customer_is_found_by_email(string email, string result)
    {
        var shop = await Shop.OpenAsync(user: null);

        Assert.Equal(result, await shop.IdentifyAsync(CustomerIndex.ByEmail(email)));
    }

    [Theory]
    [InlineData("ada", "STONE", "10001", Shop.Ada)]
    [InlineData("Ada", "Stone", "10002", "Error: User not found")]
    public async Task A_customer_is_found_by_name_and_zip(string first, string last, string zip, string result)
    {
        var shop = await Shop.OpenAsync(user: null);

        Assert.Equal(result, await shop.IdentifyAsync(CustomerIndex.ByName(first, last, zip)));
    }

    [Fact]
    public async Task A_conversation_belongs_to_one_customer()
    {
        var shop = await Shop.OpenAsync(user: null);
        await shop.IdentifyAsync(CustomerIndex.ByEmail("ada@example.com"));

        Assert.StartsWith("Error: Another customer was identified", await shop.IdentifyAsync(CustomerIndex.ByEmail("bob@example.com")), StringComparison.Ordinal);

        Assert.Equal(Shop.Ada, await shop.Sessions.UserAsync(Shop.Tenant, OrderSessions.Of(Shop.Run), Token));
        Assert.Equal(Shop.Ada, await shop.IdentifyAsync(CustomerIndex.ByEmail("ada@example.com")));
    }

    [Fact]
    public async Task A_customer_sees_own_records_only()
    {
        var shop = await Shop.OpenAsync();

        Assert.Contains("\"#W1\"", await shop.Desk.OrderAsync("#W1", Shop.Run, Token), StringComparison.Ordinal);
        Assert.StartsWith("Error: Order #W4 belongs to another customer", await shop.Desk.OrderAsync("#W4", Shop.Run, Token), StringComparison.Ordinal);
        Assert.Equal("Error: Order not found", await shop.Desk.OrderAsync("W1", Shop.Run, Token));
        Assert.Contains("ada@example.com", await shop.Desk.UserAsync(Shop.Ada, Shop.Run, Token), StringComparison.Ordinal);
        Assert.StartsWith("Error: User bob_reed_1002 belongs to another customer", await shop.Desk.UserAsync(Shop.Bob, Shop.Run, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_sees_anything_before_being_identified()
    {
        var shop = await Shop.OpenAsync(user: null);

        Assert.StartsWith("Error: The customer is not identified yet", await shop.Desk.OrderAsync("#W1", Shop.Run, Token), StringComparison.Ordinal);
        Assert.StartsWith("Error: The customer is not identified yet", await shop.Desk.UserAsync(Shop.Ada, Shop.Run, Token), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_moves_is_found_by_the_new_zip_code()
    {
        var shop = await Shop.OpenAsync();

        await shop.DoAsync(new ModifyUserAddress(Shop.Ada, "5 New Street", "", "Springfield", "IL", "USA", "10005"));

        Assert.Equal("10005", (await shop.CustomerAsync()).Address.Zip);
        Assert.Equal(Shop.Ada, await shop.IdentifyAsync(CustomerIndex.ByName("Ada", "Stone", "10005")));
        Assert.Equal("Error: User not found", await shop.IdentifyAsync(CustomerIndex.ByName("Ada", "Stone", "10001")));
    }

    [Fact]
    public async Task Another_customers_address_is_not_changed()
    {
        var shop = await Shop.OpenAsync();

        var refusal = await shop.RefusedAsync(new ModifyUserAddress(Shop.Bob, "5 New Street", "", "Springfield", "IL", "USA", "10005"));

        Assert.StartsWith("User bob_reed_1002 belongs to another customer", refusal, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Products_are_listed_by_name_and_shown_with_their_variants()
    {
        var shop = await Shop.OpenAsync(user: null);

        Assert.Equal("""{"Desk Lamp":"lamps","Mug":"mugs"}""", await LookUpTools.ProductTypesAsync(shop.Store, Shop.Run, Token));
        Assert.Contains("\"L3\"", await LookUpTools.ProductAsync("lamps", shop.Store, Shop.Run, Token), StringComparison.Ordinal);
        Assert.Equal("Error: Product not found", await LookUpTools.ProductAsync("chairs", shop.Store, Shop.Run, Token));
    }

    [Theory]
    [InlineData("200.8 + 96.35 + 193.38 + 231.37 + 196.53", "918.43")]
    [InlineData("0.1 + 0.2", "0.3")]
    [InlineData("-(2 + 3) * 4 / 8", "-2.5")]
    [InlineData("10 / 3", "3.33")]
    [InlineData("2 - - 1", "3")]
    [InlineData("1 / 0", "Error: Division by zero")]
    [InlineData("(1 + 2", "Error: A bracket is not closed")]
    [InlineData("1 +", "Error: A number is expected at character 4")]
    [InlineData("1 2", "Error: The expression has no meaning from character 3 on")]
    [InlineData("__import__('os')", "Error: Invalid characters in expression")]
    [InlineData("9999999999999999999999999999 * 99", "Error: The result is too large")]
    public void Expressions_are_calculated_in_decimals(string expression, string result) => Assert.Equal(result, CalculateTool.Calculate(expression));

    [Fact]
    public void Expressions_are_bounded()
    {
        Assert.Equal("Error: The expression is nested deeper than 32", CalculateTool.Calculate(new string('(', 100) + "1" + new string(')', 100)));
        Assert.Equal("Error: The expression is longer than 500 characters", CalculateTool.Calculate(new string('1', 501)));
    }

    [Fact]
    public void A_transfer_needs_a_summary()
    {
        Assert.Equal("Transfer successful", TransferTool.Transfer("Wants an item that is not in stock."));
        Assert.StartsWith("Error:", TransferTool.Transfer(" "), StringComparison.Ordinal);
    }
}
