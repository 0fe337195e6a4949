namespace Baton.Engine.Analytics;

/// <summary>What somebody thinks of a thread or a run.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Graph">The graph of what it is about.</param>
/// <param name="Key">What is scored, such as <c>csat</c>.</param>
/// <param name="Score">How much.</param>
/// <param name="At">When it was given.</param>
public sealed record Feedback(string Id, string Graph, string Key, double Score, DateTimeOffset At)
{
    /// <summary>The thread, or null.</summary>
    public string? Thread { get; init; }

    /// <summary>The run that was named, or null.</summary>
    public Guid? Run { get; init; }

    /// <summary>In words, or null: a customer's content, which goes into no log.</summary>
    public string? Comment { get; init; }

    /// <summary>Who passed it on, or null.</summary>
    public string? By { get; init; }

    /// <summary>The day on which its case was opened (its thread made, its run accepted), UTC: the day it counts for.</summary>
    public DateOnly Day { get; init; }
}

/// <summary>Feedback that is to be kept.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Key">What is scored: 1 to 64 of a–z, 0–9, <c>_</c>, <c>.</c> and <c>-</c>.</param>
/// <param name="Score">How much; finite.</param>
public sealed record FeedbackWish(string Tenant, string Key, double Score)
{
    /// <summary>The thread; null where a run is named.</summary>
    public string? Thread { get; init; }

    /// <summary>The run; null where a thread is named.</summary>
    public Guid? Run { get; init; }

    /// <summary>In words, or null.</summary>
    public string? Comment { get; init; }

    /// <summary>Who passes it on, or null.</summary>
    public string? By { get; init; }

    /// <summary>The caller's idempotency key: the same again is kept once.</summary>
    public string? IdempotencyKey { get; init; }
}

/// <summary>Scores of one key, added up.</summary>
/// <param name="Key">What is scored.</param>
/// <param name="Count">How many.</param>
/// <param name="Mean">Their mean.</param>
public sealed record FeedbackSum(string Key, long Count, double Mean);

/// <summary>Keeps what people think of threads and runs, also of those that retention has removed while their case is kept.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IFeedback
{
    /// <summary>Keeps feedback and adds its score up.</summary>
    /// <exception cref="Baton.Errors.BatonException">There is no such thread or run, it has as much feedback as is kept, or the idempotency key was used for another one.</exception>
    ValueTask<Feedback> AddAsync(FeedbackWish wish, CancellationToken cancellationToken);

    /// <summary>The feedback on a thread or a run, or on all, in no order that matters.</summary>
    ValueTask<IReadOnlyList<Feedback>> ListAsync(string tenant, string? thread, Guid? run, int offset, int limit, CancellationToken cancellationToken);

    /// <summary>Scores added up by key, by the days for which they count.</summary>
    ValueTask<IReadOnlyList<FeedbackSum>> SumsAsync(string tenant, DateOnly from, DateOnly to, string? graph, CancellationToken cancellationToken);

    /// <summary>Removes what was said in words of a thread; its scores stay.</summary>
    ValueTask EraseAsync(string tenant, string thread, CancellationToken cancellationToken);

    /// <summary>Removes the feedback on a thread that is gone; the sums stay.</summary>
    ValueTask RemoveAsync(string tenant, string thread, CancellationToken cancellationToken);
}
