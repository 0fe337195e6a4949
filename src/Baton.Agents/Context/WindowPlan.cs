namespace Baton.Agents.Context;

/// <summary>What one call sends of a conversation; recorded, so that it is not decided otherwise after a crash.</summary>
/// <param name="Cover">How many messages, from the first, the digest stands for.</param>
/// <param name="CutAbove">Longer messages are cut to so many tokens.</param>
/// <param name="Tokens">How many tokens the call would have sent otherwise, by estimate.</param>
internal sealed record WindowPlan(int Cover, int CutAbove, int Tokens);

/// <summary>What a visit's windows go by; recorded once.</summary>
/// <param name="Factor">The model's <see cref="TokenRate"/>.</param>
/// <param name="Digest">The digest that an earlier visit left; null where there is none for this conversation.</param>
internal sealed record WindowStart(double Factor, DigestPlace? Digest);

/// <summary>Where a digest is recorded.</summary>
/// <param name="Run">The run whose journal has it.</param>
/// <param name="Visit">The visit that made it.</param>
/// <param name="Name">Its name among what that visit recorded.</param>
/// <param name="Covered">How many messages it stands for.</param>
/// <param name="Of">The hash of these messages.</param>
internal sealed record DigestPlace(Guid Run, string Visit, string Name, int Covered, string Of);
