namespace Baton.Server.Security;

/// <summary>Names of the authorization policies that endpoints require. An endpoint without one needs a key of some role.</summary>
public static class BatonPolicies
{
    /// <summary>Reading: viewer, client, operator, admin.</summary>
    public const string Read = "baton.read";

    /// <summary>Starting and steering runs: client, operator, admin.</summary>
    public const string Run = "baton.run";

    /// <summary>Looking at all runs, answering approvals and sending events: operator, admin.</summary>
    public const string Operate = "baton.operate";

    /// <summary>Administration: admin.</summary>
    public const string Administer = "baton.administer";

    /// <summary>Pulling worker tasks: worker, admin.</summary>
    public const string Work = "baton.work";

    internal static IReadOnlyDictionary<string, string[]> Roles { get; } = new Dictionary<string, string[]>
    {
        [Read] = [BatonRoles.Viewer, BatonRoles.Client, BatonRoles.Operator, BatonRoles.Admin],
        [Run] = [BatonRoles.Client, BatonRoles.Operator, BatonRoles.Admin],
        [Operate] = [BatonRoles.Operator, BatonRoles.Admin],
        [Administer] = [BatonRoles.Admin],
        [Work] = [BatonRoles.Worker, BatonRoles.Admin],
    };
}
