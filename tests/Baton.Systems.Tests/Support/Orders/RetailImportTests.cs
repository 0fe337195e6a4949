using Baton.Errors;
using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Import;
using Baton.Support.Orders.Records;

namespace Baton.Systems.Tests.Support.Orders;

public sealed class RetailImportTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_second_import_changes_nothing_and_keeps_what_the_desk_has_changed()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new CancelOrder("#W1", "no longer needed"));
        var before = await shop.DumpAsync();

        var counts = await ImportAsync(shop, replace: false);

        Assert.Equal(new ImportCounts(new(0, 2, 0, 0), new(0, 2, 0, 0), new(0, 4, 1, 0)), counts);
        Assert.Equal(before, await shop.DumpAsync());
    }

    [Fact]
    public async Task Replacing_takes_the_folders_form()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new CancelOrder("#W1", "no longer needed"));

        var counts = await ImportAsync(shop, replace: true);

        Assert.Equal(new ImportCount(0, 4, 0, 1), counts.Orders);
        Assert.Equal(OrderStatus.Pending, (await shop.OrderAsync("#W1")).Status);
    }

    [Fact]
    public async Task A_replaced_customer_is_found_by_the_folders_zip_code_only()
    {
        var shop = await Shop.OpenAsync();
        await shop.DoAsync(new ModifyUserAddress(Shop.Ada, "5 New Street", "", "Springfield", "IL", "USA", "10005"));

        await ImportAsync(shop, replace: true);

        Assert.Equal(Shop.Ada, await shop.IdentifyAsync(CustomerIndex.ByName("Ada", "Stone", "10001")));
        Assert.Equal("Error: User not found", await shop.IdentifyAsync(CustomerIndex.ByName("Ada", "Stone", "10005")));
    }

    [Fact]
    public async Task Every_fault_is_told_with_its_place()
    {
        using var folder = new ShopFolder(Shop.Json
            .Replace("\"price\": 80.10", "\"price\": 80.105", StringComparison.Ordinal)
            .Replace("\"balance\": 25.00", "\"balance\": -1", StringComparison.Ordinal)
            .Replace("\"bob@example.com\"", "\"Ada@example.com\"", StringComparison.Ordinal)
            .Replace("\"processed\"", "\"lost\"", StringComparison.Ordinal)
            .Replace("[\"#W4\"]", "[\"#W4\", \"#W1\"]", StringComparison.Ordinal)
            .Replace("\"name\": \"Mug\"", "\"name\": \"Mug\", \"colour\": 1", StringComparison.Ordinal));

        var refused = await Assert.ThrowsAsync<ValidationException>(() => RetailFolder.ReadAsync(folder.Path, Token));

        Assert.Equal(ErrorCodes.RetailDataInvalid, refused.Code);
        foreach (var where in new[] { "products/lamps/variants/L2/price", "products/mugs", "payment_methods/gift_card_1/balance", $"users/{Shop.Bob}/email", $"users/{Shop.Bob}/orders", "orders/#W3/status", "orders/#W1/items/M1" })
        {
            Assert.Contains(refused.Faults, fault => fault.Where.EndsWith(where, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("[]", "must be an object with 'products', 'users' and 'orders'")]
    [InlineData("{ \"products\": ", "is no JSON")]
    [InlineData("{ \"products\": {}, \"users\": { \"a\": null }, \"orders\": {} }", "users/a: must be an object")]
    public async Task What_is_no_shop_is_refused(string json, string message)
    {
        using var folder = new ShopFolder(json);

        var refused = await Assert.ThrowsAnyAsync<BatonException>(() => RetailFolder.ReadAsync(folder.Path, Token));

        Assert.Equal(ErrorCodes.RetailDataInvalid, refused.Code);
        Assert.Contains(message, refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_retail_data_are_imported_whole()
    {
        var file = SharedData.Find("retail/db.json");
        Assert.SkipWhen(file is null, "../shared/data/retail is not there.");
        var folder = await RetailFolder.ReadAsync(Path.GetDirectoryName(file)!, Token);

        Assert.Equal((50, 500, 1000), (folder.Products.Count, folder.Users.Count, folder.Orders.Count));
    }

    private static async Task<ImportCounts> ImportAsync(Shop shop, bool replace)
    {
        using var folder = new ShopFolder();
        return await new RetailImport(shop.Store, Shop.Tenant).RunAsync(await RetailFolder.ReadAsync(folder.Path, Token), replace, Token);
    }
}
