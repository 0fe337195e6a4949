using System.ComponentModel;
using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Baton.Support.Desk.People;

/// <summary>What a person decides about an escalated request: the answer to its question in the inbox.</summary>
/// <param name="Action">What is to be done.</param>
public sealed record PersonDecision([property: JsonRequired] PersonAction Action)
{
    /// <summary>The longest text.</summary>
    public const int LongestText = 8000;

    /// <summary>What the customer is told (answer, resolve), the new draft (edit), or a note to the agents (hand_back).</summary>
    [Description("What the customer is told (answer, resolve), the new draft (edit), or a note to the agents (hand_back)."), StringLength(LongestText)]
    public string? Text { get; init; }

    /// <summary>Who decides; where keys are in use it is the key's name, whatever is said here.</summary>
    [Description("Who decides."), StringLength(100)]
    public string? By { get; init; }

    /// <summary>Who gets the case (assign).</summary>
    [Description("Who gets the case (assign)."), StringLength(100)]
    public string? To { get; init; }

    /// <summary>The measure that is meant (approve, decline).</summary>
    [Description("The measure that is meant (approve, decline)."), StringLength(64)]
    public string? Measure { get; init; }

    /// <summary>The tool to use (use_tool).</summary>
    [Description("The tool to use (use_tool)."), StringLength(64)]
    public string? Tool { get; init; }

    /// <summary>The tool's arguments (use_tool).</summary>
    [Description("The tool's arguments (use_tool).")]
    public JsonElement? Arguments { get; init; }

    /// <summary>How the case was settled, in a sentence (resolve).</summary>
    [Description("How the case was settled, in a sentence (resolve)."), StringLength(1000)]
    public string? Summary { get; init; }

    /// <summary>How many of the customer's messages the person has read; without it those that the question shows.</summary>
    [Description("How many of the customer's messages the person has read; without it those that the question shows.")]
    public int? Seen { get; init; }
}

/// <summary>What a person can do with a case.</summary>
public enum PersonAction
{
    /// <summary>Take it over: nobody else is asked.</summary>
    Take,

    /// <summary>Give it to somebody else.</summary>
    Assign,

    /// <summary>Change the suggested reply without sending it.</summary>
    Edit,

    /// <summary>Answer the customer and keep the case; without a text the suggested reply is sent.</summary>
    Answer,

    /// <summary>Approve a measure that the escalation agent has proposed.</summary>
    Approve,

    /// <summary>Decline such a measure.</summary>
    Decline,

    /// <summary>Use one of the tools.</summary>
    UseTool,

    /// <summary>Give the case back to the agents.</summary>
    HandBack,

    /// <summary>Settle the case, with a last word to the customer or without.</summary>
    Resolve,
}
