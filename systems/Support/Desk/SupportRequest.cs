using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using Baton.Contracts;

namespace Baton.Support.Desk;

/// <summary>One message from a customer.</summary>
/// <param name="UserId">Who writes; the caller's own id of the customer; not empty.</param>
/// <param name="Message">What the customer writes, in plain text.</param>
[ContractVersion(1, 2)]
public sealed record SupportRequest([property: MinLength(1)] string UserId, string Message)
{
    /// <summary>Whether the caller knows the customer as one that must not wait.</summary>
    [Description("Whether the caller knows the customer as one that must not wait.")]
    public bool Vip { get; init; }
}
