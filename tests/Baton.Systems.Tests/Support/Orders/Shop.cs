using System.Text.Json;
using Baton.Engine.Stores.InMemory;
using Baton.Graphs;
using Baton.Support.Orders;
using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Import;
using Baton.Support.Orders.Records;

namespace Baton.Systems.Tests.Support.Orders;

/// <summary>A small shop of two customers in a store in memory, and one conversation with it.</summary>
internal sealed class Shop
{
    public const string Tenant = "default";
    public const string Ada = "ada_stone_1001";
    public const string Bob = "bob_reed_1002";
    private const string Thread = "talk";
    private int _calls;

    private Shop()
    {
        Sessions = new OrderSessions(Store);
        Desk = new OrderDesk(Store, Sessions);
    }

    public InMemoryStore Store { get; } = new();

    public OrderSessions Sessions { get; }

    public OrderDesk Desk { get; }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>The run that every call belongs to.</summary>
    public static RunInfo Run { get; } = new(Tenant, Guid.Empty, Thread, "order_desk", 1);

    /// <summary>The shop's file, as an import reads it.</summary>
    public static string Json { get; } = $$"""
        {
          "products": {
            "lamps": { "name": "Desk Lamp", "product_id": "lamps", "variants": {
              "L1": { "item_id": "L1", "options": { "color": "black", "brightness": "high" }, "available": true, "price": 100.00 },
              "L2": { "item_id": "L2", "options": { "color": "white", "brightness": "high" }, "available": true, "price": 80.10 },
              "L3": { "item_id": "L3", "options": { "color": "black", "brightness": "low" }, "available": false, "price": 90.00 },
              "L4": { "item_id": "L4", "options": { "color": "red", "brightness": "high" }, "available": true, "price": 140.05 },
              "L5": { "item_id": "L5", "options": { "color": "blue", "brightness": "high" }, "available": true, "price": 120.00 } } },
            "mugs": { "name": "Mug", "product_id": "mugs", "variants": {
              "M1": { "item_id": "M1", "options": { "color": "red" }, "available": true, "price": 10.30 },
              "M2": { "item_id": "M2", "options": { "color": "blue" }, "available": true, "price": 12.00 } } }
          },
          "users": {
            "{{Ada}}": { "user_id": "{{Ada}}", "name": { "first_name": "Ada", "last_name": "Stone" }, "email": "ada@example.com",
              "address": { "address1": "1 High Street", "address2": "", "city": "Springfield", "country": "USA", "state": "IL", "zip": "10001" },
              "payment_methods": {
                "gift_card_1": { "source": "gift_card", "id": "gift_card_1", "balance": 25.00 },
                "credit_card_1": { "source": "credit_card", "id": "credit_card_1", "brand": "visa", "last_four": "1111" },
                "paypal_1": { "source": "paypal", "id": "paypal_1" } },
              "orders": ["#W1", "#W2", "#W3", "#W6"] },
            "{{Bob}}": { "user_id": "{{Bob}}", "name": { "first_name": "Bob", "last_name": "Reed" }, "email": "bob@example.com",
              "address": { "address1": "2 Low Street", "address2": "", "city": "Springfield", "country": "USA", "state": "IL", "zip": "10002" },
              "payment_methods": { "credit_card_2": { "source": "credit_card", "id": "credit_card_2", "brand": "visa", "last_four": "2222" } },
              "orders": ["#W4"] }
          },
          "orders": {
            "#W1": {{Order("#W1", Ada, "pending", "credit_card_1", 110.30m, "L1", "M1")}},
            "#W2": {{Order("#W2", Ada, "delivered", "credit_card_1", 210.30m, "L1", "L1", "M1")}},
            "#W3": {{Order("#W3", Ada, "processed", "paypal_1", 10.30m, "M1")}},
            "#W4": {{Order("#W4", Bob, "pending", "credit_card_2", 10.30m, "M1")}},
            "#W6": {{Order("#W6", Ada, "pending", "gift_card_1", 10.30m, "M1")}}
          }
        }
        """;

    /// <summary>The shop, with Ada identified unless nobody is to be.</summary>
    public static async Task<Shop> OpenAsync(string? user = Ada)
    {
        var shop = new Shop();
        using var folder = new ShopFolder();
        await new RetailImport(shop.Store, Tenant).RunAsync(await RetailFolder.ReadAsync(folder.Path, Token), replace: false, Token);
        if (user is not null) await shop.Sessions.SignInAsync(Tenant, Thread, user, Token);
        return shop;
    }

    /// <summary>Makes a change as an effect does: what the call wants committed is, all or nothing.</summary>
    public async Task<string> DoAsync(OrderAction action, string? key = null)
    {
        var call = new RecordedCall(key ?? $"key-{++_calls}");
        var result = await Desk.ChangeAsync(action, Run, call);
        Assert.True(await Store.Records.ApplyAsync(Tenant, call.Writes, Token));
        return result;
    }

    /// <summary>Does something that must be refused, and change nothing.</summary>
    /// <returns>The reason.</returns>
    public async Task<string> RefusedAsync(OrderAction action)
    {
        var before = await DumpAsync();
        var reason = ToolTexts.Reason(await DoAsync(action));
        Assert.NotNull(reason);
        Assert.Equal(before, await DumpAsync());
        return reason;
    }

    public async Task<string> IdentifyAsync(string key)
    {
        var call = new RecordedCall($"key-{++_calls}");
        var result = await Desk.IdentifyAsync(key, Run, call);
        Assert.True(await Store.Records.ApplyAsync(Tenant, call.Writes, Token));
        return result;
    }

    public async Task<Order> OrderAsync(string id) => RetailJson.Read<Order>((await Store.Records.FindAsync(Tenant, RetailCollections.Orders, id, Token))!.Value);

    public async Task<Customer> CustomerAsync(string id = Ada) => RetailJson.Read<Customer>((await Store.Records.FindAsync(Tenant, RetailCollections.Users, id, Token))!.Value);

    public async Task<decimal?> BalanceAsync() => (await CustomerAsync()).PaymentMethods["gift_card_1"].Balance;

    /// <summary>Every record of the shop with its version.</summary>
    public async Task<string> DumpAsync()
    {
        var lines = new List<string>();
        foreach (var collection in new[] { RetailCollections.Orders, RetailCollections.Users, RetailCollections.Products, RetailCollections.Index })
        {
            lines.AddRange((await Store.Records.QueryAsync(Tenant, collection, "", 0, 1_000, Token)).Select(record => $"{collection} {record.Id} {record.Version} {record.Value}"));
        }

        return string.Join('\n', lines);
    }

    private static string Order(string id, string user, string status, string method, decimal amount, params string[] items) => JsonSerializer.Serialize(
        new
        {
            order_id = id,
            user_id = user,
            address = new { address1 = "9 Side Street", address2 = "", city = "Shelbyville", country = "USA", state = "IL", zip = "10009" },
            items = items.Select(item => item.StartsWith('L')
                ? (object)new { name = "Desk Lamp", product_id = "lamps", item_id = item, price = 100.00m, options = new { color = "black", brightness = "high" } }
                : new { name = "Mug", product_id = "mugs", item_id = item, price = 10.30m, options = new { color = "red" } }),
            status,
            fulfillments = Array.Empty<object>(),
            payment_history = new[] { new { transaction_type = "payment", amount, payment_method_id = method } },
        });
}

/// <summary>A folder with the shop's file, gone after the test.</summary>
internal sealed class ShopFolder : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("baton-shop-");

    public ShopFolder(string? json = null) => Write(RetailFolder.FileName, json ?? Shop.Json);

    public string Path => _folder.FullName;

    public string Write(string name, string text)
    {
        var path = System.IO.Path.Combine(_folder.FullName, name);
        File.WriteAllText(path, text);
        return path;
    }

    public void Dispose() => _folder.Delete(recursive: true);
}

/// <summary>A try of an effect that keeps what it is to commit.</summary>
internal sealed class RecordedCall(string key) : EffectCall
{
    public List<RecordChange> Writes { get; } = [];

    public override string Key => key;

    public override int Attempt => 1;

    public override bool Repeated => false;

    public override string MessageId => key;

    public override CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public override bool HasDeltas => false;

    public override void Delta(string text) { }

    public override void Commit(RecordChange write) => Writes.Add(write);
}
