using System.Globalization;
using Baton.Engine.Stores.Messages;
using Baton.Server.Http;

namespace Baton.Server.Ops;

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
