using Baton.Engine.Journal;
using Baton.Graphs;

namespace Baton.Engine.Trees;

/// <summary>An item of a tree while it is put together.</summary>
internal sealed class Branch(string kind, string name, int seq, string visit, DateTimeOffset startedAt)
{
    private int _starts;

    public string Kind => kind;

    public string Name => name;

    public int Seq => seq;

    public string Visit => visit;

    public DateTimeOffset StartedAt => startedAt;

    public DateTimeOffset? EndedAt { get; private set; }

    /// <summary>How it ended; null while it is open.</summary>
    public string? Outcome { get; private set; }

    public int Attempt { get; private set; } = 1;

    public ErrorBody? Error { get; private set; }

    public DateTimeOffset? RetryAt { get; private set; }

    public bool AtMostOnce { get; set; }

    public bool Repeated { get; private set; }

    public TreeModel? Model { get; set; }

    public TreeWait? Wait { get; set; }

    public List<Branch> Inside { get; } = [];

    public static string KindOf(EffectKind effect) => effect switch
    {
        EffectKind.Model => "model",
        EffectKind.Tool => "tool",
        _ => "call",
    };

    public static string KindOf(TicketKind ticket) => ticket.ToString().ToLowerInvariant();

    public void StartAgain(bool repeated)
    {
        Repeated |= repeated;
        RetryAt = null;
        if (_starts++ > 0) (EndedAt, Outcome) = (null, null);
    }

    public void Retry(int failed, ErrorBody error, DateTimeOffset? due) => (Attempt, Error, RetryAt) = (failed + 1, error, due);

    public void Fail(DateTimeOffset at, int attempt, ErrorBody error)
    {
        Attempt = attempt;
        End(at, error);
    }

    public void Complete(DateTimeOffset at, EffectCompleted completed)
    {
        Attempt = completed.Attempt;
        if (Model is not null) Model = TreeModels.Answered(Model, completed.Result);
        End(at, null);
        if (kind == "tool" && TreeModels.IsError(completed.Result)) Outcome = "error";
    }

    public void End(DateTimeOffset at, ErrorBody? error)
    {
        (EndedAt, Error, RetryAt) = (at, error, null);
        Outcome = error is null ? "success" : "error";
    }

    public void Close(DateTimeOffset at, TicketClosed closed)
    {
        (EndedAt, Error) = (at, closed.Error);
        Wait = Wait! with { By = closed.By };
        Outcome = closed.Reason switch
        {
            TicketClosure.TimedOut when kind is not ("timer" or "retry") => "timed_out",
            TicketClosure.Superseded => "superseded",
            _ => closed.Error is null ? "success" : "error",
        };
    }
}
