namespace Baton.Contracts;

/// <summary>
/// The version of a contract's type; 1.0 without it. Raise the minor number when a member is added (it must be nullable or have a default),
/// the major one when an old reader would be wrong.
/// </summary>
/// <param name="major">The major number, from 1.</param>
/// <param name="minor">The minor number, from 0.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class ContractVersionAttribute(int major, int minor) : Attribute
{
    /// <summary>The major number.</summary>
    public int Major { get; } = major;

    /// <summary>The minor number.</summary>
    public int Minor { get; } = minor;
}
