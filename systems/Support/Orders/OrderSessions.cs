using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Support.Orders.Records;

namespace Baton.Support.Orders;

/// <summary>Who was identified in a conversation. A conversation is a thread, or a run without one, and belongs to one customer.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class OrderSessions(IStore store)
{
    /// <summary>The conversation that a run is part of.</summary>
    public static string Of(RunInfo run) => run.ThreadId ?? run.RunId.ToString();

    /// <summary>The customer, or null while nobody was identified.</summary>
    public async ValueTask<string?> UserAsync(string tenant, string conversation, CancellationToken cancellationToken) =>
        await store.Records.FindAsync(tenant, RetailCollections.Sessions, conversation, cancellationToken) is { } found
            ? found.Value.Deserialize<OrderSession>(BatonJson.Options)!.UserId
            : null;

    /// <summary>What notes that a customer was identified, for the effect that did it.</summary>
    public static RecordChange Identified(string conversation, string user) =>
        new(RetailCollections.Sessions, conversation, 0, JsonSerializer.SerializeToElement(new OrderSession(user), BatonJson.Options));

    /// <summary>Notes a customer whom the caller knows already, such as one who is signed in at the shop.</summary>
    public async ValueTask SignInAsync(string tenant, string conversation, string user, CancellationToken cancellationToken) =>
        await store.Records.ApplyAsync(tenant, [Identified(conversation, user)], cancellationToken);

    private sealed record OrderSession(string UserId);
}
