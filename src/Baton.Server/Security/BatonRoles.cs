namespace Baton.Server.Security;

/// <summary>Names of the roles that a key can have.</summary>
public static class BatonRoles
{
    /// <summary>Reads.</summary>
    public const string Viewer = "viewer";

    /// <summary>Reads, starts runs and steers its own.</summary>
    public const string Client = "client";

    /// <summary>A client that also sees all runs and answers approvals.</summary>
    public const string Operator = "operator";

    /// <summary>May do everything.</summary>
    public const string Admin = "admin";

    /// <summary>Pulls worker tasks, and nothing else.</summary>
    public const string Worker = "worker";

    /// <summary>Every role.</summary>
    public static IReadOnlyList<string> All { get; } = [Viewer, Client, Operator, Admin, Worker];
}
