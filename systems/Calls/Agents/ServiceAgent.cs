namespace Baton.Calls.Agents;

/// <summary>One of the ten agents that service calls are answered by.</summary>
/// <param name="Name">Its name, such as <c>greeting</c>.</param>
/// <param name="Description">What it does, for its agent card.</param>
internal sealed record ServiceAgent(string Name, string Description)
{
    /// <summary>The id of its graph, and so of its assistant.</summary>
    public string Id => $"calls_{Name}";

    /// <summary>All of them, in the order of their ports.</summary>
    public static IReadOnlyList<ServiceAgent> All { get; } =
    [
        new("greeting", "Welcomes a caller and says what the service can do."),
        new("auth", "Checks who is calling: by account, and by PIN or one-time code."),
        new("refund", "Says which payments can be refunded, and refunds one of them."),
        new("billing", "Explains invoices, and credits a charge that is wrong."),
        new("booking", "Offers appointments for a visit, and books one."),
        new("complaint", "Takes a complaint, gives it a number, and settles it."),
        new("account", "Says what is on file about an account, and changes its contact details."),
        new("balance", "Says an account's balance."),
        new("closing", "Says goodbye and thanks for feedback."),
        new("fallback", "Answers where no other agent can: asks the caller to say it otherwise."),
    ];

    /// <summary>The agent of a name, or null.</summary>
    public static ServiceAgent? Find(string name) => All.FirstOrDefault(agent => agent.Name == name);
}
