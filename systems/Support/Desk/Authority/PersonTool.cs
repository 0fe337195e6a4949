namespace Baton.Support.Desk.Authority;

/// <summary>A tool as a person is shown it.</summary>
/// <param name="Name">What <c>use_tool</c> names.</param>
/// <param name="Does">What it does.</param>
/// <param name="Arguments">Its arguments, each with what it means.</param>
internal sealed record PersonTool(string Name, string Does, IReadOnlyDictionary<string, string> Arguments)
{
    public static IReadOnlyList<PersonTool> All { get; } =
    [
        new(AuthorityTools.Compensate, "Gives the customer money.", Of(("amount", "a number, in the desk's currency"), ("reason", "what it is for"))),
        new(AuthorityTools.GrantException, "Makes an exception from a policy.", Of(("policy", "the policy"), ("reason", "why"))),
        new(AuthorityTools.PullIn, "Pulls in another team.", Of(("team", "engineering or management"), ("reason", "why"))),
        new(AuthorityTools.PrioritySupport, "Has this customer's requests come first.", Of(("reason", "why"))),
    ];

    private static Dictionary<string, string> Of(params (string Name, string Means)[] arguments) =>
        arguments.ToDictionary(argument => argument.Name, argument => argument.Means, StringComparer.Ordinal);
}
