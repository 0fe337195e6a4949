using Baton.Engine.Journal;
using Baton.Engine.Notices;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Cases;

/// <summary>Watches what a run's states say of its thread's case, and notes in the journal what has changed.</summary>
/// <remarks>For one executor; the run's own graph alone is asked, one node after another.</remarks>
internal sealed class RunCase
{
    private readonly RunActivation _run;
    private readonly GraphDefinition _graph;
    private CaseFacts? _last;
    private bool _isKnown;
    private bool _asked;

    private RunCase(RunActivation run, GraphDefinition graph) => (_run, _graph) = (run, graph);

    /// <summary>The watch over a run's thread; null where the thread is no case.</summary>
    public static RunCase? Of(RunActivation run, GraphDefinition graph) =>
        graph.HasCase && run.Row.Thread is not null ? new RunCase(run, graph) : null;

    /// <summary>What the case is; null where the states of the thread have said nothing yet.</summary>
    public CaseFacts? Facts => _last;

    /// <summary>Goes on where the journal left the run.</summary>
    public void TakeUp(object state)
    {
        var noted = _run.Ledger.Case;
        (_last, _asked, _isKnown) = (noted is null ? Read(state) : noted.Facts, noted?.Asked ?? false, true);
    }

    /// <summary>Begins: what the thread's state said before is no news.</summary>
    /// <param name="before">The state at the thread's head; null where there is none, or it could not be read.</param>
    /// <param name="isHead">False where the run goes on from elsewhere (a fork): then the first facts are noted whatever they are.</param>
    public void Begin(object? before, bool isHead) => (_last, _isKnown) = (before is null ? null : Read(before), isHead);

    /// <summary>Notes what a state says, where that is new; it goes with the next append.</summary>
    public void Look(object state)
    {
        var facts = Read(state);
        if (facts is null || (_isKnown && facts == _last && _asked == _run.Ledger.HasAsked)) return;
        Note(facts);
    }

    /// <summary>Notes what the thread's state says after a rollback.</summary>
    /// <param name="state">The state; null for the empty thread.</param>
    public void Return(object? state)
    {
        var facts = state is null ? null : Read(state);
        if (facts != _last) Note(facts);
    }

    private CaseFacts? Read(object state) => _run.Parts.Cases.Read(_graph, state, _last);

    private void Note(CaseFacts? facts)
    {
        var (row, now) = (_run.Row, _run.Parts.Time.GetUtcNow());
        _asked = _run.Ledger.HasAsked;
        var change = new CaseChange(row.Tenant, row.Thread!, row.Graph, row.Id, facts) { Asked = _asked, Since = row.CreatedAt, At = now };
        IReadOnlyList<OutboxMessage> messages = facts == _last ? [] : _run.Parts.Notices.Of(new CaseEvent(row.Tenant, row.Thread!, row.Graph, row.Id, _last, facts, now));
        (_last, _isKnown) = (facts, true);
        _run.Journal.Buffer(new CaseChanged(facts) { Asked = _asked }, change, messages);
    }
}
