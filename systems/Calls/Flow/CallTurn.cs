using Baton.Errors;

namespace Baton.Calls.Flow;

/// <summary>The turn under way: what was said, what is done about it, and what came of it.</summary>
/// <param name="AccountId">The account that the turn came with.</param>
/// <param name="InputMessage">What was said.</param>
/// <param name="Intent">The intent; empty until it is known.</param>
internal sealed record CallTurn(string AccountId, string InputMessage, string Intent)
{
    /// <summary>What is done about it.</summary>
    public TurnWay Way { get; init; } = TurnWay.Classify;

    /// <summary>The stage in which it is taken.</summary>
    public int FlowId { get; init; }

    /// <summary>The agents that are asked.</summary>
    public IReadOnlyList<string> Agents { get; init; } = [];

    /// <summary>What Baton itself says, where no agent is asked; or null.</summary>
    public string? Text { get; init; }

    /// <summary>The code of a refusal or of an error without an agent; or null.</summary>
    public string? Code { get; init; }

    /// <summary>What the agents said, in their order.</summary>
    public IReadOnlyList<AgentAnswer> Answers { get; init; } = [];

    /// <summary>The turn that a request begins.</summary>
    public static CallTurn Of(CallRequest request) => new(request.AccountId, request.InputMessage, request.Intent ?? "");

    /// <summary>A turn that is refused. What was said is not kept: it may be another account's.</summary>
    public static CallTurn Refused(Fault why) => new("", "", "") { Way = TurnWay.Refuse, Code = why.Code, Text = why.Message };
}

/// <summary>What is done about a turn.</summary>
internal enum TurnWay
{
    /// <summary>Its intent has to be recognised first.</summary>
    Classify,

    /// <summary>The intent's agents are asked; success moves the call on.</summary>
    Ask,

    /// <summary>The fallback agent is asked; the call stays where it is.</summary>
    Fallback,

    /// <summary>Nobody is asked: the intent does not belong to the stage.</summary>
    WrongStage,

    /// <summary>No step is recorded: the session takes no turn, or not this one.</summary>
    Refuse,
}
