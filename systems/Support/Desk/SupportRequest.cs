namespace Baton.Support.Desk;

/// <summary>One message from a customer.</summary>
/// <param name="UserId">Who writes; the caller's own id of the customer.</param>
/// <param name="Message">What the customer writes, in plain text.</param>
public sealed record SupportRequest(string UserId, string Message);
