using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Support.Orders.Evaluation;

/// <summary>Asks the simulated customer for the next message. Only evaluations have this graph.</summary>
internal static class CustomerConversation
{
    public const string Id = "retail_customer";

    /// <summary>The agent that plays the customer.</summary>
    public const string Agent = "retail_customer";

    /// <summary>What the customer says when there is nothing more to say.</summary>
    public const string Stop = "###STOP###";

    /// <summary>What the desk says first.</summary>
    public const string Greeting = "Hi! How can I help you today?";

    public static GraphDefinition Define() => Graph
        .Define<CustomerTurn, CustomerTurn, CustomerLine>(Id, version: 1)
        .Start(turn => turn)
        .Agent<string>("speak", Agent, Ask, (turn, line) => turn with { Line = line })
        .Return(turn => new CustomerLine(turn.Line));

    // The desk's lines come first and are, to the customer, the other person's.
    private static AgentRequest Ask(CustomerTurn turn) =>
        new([.. turn.Lines.Select((line, index) => index % 2 == 0 ? Message.Human(line) : Message.Ai(line, Agent))])
        {
            Variables = new Dictionary<string, string>(StringComparer.Ordinal)
            {
                ["reason"] = turn.Reason,
                ["known"] = turn.Known,
                ["unknown"] = turn.Unknown,
                ["instructions"] = turn.Instructions,
            },
        };
}

/// <summary>What the customer is told, and the conversation so far.</summary>
/// <param name="Reason">Why the customer writes.</param>
/// <param name="Known">What the customer knows.</param>
/// <param name="Unknown">What the customer does not know.</param>
/// <param name="Instructions">How the customer behaves.</param>
/// <param name="Lines">The conversation: a line of the desk, one of the customer, and so on.</param>
internal sealed record CustomerTurn(string Reason, string Known, string Unknown, string Instructions, IReadOnlyList<string> Lines)
{
    /// <summary>What the customer says next.</summary>
    public string Line { get; init; } = "";
}

/// <summary>What the customer says.</summary>
internal sealed record CustomerLine(string Text);
