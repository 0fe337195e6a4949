using System.Globalization;
using System.Text.Json;
using Baton.Engine.Messages;
using Baton.Engine.Stores.Messages;

namespace Baton.Server.Ops;

/// <summary>A message.</summary>
/// <param name="Id">Its id, which is a cursor too.</param>
/// <param name="At">When it was written.</param>
/// <param name="RunId">Its run.</param>
/// <param name="Seq">The entry of the run's journal in which it stands.</param>
/// <param name="Excerpt">The part of its text that shows why it was found.</param>
internal sealed record OpsMessage(string Id, DateTimeOffset At, Guid RunId, int Seq, string Excerpt)
{
    /// <summary>Where in the excerpt words stand that were looked for.</summary>
    public IReadOnlyList<Highlight> Highlights { get; init; } = [];

    /// <summary>The run's thread, or null.</summary>
    public string? ThreadId { get; init; }

    /// <summary>The run's graph.</summary>
    public required string Graph { get; init; }

    /// <summary>The agent that speaks or is spoken to, or null.</summary>
    public string? Agent { get; init; }

    /// <summary>The node, or null.</summary>
    public string? Node { get; init; }

    /// <summary>Between whom it went.</summary>
    public required string Direction { get; init; }

    /// <summary>Who speaks.</summary>
    public required string Role { get; init; }

    /// <summary>What it is.</summary>
    public required string Kind { get; init; }

    public static OpsMessage Of(FoundMessage found, IReadOnlyCollection<string> words)
    {
        var (message, excerpt) = (found.Message, MessageExcerpt.Of(found.Message.Text, words));
        return new OpsMessage(string.Create(CultureInfo.InvariantCulture, $"{found.Place.At}-{found.Place.Number}"), message.At, found.Run, message.Seq, excerpt.Text)
        {
            Highlights = excerpt.Highlights,
            ThreadId = found.Thread,
            Graph = found.Graph,
            Agent = message.Agent,
            Node = message.Node,
            Direction = Word(message.Direction),
            Role = Word(message.Role),
            Kind = Word(message.Kind),
        };
    }

    public static string Word<T>(T value)
        where T : struct, Enum => JsonNamingPolicy.SnakeCaseLower.ConvertName(value.ToString());
}

/// <summary>Messages, newest first.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Words">The words that were looked for, as the log knows them; empty where a query has none that count.</param>
/// <param name="NextCursor">Where to go on, or null at the end.</param>
internal sealed record OpsMessageList(IReadOnlyList<OpsMessage> Messages, IReadOnlyList<string> Words, string? NextCursor);

/// <summary>How far the log is behind.</summary>
/// <param name="Runs">How many runs have messages that are not indexed; no more than 100,000 are counted.</param>
/// <param name="LagSeconds">How long the oldest of them has been waiting.</param>
internal sealed record OpsMessageBacklog(int Runs, double LagSeconds);

/// <summary>What to erase, as documented: exactly one of them.</summary>
internal sealed record OpsMessageErasure
{
    /// <summary>A customer's id.</summary>
    public string? Customer { get; init; }

    /// <summary>A thread.</summary>
    public string? ThreadId { get; init; }

    /// <summary>A run.</summary>
    public Guid? RunId { get; init; }
}

/// <summary>What was erased.</summary>
/// <param name="Messages">How many messages.</param>
internal sealed record OpsMessagesErased(int Messages);

/// <summary>How to make the log again, as documented.</summary>
internal sealed record OpsMessageRebuild
{
    /// <summary>True removes what it has first: needed where other things are to be redacted than before.</summary>
    public bool? Clear { get; init; }
}

/// <summary>What is made again.</summary>
/// <param name="Runs">How many runs will be read, in the background.</param>
internal sealed record OpsMessagesRebuilt(int Runs);
