using System.ComponentModel.DataAnnotations;
using Baton.Agents.Languages;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Calls.Agents;

/// <summary>What one agent and one caller have said to each other.</summary>
/// <param name="Messages">The whole of it, oldest first.</param>
internal sealed record AgentTalk(Log<Message> Messages)
{
    private const string English = "en";

    /// <summary>The stage of the last message.</summary>
    public string Stage { get; init; } = "";

    /// <summary>What the caller wants with the last message.</summary>
    public string Intent { get; init; } = "";

    /// <summary>The account, as it may stand in a prompt.</summary>
    public string Account { get; init; } = "";

    /// <summary>The caller's language, as a code.</summary>
    public string Language { get; init; } = English;

    /// <summary>What the check of the caller said; empty where there was none.</summary>
    public string Verdict { get; init; } = "";

    /// <summary>The words of the last message.</summary>
    public string Said => Messages[^1].Content;

    /// <summary>With what the caller says now.</summary>
    public AgentTalk Heard(string message) => this with { Messages = Messages.Add(Message.Human(message)), Verdict = "" };

    /// <summary>With what is told of the call.</summary>
    public AgentTalk In(CallContext call) => this with
    {
        Stage = call.Stage ?? "",
        Intent = call.Intent ?? "",
        Account = call.Account ?? "",
        Language = Known(call.Language) ?? LanguageDetector.Detect(Said) ?? Language,
    };

    /// <summary>With an agent's answer.</summary>
    public AgentTalk Answered(string agent, string answer) => this with { Messages = Messages.Add(Message.Ai(answer, agent)) };

    /// <summary>The placeholders of the agents' prompts.</summary>
    public IReadOnlyDictionary<string, string> Variables() => new Dictionary<string, string>(StringComparer.Ordinal)
    {
        ["stage"] = Or(Stage, "none"),
        ["intent"] = Or(Intent, "none"),
        ["account"] = Or(Account, "none"),
        ["language"] = LanguageSample.NameOf(Language),
        ["verdict"] = Or(Verdict, "none"),
    };

    // A code may come with a region, such as de-AT.
    private static string? Known(string? code) =>
        LanguageSample.All.FirstOrDefault(sample => code?.StartsWith(sample.Code, StringComparison.OrdinalIgnoreCase) is true)?.Code;

    private static string Or(string text, string otherwise) => text.Length > 0 ? text : otherwise;
}

/// <summary>What a caller says to one of the agents.</summary>
/// <param name="Message">In the caller's words.</param>
internal sealed record AgentQuestion([property: StringLength(8_000)] string Message);

/// <summary>What an agent answers.</summary>
/// <param name="Response">In the caller's language, to be said as it is.</param>
/// <param name="Outcome">What came of it, in a word: <c>answered</c>, or what the check of the caller said.</param>
/// <param name="Accepted">False where the caller was not let on: a wrong code, a missing one.</param>
internal sealed record AgentReply(string Response, string Outcome, bool Accepted);
