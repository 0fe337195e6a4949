using System.Globalization;
using System.Text.Json;
using Baton.Engine.Messages;
using Baton.Engine.Stores.Messages;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>The message log: to be searched, erased from, and made again.</summary>
internal static class OpsMessages
{
    public static async Task<Ok<OpsMessageList>> Find(HttpContext context, MessageLog log, [AsParameters] OpsMessageFilter filter)
    {
        CheckKept(log);
        var faults = Fields.None();
        OpsMessageFilter.RefuseOthers(context.Request.Query.Keys, faults);
        var query = filter.ToQuery(Caller.Of(context).Tenant, faults);
        faults.Throw();

        // One more than is shown tells whether there are more.
        var found = await log.FindAsync(query with { Limit = query.Limit + 1 }, context.RequestAborted);
        var words = MessageTerms.Words(query.Text);
        var shown = found.Take(query.Limit).Select(message => OpsMessage.Of(message, words)).ToList();
        return TypedResults.Ok(new OpsMessageList(shown, words, found.Count > query.Limit ? shown[^1].Id : null));
    }

    /// <summary>How far the log is behind.</summary>
    public static async Task<Ok<OpsMessageBacklog>> Backlog(HttpContext context, MessageLog log)
    {
        CheckKept(log);
        var backlog = await log.BacklogAsync(context.RequestAborted);
        return TypedResults.Ok(new OpsMessageBacklog(backlog.Runs, backlog.Oldest?.TotalSeconds ?? 0));
    }

    public static async Task<Ok<OpsMessagesErased>> Erase(HttpContext context, MessageLog log)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var (caller, customer, thread, run) = (Caller.Of(context), fields.Text("customer"), fields.Text("thread_id"), fields.Id("run_id"));
        var terms = new List<long>();
        if (customer is not null) terms.Add(MessageTerms.Customer(caller.Tenant, customer));
        if (thread is not null) terms.Add(MessageTerms.Thread(caller.Tenant, thread));
        if (run is { } id) terms.Add(MessageTerms.Run(caller.Tenant, id));
        fields.RefuseOthers();
        if (terms.Count != 1) fields.Add("customer", "Exactly one of customer, thread_id and run_id is expected.");
        fields.Throw();
        return TypedResults.Ok(new OpsMessagesErased(await log.EraseAsync(terms[0], caller.Name, context.RequestAborted)));
    }

    public static async Task<Ok<OpsMessagesRebuilt>> Rebuild(HttpContext context, MessageLog log)
    {
        CheckKept(log);
        var fields = await RequestBody.ReadFieldsAsync(context);
        var clear = fields.Flag("clear");
        fields.RefuseOthers();
        fields.Throw();
        return TypedResults.Ok(new OpsMessagesRebuilt(await log.RebuildAsync(Caller.Of(context).Tenant, clear, context.RequestAborted)));
    }

    private static void CheckKept(MessageLog log)
    {
        if (!log.IsKept) throw new BatonException(ErrorCodes.MessageLogOff, "The configuration keeps no message log. Set Baton:Messages:Enabled to true and restart the server.");
    }
}

/// <summary>The query of a search in the message log.</summary>
internal sealed record OpsMessageFilter
{
    private const int MostRows = 200;

    private static readonly string[] Names =
        ["q", "thread", "run", "graph", "agent", "node", "customer", "direction", "role", "kind", "since", "until", "limit", "cursor"];

    /// <summary>Words that all stand in the message.</summary>
    public string? Q { get; init; }

    /// <summary>The thread.</summary>
    public string? Thread { get; init; }

    /// <summary>The run.</summary>
    public string? Run { get; init; }

    /// <summary>The run's graph.</summary>
    public string? Graph { get; init; }

    /// <summary>The agent.</summary>
    public string? Agent { get; init; }

    /// <summary>The node, such as <c>technical/retrieve</c>.</summary>
    public string? Node { get; init; }

    /// <summary>Whom the run serves.</summary>
    public string? Customer { get; init; }

    /// <summary><c>in</c>, <c>out</c>, <c>to_model</c>, <c>from_model</c>, <c>to_tool</c>, <c>from_tool</c> or <c>between</c>.</summary>
    public string? Direction { get; init; }

    /// <summary><c>human</c>, <c>ai</c> or <c>tool</c>.</summary>
    public string? Role { get; init; }

    /// <summary><c>input</c>, <c>output</c>, <c>question</c>, <c>answer</c>, <c>event</c>, <c>request</c>, <c>reply</c>, <c>partial</c>, <c>call</c>, <c>result</c>, <c>handoff</c> or <c>return</c>.</summary>
    public string? Kind { get; init; }

    /// <summary>At this time or later.</summary>
    public string? Since { get; init; }

    /// <summary>Before this time.</summary>
    public string? Until { get; init; }

    /// <summary>How many at most: 1 to 200, 50 where it is not given.</summary>
    public string? Limit { get; init; }

    /// <summary>Where to go on: <c>next_cursor</c> of the page before.</summary>
    public string? Cursor { get; init; }

    /// <summary>A name that is not known must not pass for a condition that was not uttered.</summary>
    public static void RefuseOthers(IEnumerable<string> given, Fields faults)
    {
        foreach (var name in given.Where(name => !Names.Contains(name, StringComparer.OrdinalIgnoreCase)))
        {
            faults.Add(name, $"There is no such parameter. Use {string.Join(", ", Names)}.");
        }
    }

    /// <summary>The query for a tenant's messages.</summary>
    public MessageQuery ToQuery(string tenant, Fields faults) => new(tenant)
    {
        Text = Plain("q", Q, faults),
        Thread = Plain("thread", Thread, faults),
        Run = Id(faults),
        Graph = Plain("graph", Graph, faults),
        Agent = Plain("agent", Agent, faults),
        Node = Plain("node", Node, faults),
        Customer = Plain("customer", Customer, faults),
        Direction = Choice<MessageDirection>("direction", Direction, faults),
        Role = Choice<MessageRole>("role", Role, faults),
        Kind = Choice<MessageKind>("kind", Kind, faults),
        Since = Time("since", Since, faults),
        Until = Time("until", Until, faults),
        Limit = Count(faults),
        After = Place(faults),
    };

    private static string? Plain(string name, string? text, Fields faults)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Contains('\0', StringComparison.Ordinal)) faults.Add(name, "A text without U+0000 is expected.");
        return text;
    }

    private Guid? Id(Fields faults)
    {
        if (string.IsNullOrEmpty(Run)) return null;
        if (Guid.TryParse(Run, out var id)) return id;
        faults.Add("run", "A run's id is expected, such as 01a1fd4c-c54e-7268-baf5-917eb8f40f68.");
        return null;
    }

    private static T? Choice<T>(string name, string? text, Fields faults)
        where T : struct, Enum
    {
        if (string.IsNullOrEmpty(text)) return null;
        foreach (var value in Enum.GetValues<T>())
        {
            if (OpsMessage.Word(value) == text) return value;
        }

        faults.Add(name, $"One of {string.Join(", ", Enum.GetValues<T>().Select(OpsMessage.Word))} is expected.");
        return null;
    }

    private static DateTimeOffset? Time(string name, string? text, Fields faults)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time)) return time;
        faults.Add(name, "A time is expected, such as 2027-01-31T12:00:00Z.");
        return null;
    }

    private int Count(Fields faults)
    {
        if (string.IsNullOrEmpty(Limit)) return 50;
        if (int.TryParse(Limit, NumberStyles.None, CultureInfo.InvariantCulture, out var limit) && limit is >= 1 and <= MostRows) return limit;
        faults.Add("limit", $"A whole number from 1 to {MostRows} is expected.");
        return 50;
    }

    private MessagePlace? Place(Fields faults)
    {
        if (string.IsNullOrEmpty(Cursor)) return null;
        var dash = Cursor.IndexOf('-', StringComparison.Ordinal);
        if (dash > 0 && long.TryParse(Cursor.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            && long.TryParse(Cursor.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number))
        {
            return new MessagePlace(at, number);
        }

        faults.Add("cursor", "The next_cursor of an earlier page is expected.");
        return null;
    }
}

/// <summary>Messages, newest first.</summary>
/// <param name="Messages">The messages.</param>
/// <param name="Words">The words that were looked for, as the log knows them; empty where a query has none that count.</param>
/// <param name="NextCursor">Where to go on, or null at the end.</param>
internal sealed record OpsMessageList(IReadOnlyList<OpsMessage> Messages, IReadOnlyList<string> Words, string? NextCursor);

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
