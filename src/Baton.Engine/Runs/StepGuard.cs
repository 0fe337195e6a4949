using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>What is checked around every step: the step limit, two nodes that hand a run back and forth, and the caller's stops.</summary>
internal sealed class StepGuard(RunActivation run, int limit)
{
    private string? _last;
    private string? _beforeLast;
    private int _alternations;
    private int _steps;

    public void Enter(RunFrame frame, Node node, string visit)
    {
        var steps = Interlocked.Increment(ref _steps) + run.Ledger.Steps;
        if (steps > limit)
        {
            throw new BatonException(ErrorCodes.StepLimit, $"The run took more than {limit} steps. Look for a loop without an exit, or raise .StepLimit(…).");
        }

        if (frame.IsRoot)
        {
            WatchPingPong(node.Name);
            Stop(run.Ledger.Started?.InterruptBefore, frame, node, visit, "before");
        }
    }

    /// <summary>Makes up for a stop that a crash between a node's checkpoint and the stop's ticket has lost.</summary>
    public void TakeUp(RunFrame frame)
    {
        if (!frame.IsRoot || frame.Cursor == Graph.End || run.Ledger.Root is not { LastNode: { } last } root) return;
        if (frame.Graph.TryGetNode(last, out var node)) Stop(run.Ledger.Started?.InterruptAfter, frame, node, $"{last}#{root.Visits[last]}", "after");
    }

    public void Leave(RunFrame frame, Node node, string visit)
    {
        if (frame.IsRoot && frame.Cursor != Graph.End) Stop(run.Ledger.Started?.InterruptAfter, frame, node, visit, "after");
    }

    private void WatchPingPong(string node)
    {
        _alternations = node == _beforeLast && node != _last ? _alternations + 1 : 0;
        (_beforeLast, _last) = (_last, node);
        if (_alternations < run.Parts.Options.PingPongLimit * 2) return;
        throw new BatonException(
            ErrorCodes.PingPong, $"'{_beforeLast}' and '{_last}' handed the run to each other {run.Parts.Options.PingPongLimit} times. Give one of them a way out.");
    }

    private void Stop(IReadOnlyList<string>? at, RunFrame frame, Node node, string visit, string side)
    {
        if (at is null || node is RouteNode || !(at.Contains("*") || at.Contains(node.Name))) return;
        lock (run.LedgerGate)
        {
            var id = TicketIds.Of(run.Row.Tenant, run.Row.Id, visit, TicketKind.Breakpoint, side, 1);
            if (run.Ledger.Tickets.TryGetValue(id, out var ticket))
            {
                if (!ticket.IsOpen) return;
            }
            else
            {
                // The ticket hangs on the frame, not on the visit: a stop after a node outlives the node's records.
                var opened = new TicketOpened(id, TicketKind.Breakpoint, frame.Path, $"{side} {node.Name}", 1);
                run.Journal.Buffer(opened);
                run.Ledger.Open(opened);
                run.Journal.OpenTicket(new Stores.TicketRow(id, run.Row.Id, TicketKind.Breakpoint, visit) { Name = opened.Name });
            }
        }

        throw new SuspendedSignal();
    }
}
