using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>What is checked around every step: the step limit, two nodes or agents that hand a run back and forth, and the caller's stops.</summary>
internal sealed class StepGuard(RunActivation run, int limit)
{
    private readonly Alternation _nodes = new();
    private int _steps;

    public void Enter(RunFrame frame, Node node, string visit)
    {
        var steps = Interlocked.Increment(ref _steps) + run.Ledger.Steps;
        if (steps > limit)
        {
            throw new BatonException(ErrorCodes.StepLimit, $"The run took more than {limit} steps. Look for a loop without an exit, or raise .StepLimit(…).");
        }

        WatchPingPong(frame, node);
        if (frame.IsRoot)
        {
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

    private void WatchPingPong(RunFrame frame, Node node)
    {
        if (frame.IsRoot) Watch(_nodes, node);

        // Agents hand over through routes; whatever else comes in between does something.
        if (node is StepNode { Body: AgentBody }) Watch(frame.Agents, node);
        else if (node is not RouteNode) frame.Agents.Break();
    }

    private void Watch(Alternation turns, Node node)
    {
        var rounds = run.Parts.Options.PingPongLimit;
        if (!turns.Reaches(node.Name, rounds)) return;
        throw new BatonException(ErrorCodes.PingPong, $"{turns.Pair} handed the run to each other {rounds} times. Give one of them a way out.");
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
