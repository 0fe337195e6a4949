namespace Baton.Chaos.Outside;

/// <summary>One call that reached the tally.</summary>
/// <param name="Run">The run that called.</param>
/// <param name="Visit">Its visit.</param>
/// <param name="Key">The effect's idempotency key.</param>
/// <param name="Counter">The counter.</param>
/// <param name="Amount">What is added.</param>
/// <param name="Once">True where the effect is at most once.</param>
/// <param name="Repeated">True where the caller said that it may have called before.</param>
/// <param name="Refused">True where the tally refused it.</param>
internal sealed record TallyCall(Guid Run, string Visit, string Key, string Counter, int Amount, bool Once, bool Repeated, bool Refused);
