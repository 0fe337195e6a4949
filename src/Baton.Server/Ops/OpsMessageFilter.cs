using System.ComponentModel.DataAnnotations;
using System.Globalization;
using Baton.Engine.Stores.Messages;
using Baton.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Server.Ops;

/// <summary>The query of a search in the message log.</summary>
internal sealed record OpsMessageFilter
{
    private const int MostRows = 200;

    /// <summary>Words that all stand in the message.</summary>
    [FromQuery(Name = "q")]
    public string? Q { get; init; }

    /// <summary>The thread.</summary>
    [FromQuery(Name = "thread")]
    public string? Thread { get; init; }

    /// <summary>The run.</summary>
    [FromQuery(Name = "run")]
    public Guid? Run { get; init; }

    /// <summary>The run's graph.</summary>
    [FromQuery(Name = "graph")]
    public string? Graph { get; init; }

    /// <summary>The agent.</summary>
    [FromQuery(Name = "agent")]
    public string? Agent { get; init; }

    /// <summary>The node, such as <c>technical/retrieve</c>.</summary>
    [FromQuery(Name = "node")]
    public string? Node { get; init; }

    /// <summary>Whom the run serves.</summary>
    [FromQuery(Name = "customer")]
    public string? Customer { get; init; }

    /// <summary><c>in</c>, <c>out</c>, <c>to_model</c>, <c>from_model</c>, <c>to_tool</c>, <c>from_tool</c> or <c>between</c>.</summary>
    [FromQuery(Name = "direction")]
    public string? Direction { get; init; }

    /// <summary><c>human</c>, <c>ai</c> or <c>tool</c>.</summary>
    [FromQuery(Name = "role")]
    public string? Role { get; init; }

    /// <summary><c>input</c>, <c>output</c>, <c>question</c>, <c>answer</c>, <c>event</c>, <c>request</c>, <c>reply</c>, <c>partial</c>, <c>call</c>, <c>result</c>, <c>handoff</c> or <c>return</c>.</summary>
    [FromQuery(Name = "kind")]
    public string? Kind { get; init; }

    /// <summary>At this time or later.</summary>
    [FromQuery(Name = "since")]
    public DateTimeOffset? Since { get; init; }

    /// <summary>Before this time.</summary>
    [FromQuery(Name = "until")]
    public DateTimeOffset? Until { get; init; }

    /// <summary>How many at most: 1 to 200, 50 where it is not given.</summary>
    [FromQuery(Name = "limit"), Range(1, MostRows)]
    public int? Limit { get; init; }

    /// <summary>Where to go on: <c>next_cursor</c> of the page before.</summary>
    [FromQuery(Name = "cursor")]
    public string? Cursor { get; init; }

    /// <summary>The query for a tenant's messages.</summary>
    public MessageQuery ToQuery(string tenant, Fields faults) => new(tenant)
    {
        Text = Plain("q", Q, faults),
        Thread = Plain("thread", Thread, faults),
        Run = Run,
        Graph = Plain("graph", Graph, faults),
        Agent = Plain("agent", Agent, faults),
        Node = Plain("node", Node, faults),
        Customer = Plain("customer", Customer, faults),
        Direction = Choice<MessageDirection>("direction", Direction, faults),
        Role = Choice<MessageRole>("role", Role, faults),
        Kind = Choice<MessageKind>("kind", Kind, faults),
        Since = Since,
        Until = Until,
        Limit = Limit ?? 50,
        After = Place(faults),
    };

    private static string? Plain(string name, string? text, Fields faults)
    {
        if (string.IsNullOrEmpty(text)) return null;
        if (text.Contains('\0', StringComparison.Ordinal)) faults.Add(name, "A text without U+0000 is expected.");
        return text;
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
