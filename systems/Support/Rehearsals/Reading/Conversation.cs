using Baton.Contracts;
using Baton.Support.Desk;
using static Baton.Support.Rehearsals.Reading.Concept;

namespace Baton.Support.Rehearsals.Reading;

/// <summary>What a conversation comes to: the last message, read in the light of the earlier ones.</summary>
/// <param name="Text">What the customer wrote last.</param>
/// <param name="Intent">What the customer wants; where the last message names no topic, that of the latest one that does.</param>
/// <param name="Concepts">What the last message is about.</param>
internal sealed record Conversation(string Text, Intent Intent, Concept Concepts)
{
    // Of a longer message only the beginning is read: far beyond what customers write, and little enough that none keeps the desk busy.
    private const int Longest = 4000;

    /// <summary>True where the topic comes from an earlier message.</summary>
    public bool IsFollowUp { get; init; }

    /// <summary>How many earlier messages were on the same topic.</summary>
    public int EarlierTries { get; init; }

    /// <summary>Numbers and amounts that the customer gave, in the last message or before.</summary>
    public Particulars Particulars { get; init; } = Particulars.None;

    /// <summary>Where it belongs.</summary>
    public Category Category => Topic.CategoryOf(Intent);

    /// <summary>How urgent it is: the topic's own priority, raised by what blocks or presses the customer.</summary>
    public Priority Priority
    {
        get
        {
            var priority = Topic.PriorityOf(Intent);
            if (Intent == Intent.Malfunction && Has(Everyone) && Has(Outage | Unable)) priority = Priority.Critical;
            if (Has(Urgent) && Has(Deadline)) return Priority.Critical;
            if (Has(Deadline)) priority = Raise(priority, Priority.High);
            if (Has(Urgent)) priority = Raise(priority, Priority.High);
            if (Has(Anger) || (IsFollowUp && Has(Still))) priority = Raise(priority, Priority.High);
            return priority;
        }
    }

    /// <summary>True where the last message has one of these.</summary>
    public bool Has(Concept any) => (Concepts & any) != None;

    /// <summary>Reads the customer's side of a conversation, oldest message first.</summary>
    public static Conversation Read(IReadOnlyList<Message> messages)
    {
        string[] said = [.. messages.Where(message => message.Type == "human" && !DeskMaterial.Is(message)).Select(message => Beginning(message.Content))];
        if (said.Length == 0) return new Conversation("", Intent.Unknown, None);

        List<Intent> topics = [];
        var followsUp = false;
        var concepts = None;
        foreach (var text in said)
        {
            (var intent, concepts) = MessageReader.Read(text);
            followsUp = IsVague(intent, concepts) && topics.Exists(IsTopic);
            topics.Add(followsUp ? topics.FindLast(IsTopic) : intent);
        }

        return new Conversation(said[^1], topics[^1], concepts)
        {
            IsFollowUp = followsUp,
            EarlierTries = topics.SkipLast(1).Count(topic => topic == topics[^1]),
            Particulars = Particulars.Of(said),
        };
    }

    private static string Beginning(string text) => text.Length > Longest ? text[..Longest] : text;

    // A malfunction without a thing that malfunctions ("it still fails") says less than the topic before it.
    private static bool IsVague(Intent intent, Concept concepts) =>
        intent == Intent.Unknown || (intent == Intent.Malfunction && (concepts & Site) == None) || (intent == Intent.Complaint && (concepts & Grievance) == None);

    private static bool IsTopic(Intent intent) => intent is not (Intent.Unknown or Intent.SmallTalk);

    private static Priority Raise(Priority from, Priority to) => from > to ? from : to;
}
