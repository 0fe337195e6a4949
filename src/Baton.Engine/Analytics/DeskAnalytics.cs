using Baton.Engine.Stores;

namespace Baton.Engine.Analytics;

/// <summary>What a desk's cases of a period come to.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class DeskAnalytics
{
    private readonly IStore _store;
    private readonly IFeedback _feedback;
    private readonly Uptime _uptime;
    private readonly TimeProvider _time;

    internal DeskAnalytics(IStore store, IFeedback feedback, Uptime uptime, TimeProvider time) => (_store, _feedback, _uptime, _time) = (store, feedback, uptime, time);

    /// <summary>Adds a period up.</summary>
    /// <param name="query">Which cases: those that were opened in the period.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask<DeskReport> ReportAsync(CaseTallyQuery query, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(query);
        var tallies = await _store.Cases.TalliesAsync(query, cancellationToken);
        var feedback = await _feedback.SumsAsync(query.Tenant, query.From, query.To, query.Graph, cancellationToken);
        var (up, known) = await _uptime.ReadAsync(query.From, query.To, _time.GetUtcNow(), cancellationToken);
        return new DeskReport(tallies, feedback, up, known);
    }
}

/// <summary>What a desk's cases of a period come to.</summary>
/// <param name="Cases">The cases that were opened in it.</param>
/// <param name="Feedback">The scores that count for it, by key.</param>
/// <param name="MinutesUp">How many of its minutes some server was at work.</param>
/// <param name="MinutesKnown">Of how many that is known.</param>
public sealed record DeskReport(CaseTallies Cases, IReadOnlyList<FeedbackSum> Feedback, long MinutesUp, long MinutesKnown);
