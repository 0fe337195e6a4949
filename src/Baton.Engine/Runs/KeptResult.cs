using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>What is kept of a run whose row and journal are gone.</summary>
/// <param name="Graph">The graph.</param>
/// <param name="Version">Its version.</param>
/// <param name="Pool">The pool.</param>
/// <param name="Status">How it ended.</param>
internal sealed record KeptResult(string Graph, int Version, string Pool, RunStatus Status)
{
    public required string Assistant { get; init; }

    public int Seq { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset EndedAt { get; init; }

    public JsonElement? Metadata { get; init; }

    public JsonElement? Output { get; init; }

    public ErrorBody? Error { get; init; }

    public static KeptResult Of(RunRow run, RunFinished finished) => new(run.Graph, run.Version, run.Pool, run.Status)
    {
        Assistant = run.Assistant,
        Seq = run.Seq,
        CreatedAt = run.CreatedAt,
        EndedAt = run.UpdatedAt,
        Metadata = run.Metadata,
        Output = finished.Output,
        Error = finished.Error,
    };

    public RunResult ToResult(string tenant, Guid id)
    {
        var run = new RunRow(tenant, id, Graph, Version, Pool, Status)
        {
            Assistant = Assistant,
            Seq = Seq,
            CreatedAt = CreatedAt,
            UpdatedAt = EndedAt,
            Metadata = Metadata,
            ErrorCode = Error?.Code,
        };
        return new RunResult(run) { Output = Output, Error = Error };
    }
}
