using System.Text.RegularExpressions;
using Baton.Agents.Models;
using Baton.Support.Orders.Evaluation;

namespace Baton.Support.Orders.Rehearsals;

/// <summary>
/// Plays the simulated customer's model: says at once who it is and what it wants, agrees to what it is asked to confirm, and stops. It cannot
/// change its mind or hold anything back, as many tasks would have it.
/// </summary>
public sealed partial class CustomerRehearsal : Rehearsal
{
    private const int MostAnswers = 4;

    /// <inheritdoc />
    public override string Agent => CustomerConversation.Agent;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        var said = request.Messages.Count(message => message.Type == "ai");
        if (said == 0) return RehearsalReply.Say($"{InFirstPerson(Section(request.Prompt, "What you know"))} {InFirstPerson(Section(request.Prompt, "Why you write"))}".Trim());
        return RehearsalReply.Say(said <= MostAnswers && request.LastHuman.Contains(OrderRehearsal.AsksYes, StringComparison.Ordinal) ? "Yes." : CustomerConversation.Stop);
    }

    private static string Section(string prompt, string title)
    {
        var start = prompt.IndexOf(title + "\n", StringComparison.Ordinal);
        if (start < 0) return "";
        start += title.Length + 1;
        var end = prompt.IndexOf("\n\n", start, StringComparison.Ordinal);
        return prompt[start..(end < 0 ? prompt.Length : end)].Trim();
    }

    private static string InFirstPerson(string text) => You().Replace(text, match => match.Value.ToUpperInvariant() switch
    {
        "YOU ARE" => "I am",
        "YOU'RE" => "I'm",
        "YOUR" => "my",
        _ => "I",
    });

    [GeneratedRegex(@"\b(you are|you're|your|you)\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, 500)]
    private static partial Regex You();
}
