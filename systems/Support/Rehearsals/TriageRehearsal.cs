using System.Text.RegularExpressions;
using Baton.Agents.Models;
using Baton.Support.Desk;
using Baton.Support.Rehearsals.Reading;

namespace Baton.Support.Rehearsals;

/// <summary>Plays triage's model: sorts by the words of the message, and by those before where the message names no topic.</summary>
public sealed partial class TriageRehearsal : Rehearsal
{
    /// <inheritdoc />
    public override string Agent => AgentNames.Triage;

    /// <inheritdoc />
    public override RehearsalReply Reply(RehearsalRequest request)
    {
        string[] said = [.. request.Messages.Where(message => message.Type == "human" && !DeskMaterial.Is(message)).Select(message => message.Content)];
        if (said.Length > 0 && ForeignReader.Triage(said) is { } foreign) return RehearsalReply.Answer(foreign);
        var conversation = Conversation.Read(request.Messages);
        var category = conversation.Category;
        return RehearsalReply.Answer(new TriageDecision(category, conversation.Priority, Reason(conversation), IsOrderWork(conversation) ? AgentNames.Orders : Words.Of(category))
        {
            Confidence = conversation.Intent == Intent.Unknown ? 0.5 : 0.9,
        });
    }

    // Something is to become of an order, or of what came with one.
    private static bool IsOrderWork(Conversation conversation) =>
        conversation.Intent is Intent.CancelOrder or Intent.ChangeOrder
        || (conversation.Category is Category.General or Category.Billing && conversation.Intent is not (Intent.RefundPolicy or Intent.TrackRefund)
            && OrderWork().IsMatch(conversation.Text));

    [GeneratedRegex(
        @"\b(return|exchange|cancel|modify|change|swap|send back)\b.*(\b(orders?|items?|ordered|bought|received)\b|\#\w*\d)|(\b(orders?|ordered|bought|received)\b|\#\w*\d).*\b(return|exchange|cancel|modify|change|swap|send back)\b",
        RegexOptions.IgnoreCase | RegexOptions.Singleline | RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex OrderWork();

    private static string Reason(Conversation conversation)
    {
        var topic = conversation.Intent == Intent.Unknown ? "no topic that the words give away" : Words.Of(conversation.Intent).Replace('_', ' ');
        var source = conversation.IsFollowUp ? "Goes on about an earlier message: " : "The message is about: ";
        var pressure = conversation.Has(Concept.Urgent | Concept.Deadline) ? "; it presses for time" : "";
        return $"{source}{topic}{pressure}.";
    }
}
