using Baton.Errors;

namespace Baton.Agents.Memory;

/// <summary>
/// What is known of customers across conversations. It lies in the store's records; a customer has at most 200 facts. To keep a fact exactly
/// once from a node, do it in an effect: the same text about the same customer is one fact.
/// </summary>
/// <remarks>Safe for concurrent use, on several servers too.</remarks>
public interface IMemory
{
    /// <summary>Keeps a fact. One with the same text is renewed, and never loses trust by it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="customer">The customer's id, 1 to 200 characters.</param>
    /// <param name="fact">The fact.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>The fact as it is kept.</returns>
    /// <exception cref="BatonException">The fact has the wrong form (BTN4604), or the customer has as many as may be (BTN4603).</exception>
    ValueTask<CustomerFact> KeepAsync(string tenant, string customer, CustomerFact fact, CancellationToken cancellationToken);

    /// <summary>What is known of a customer and has not expired: the most trusted first, of these the latest.</summary>
    ValueTask<IReadOnlyList<CustomerFact>> RecallAsync(string tenant, string customer, CancellationToken cancellationToken);

    /// <summary>Forgets everything about a customer, and notes that, when and by whom, without the customer's id.</summary>
    /// <returns>How many facts there were.</returns>
    ValueTask<int> EraseAsync(string tenant, string customer, string? by, CancellationToken cancellationToken);
}
