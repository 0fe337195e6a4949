using System.ComponentModel;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders.Tools;

/// <summary>The tools that only look.</summary>
internal static class LookUpTools
{
    private const int MostProducts = 10_000;

    [Description("Find user id by email. If the user is not found, the function will return an error message.")]
    public static Task<string> FindByEmailAsync(
        [Description("The email of the user, such as 'something@example.com'.")] string email, OrderDesk desk, RunInfo run, EffectCall call) =>
        desk.IdentifyAsync(CustomerIndex.ByEmail(email), run, call);

    [Description("Find user id by first name, last name, and zip code. Use it where the user cannot remember an email address.")]
    public static Task<string> FindByNameAsync(
        [Description("The first name of the customer, such as 'John'.")] string first_name,
        [Description("The last name of the customer, such as 'Doe'.")] string last_name,
        [Description("The zip code of the customer, such as '12345'.")] string zip,
        OrderDesk desk,
        RunInfo run,
        EffectCall call) =>
        desk.IdentifyAsync(CustomerIndex.ByName(first_name, last_name, zip), run, call);

    [Description("Get the status and details of an order.")]
    public static Task<string> OrderAsync(
        [Description("The order id, such as '#W0000000'. Be careful there is a '#' symbol at the beginning of the order id.")] string order_id,
        OrderDesk desk,
        RunInfo run,
        CancellationToken cancellationToken) =>
        desk.OrderAsync(order_id, run, cancellationToken);

    [Description("Get the details of a user, including their orders and payment methods.")]
    public static Task<string> UserAsync(
        [Description("The user id, such as 'sara_doe_496'.")] string user_id, OrderDesk desk, RunInfo run, CancellationToken cancellationToken) =>
        desk.UserAsync(user_id, run, cancellationToken);

    [Description("Get the inventory details of a product: its variants with options, prices and availability.")]
    public static async Task<string> ProductAsync(
        [Description("The product id, such as '6086499569'. Be careful the product id is different from the item id.")] string product_id,
        IStore store,
        RunInfo run,
        CancellationToken cancellationToken) =>
        await store.Records.FindAsync(run.Tenant, RetailCollections.Products, product_id, cancellationToken) is { } found
            ? found.Value.GetRawText()
            : ToolTexts.Error("Product not found");

    [Description("List the name and product id of all product types. Each product type has a variety of different items with unique item ids and options.")]
    public static async Task<string> ProductTypesAsync(IStore store, RunInfo run, CancellationToken cancellationToken)
    {
        var found = await store.Records.QueryAsync(run.Tenant, RetailCollections.Products, "", 0, MostProducts, cancellationToken);
        var types = found.Select(record => RetailJson.Read<Product>(record.Value)).OrderBy(product => product.Name, StringComparer.Ordinal);
        return RetailJson.Text(types.GroupBy(product => product.Name).ToDictionary(group => group.Key, group => group.First().ProductId));
    }
}
