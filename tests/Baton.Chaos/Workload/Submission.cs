using Baton.LedgerServer.Programs;

namespace Baton.Chaos.Workload;

/// <summary>A program that the driver submits.</summary>
/// <param name="Key">The idempotency key, which is the program's name.</param>
/// <param name="Program">The program.</param>
/// <param name="At">When, as a share of the time in which programs are submitted.</param>
internal sealed record Submission(string Key, ProgramRequest Program, double At)
{
    /// <summary>The thread; null for a run on its own.</summary>
    public string? Thread { get; init; }

    /// <summary>True where a busy thread refuses the turn, and the driver comes again later.</summary>
    public bool Rejects { get; init; }

    /// <summary>True where the request is sent once more after its acknowledgement.</summary>
    public bool Twice { get; init; }

    /// <summary>True where a client watches the run's stream.</summary>
    public bool Streams { get; init; }
}
