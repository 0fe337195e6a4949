using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Registry;
using Baton.Server.Http;
using Microsoft.AspNetCore.Mvc;

namespace Baton.Server.Ops;

/// <summary>Which runs are meant. All that is given must fit.</summary>
internal sealed class OpsRunFilter
{
    /// <summary>One of these statuses, with commas between them.</summary>
    [FromQuery(Name = "status")]
    public string? Status { get; init; }

    /// <summary>The graph.</summary>
    [FromQuery(Name = "graph")]
    public string? Graph { get; init; }

    /// <summary>The assistant.</summary>
    [FromQuery(Name = "assistant")]
    public string? Assistant { get; init; }

    /// <summary>The pool.</summary>
    [FromQuery(Name = "pool")]
    public string? Pool { get; init; }

    /// <summary>The code with which the run ended.</summary>
    [FromQuery(Name = "error_code")]
    public string? ErrorCode { get; init; }

    /// <summary>The thread.</summary>
    [FromQuery(Name = "thread")]
    public string? Thread { get; init; }

    /// <summary>Children of this run.</summary>
    [FromQuery(Name = "parent")]
    public Guid? Parent { get; init; }

    /// <summary>Accepted at this time or later.</summary>
    [FromQuery(Name = "since")]
    public DateTimeOffset? Since { get; init; }

    /// <summary>Accepted before this time.</summary>
    [FromQuery(Name = "until")]
    public DateTimeOffset? Until { get; init; }

    /// <summary>Part of the run's or thread's id or of the metadata.</summary>
    [FromQuery(Name = "q")]
    public string? Text { get; init; }

    /// <summary>Rolled-back runs too.</summary>
    [FromQuery(Name = "hidden")]
    public bool? Hidden { get; init; }

    /// <summary>Edits too.</summary>
    [FromQuery(Name = "edits")]
    public bool? Edits { get; init; }

    /// <summary>True where it narrows nothing down.</summary>
    public bool IsEmpty =>
        (Status ?? Graph ?? Assistant ?? Pool ?? ErrorCode ?? Thread ?? Text) is null && Parent is null && Since is null && Until is null;

    /// <summary>Reads a filter out of a body.</summary>
    public static OpsRunFilter Read(Fields fields) => new()
    {
        Status = fields.Names("status") is { } names ? string.Join(',', names) : null,
        Graph = fields.Text("graph"),
        Assistant = fields.Text("assistant"),
        Pool = fields.Text("pool"),
        ErrorCode = fields.Text("error_code"),
        Thread = fields.Text("thread"),
        Parent = fields.Id("parent"),
        Since = fields.Instant("since"),
        Until = fields.Instant("until"),
        Text = fields.Text("q"),
    };

    /// <summary>The query for a tenant's runs.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="graphs">To know an assistant's graph, whose runs are found faster.</param>
    /// <param name="faults">Where faults are noted.</param>
    public RunQuery ToQuery(string tenant, GraphRegistry graphs, Fields faults) => new(tenant)
    {
        Statuses = Statuses(faults),
        Graph = Graph ?? (Assistant is null ? null : graphs.Find(Assistant)?.Id),
        Assistant = Assistant,
        Pool = Pool,
        ErrorCode = ErrorCode,
        Thread = Thread,
        Parent = Parent,
        Since = Since,
        Until = Until,
        Text = Text,
        IncludeHidden = Hidden ?? false,
        IncludeEdits = Edits ?? false,
    };

    private List<RunStatus>? Statuses(Fields faults)
    {
        if (Status is null) return null;
        var statuses = new List<RunStatus>();
        foreach (var text in Status.Split(','))
        {
            if (text.Length > 0 && Enum.TryParse<RunStatus>(text, ignoreCase: true, out var status) && !char.IsAsciiDigit(text[0])) statuses.Add(status);
            else faults.Add("status", $"There is no status '{text}'. Use {string.Join(", ", Enum.GetValues<RunStatus>().Select(known => known.Word()))}.");
        }

        return statuses;
    }
}
