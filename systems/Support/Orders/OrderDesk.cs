using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Support.Orders.Actions;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders;

/// <summary>
/// Reads and changes the shop's records for the customer who was identified in a conversation. A change is checked against the policy and
/// committed together with its effect's result; where a record was changed by somebody else meanwhile, nothing is.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class OrderDesk(IStore store, OrderSessions sessions)
{
    private const int MostCharacters = 8_000;
    private const string NotIdentified = "The customer is not identified yet: find the user id by email, or by name and zip code, first";
    private const string NotTheirs = "belongs to another customer: you can only help the customer who was identified in this conversation";

    /// <summary>True where a tenant's shop was imported.</summary>
    public async ValueTask<bool> HasOrdersAsync(string tenant, CancellationToken cancellationToken) =>
        (await store.Records.QueryAsync(tenant, RetailCollections.Orders, "", 0, 1, cancellationToken)).Count > 0;

    /// <summary>What the policy says to an action at present, and the records that it would change.</summary>
    public async ValueTask<Decided> DecideAsync(OrderAction action, RunInfo run, CancellationToken cancellationToken)
    {
        if (RetailJson.Text<object>(action).Length > MostCharacters) return new(Ruling.Refuse("The arguments are too long"));
        if (await sessions.UserAsync(run.Tenant, OrderSessions.Of(run), cancellationToken) is not { } user) return new(Ruling.Refuse(NotIdentified));
        if (action is ModifyUserAddress address && address.UserId != user) return new(Ruling.Refuse($"User {address.UserId} {NotTheirs}"));

        var stored = action.Order is { } id ? await FindAsync(run.Tenant, RetailCollections.Orders, id, cancellationToken) : null;
        if (action.Order is not null && stored is null) return new(Ruling.Refuse("Order not found"));
        var order = stored is null ? null : RetailJson.Read<Order>(stored.Value);
        if (order is not null && order.UserId != user) return new(Ruling.Refuse($"Order {order.OrderId} {NotTheirs}"));
        if (await FindAsync(run.Tenant, RetailCollections.Users, user, cancellationToken) is not { } owner) return new(Ruling.Refuse("User not found"));

        var customer = RetailJson.Read<Customer>(owner.Value);
        var products = action.NeedsProducts ? await ProductsAsync(run.Tenant, order!, cancellationToken) : OrderCase.NoProducts;
        return new(action.Decide(new OrderCase(customer, order, products))) { Order = stored, Owner = owner, Customer = customer };
    }

    /// <summary>Makes a change part of an effect's commit.</summary>
    /// <returns>The changed record, or why not.</returns>
    public async Task<string> ChangeAsync(OrderAction action, RunInfo run, EffectCall call)
    {
        var request = RetailJson.Text<object>(action);
        if (await Receipts.FindAsync(store, run.Tenant, call.Key, call.Cancellation) is { } receipt) return receipt.ResultFor(action.GetType().Name, request);
        var decided = await DecideAsync(action, run, call.Cancellation);
        if (decided.Ruling.Refusal is { } refusal) return ToolTexts.Error(refusal);

        if (decided.Ruling.Order is { } order) call.Commit(new RecordChange(RetailCollections.Orders, order.OrderId, decided.Order!.Version, RetailJson.Element(order)));
        if (decided.Ruling.Customer is { } customer && customer != decided.Customer) await CommitAsync(customer, decided, run.Tenant, call);
        var result = decided.Ruling.Order is { } changed ? RetailJson.Text(changed) : RetailJson.Text(decided.Ruling.Customer!);
        call.Commit(Receipts.Change(call.Key, new Receipt(action.GetType().Name, request, result)));
        return result;
    }

    /// <summary>An order of the identified customer.</summary>
    public async Task<string> OrderAsync(string id, RunInfo run, CancellationToken cancellationToken)
    {
        if (await sessions.UserAsync(run.Tenant, OrderSessions.Of(run), cancellationToken) is not { } user) return ToolTexts.Error(NotIdentified);
        if (await FindAsync(run.Tenant, RetailCollections.Orders, id, cancellationToken) is not { } found) return ToolTexts.Error("Order not found");
        return RetailJson.Read<Order>(found.Value).UserId == user ? found.Value.GetRawText() : ToolTexts.Error($"Order {id} {NotTheirs}");
    }

    /// <summary>The identified customer's profile.</summary>
    public async Task<string> UserAsync(string id, RunInfo run, CancellationToken cancellationToken)
    {
        if (await sessions.UserAsync(run.Tenant, OrderSessions.Of(run), cancellationToken) is not { } user) return ToolTexts.Error(NotIdentified);
        if (id != user) return ToolTexts.Error($"User {id} {NotTheirs}");
        return await FindAsync(run.Tenant, RetailCollections.Users, id, cancellationToken) is { } found ? found.Value.GetRawText() : ToolTexts.Error("User not found");
    }

    /// <summary>Identifies the customer of a conversation by a key of <see cref="CustomerIndex"/>.</summary>
    public async Task<string> IdentifyAsync(string key, RunInfo run, EffectCall call)
    {
        var found = await UsersAsync(key, run.Tenant, call.Cancellation);
        if (found.Count == 0) return ToolTexts.Error("User not found");
        if (found.Count > 1) return ToolTexts.Error("More than one user was found: ask for the email address");
        var conversation = OrderSessions.Of(run);
        var present = await sessions.UserAsync(run.Tenant, conversation, call.Cancellation);
        if (present is not null && present != found[0]) return ToolTexts.Error("Another customer was identified in this conversation: you can only help one user per conversation");
        if (present is null) call.Commit(OrderSessions.Identified(conversation, found[0]));
        return found[0];
    }

    // The index may name somebody who has moved since: an import that replaced a customer leaves the old key.
    private async ValueTask<IReadOnlyList<string>> UsersAsync(string key, string tenant, CancellationToken cancellationToken)
    {
        var users = new List<string>();
        foreach (var user in await CustomerIndex.FindAsync(store, tenant, key, cancellationToken))
        {
            var found = await FindAsync(tenant, RetailCollections.Users, user, cancellationToken);
            if (found is not null && CustomerIndex.Keys(RetailJson.Read<Customer>(found.Value)).Contains(key)) users.Add(user);
        }

        return users;
    }

    private async ValueTask CommitAsync(Customer customer, Decided decided, string tenant, EffectCall call)
    {
        call.Commit(new RecordChange(RetailCollections.Users, customer.UserId, decided.Owner!.Version, RetailJson.Element(customer)));
        foreach (var change in await CustomerIndex.ChangesAsync(store, tenant, decided.Customer, customer, call.Cancellation)) call.Commit(change);
    }

    private async ValueTask<IReadOnlyDictionary<string, Product>> ProductsAsync(string tenant, Order order, CancellationToken cancellationToken)
    {
        var products = new Dictionary<string, Product>(StringComparer.Ordinal);
        foreach (var id in order.Items.Select(item => item.ProductId).Distinct(StringComparer.Ordinal))
        {
            if (await FindAsync(tenant, RetailCollections.Products, id, cancellationToken) is { } found) products[id] = RetailJson.Read<Product>(found.Value);
        }

        return products;
    }

    private ValueTask<StoredRecord?> FindAsync(string tenant, string collection, string id, CancellationToken cancellationToken) =>
        store.Records.FindAsync(tenant, collection, id, cancellationToken);
}

/// <summary>What the policy says, and the records that it was said about.</summary>
internal sealed record Decided(Ruling Ruling)
{
    public StoredRecord? Order { get; init; }

    public StoredRecord? Owner { get; init; }

    public Customer? Customer { get; init; }
}
