using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>Walks the nodes of a graph: execute, append the checkpoint, next.</summary>
internal sealed class NodeExecutor(RunActivation run, GraphDefinition root)
{
    private readonly StepGuard _guard = new(run, root.StepLimit);

    /// <summary>Walks a graph to its end.</summary>
    /// <exception cref="StopSignal">It waits, or the run must stop.</exception>
    public async ValueTask WalkAsync(RunFrame frame, CancellationToken cancellation)
    {
        _guard.TakeUp(frame);
        while (frame.Cursor != Graph.End)
        {
            run.ThrowIfStopping();
            if (!frame.Graph.TryGetNode(frame.Cursor, out var node))
            {
                throw new BatonException(ErrorCodes.VersionGone, $"The run stands at '{frame.Cursor}', which '{frame.Graph.Id}' does not have.");
            }

            var visit = frame.NextVisit(node.Name);
            _guard.Enter(frame, node, visit);
            using var seen = NodeObservation.Begin(run, frame, node, visit);
            try
            {
                var (state, next) = await ExecuteAsync(node, frame, visit, cancellation);
                await CompleteAsync(frame, node, visit, state, next);
                seen?.Completed();
            }
            catch (Exception exception) when (exception is not StopSignal && run.Cancel is null && run.TimeUp is null && !cancellation.IsCancellationRequested)
            {
                seen?.Failed(exception);
                Fail(frame, node, visit, exception);
            }

            _guard.Leave(frame, node, visit);
        }
    }

    private async ValueTask<(object State, string Next)> ExecuteAsync(Node node, RunFrame frame, string visit, CancellationToken cancellation)
    {
        switch (node)
        {
            case StepNode step:
                var value = await AttemptsAsync(step, visit, token => BodyAsync(step.Body, frame.State, null, visit, visit, token), cancellation);
                return (step.Apply(frame.State, value), step.Next);
            case RouteNode route:
                return (frame.State, route.Choose(frame.State));
            case ParallelNode parallel:
                return ((await AttemptsAsync(parallel, visit, async token => await BranchesAsync(parallel, frame, visit, token), cancellation))!, parallel.Next);
            case MapNode map:
                return ((await AttemptsAsync(map, visit, async token => await ItemsAsync(map, frame, visit, token), cancellation))!, map.Next);
            case ApprovalNode approval:
                return (await AskAsync(approval, frame, visit, cancellation), approval.Next);
            case WaitNode wait:
                return (await WaitAsync(wait, frame, visit, cancellation), wait.Next);
            default:
                throw new InvalidOperationException($"No execution for nodes of kind {node.Kind}.");
        }
    }

    private async ValueTask CompleteAsync(RunFrame frame, Node node, string visit, object state, string next)
    {
        var body = JournalCodec.EncodeCheckpoint(visit, next, node is RouteNode, frame.Shape, frame.State, state);
        if (frame.IsRoot && run.Journal.Resumable) run.Case?.Look(state);
        frame.State = state;
        frame.Cursor = next;
        Complete(frame, node);
        lock (run.LedgerGate) run.Ledger.Forget(visit);

        // A route is pure, a time that has come stays come, and the last node's checkpoint goes with the end of its graph: none needs a
        // commit of its own. Whatever the next node begins that has consequences commits them first.
        if (node is RouteNode or WaitNode { Event: null } || next == Graph.End) run.Journal.Buffer(EntryKind.Checkpoint, body);
        else await run.Journal.AppendAsync(EntryKind.Checkpoint, body);
    }

    private void Fail(RunFrame frame, Node node, string visit, Exception exception)
    {
        var error = exception is RecordedFailureException recorded ? recorded.Error : RunFailure.Describe(exception);
        lock (run.LedgerGate)
        {
            var attempt = run.Ledger.Visit(visit).FailedAttempts + 1;
            run.Journal.Buffer(new NodeFailed(visit, attempt, error, null, node.OnError));
            if (node.OnError is not { } handler) throw new RecordedFailureException(error);
            run.CloseInside(visit);
            frame.Cursor = handler;
            Complete(frame, node);
            run.Ledger.Forget(visit);
        }
    }

    private void Complete(RunFrame frame, Node node)
    {
        frame.Completed(node.Name);
        if (frame.IsRoot && node is not RouteNode) run.Given = null;
    }

    /// <summary>Tries of a node's own code, with its timeout and durable retries.</summary>
    private async ValueTask<object?> AttemptsAsync(Node node, string visit, Func<CancellationToken, ValueTask<object?>> body, CancellationToken cancellation)
    {
        if (node.Policy is { Timeout: null, Retry: null }) return await body(cancellation);
        return await new NodeAttempts(run, node, visit).RunAsync(body, cancellation);
    }

    private async ValueTask<object?> BodyAsync(Body body, object state, object? item, string visit, string node, CancellationToken cancellation)
    {
        var attempt = 1;
        if (run.Ledger.Visits.Count > 0)
        {
            lock (run.LedgerGate) attempt = run.Ledger.Visits.GetValueOrDefault(node)?.FailedAttempts + 1 ?? 1;
        }

        var context = new VisitContext(run, visit, attempt, cancellation);
        var value = body switch
        {
            FunctionBody function => await CallAsync(function, state, item, context),
            AgentBody agent => await run.Parts.Agents.RunAsync(agent, agent.Input(state, item), context),
            SubgraphBody inline => await InlineAsync(inline, state, item, visit, cancellation),
            RemoteAgentBody remote => await run.Parts.RemoteAgents.RunAsync(run, context, remote, (remote.Agent(state, item), remote.Input(state, item))),
            ChildRunBody child => await ChildRuns.WaitAsync(run, context, child, child.Input(state, item)),
            _ => throw new InvalidOperationException($"No execution for bodies of kind {body.Kind}."),
        };
        context.ThrowIfStopped();
        return value;
    }

    private static async ValueTask<object?> CallAsync(FunctionBody function, object state, object? item, VisitContext context)
    {
        try
        {
            return await function.Run(state, item, context);
        }
        catch (Exception exception) when (exception is not StopSignal)
        {
            // Code that wraps whatever it catches must not turn a stop into a failure.
            context.ThrowIfStopped();
            throw;
        }
    }

    private async ValueTask<object?> InlineAsync(SubgraphBody body, object state, object? item, string path, CancellationToken cancellation)
    {
        RunFrame frame;
        lock (run.LedgerGate)
        {
            if (run.Ledger.Frames.TryGetValue(path, out var ledger))
            {
                frame = ledger.Live ?? RunFrame.Resume(ledger, body.Graph);
                ledger.Live = frame;
            }
            else
            {
                var begin = body.Graph.Parts.Start(body.Input(state, item));
                var first = body.Graph.Nodes[0].Name;
                frame = new RunFrame(path, body.Graph, begin, first);
                var started = new FrameStarted(path, body.Graph.Id, first) { Patch = frame.Shape.Patch(null, begin) };
                run.Journal.Buffer(started);
                run.Ledger.Frames[path] = new LedgerFrame(started, StateDocument.Empty) { Live = frame };
            }
        }

        await WalkAsync(frame, cancellation);
        return body.Graph.Parts.Return(frame.State);
    }

    private async ValueTask<object> BranchesAsync(ParallelNode node, RunFrame frame, string visit, CancellationToken cancellation)
    {
        var state = frame.State;
        var work = node.Branches.Select(branch => new BranchWork(branch.Name, $"{visit}/{branch.Name}", branch.Body, null)).ToList();
        Fork(visit, work.Count);
        var results = await new BranchSet(run, node.JoinPolicy, work.Count)
            .RunAsync(work, (branch, token) => BodyAsync(branch.Body, state, null, branch.Visit, visit, token), cancellation);
        return node.Join!(state, results);
    }

    private async ValueTask<object> ItemsAsync(MapNode node, RunFrame frame, string visit, CancellationToken cancellation)
    {
        var state = frame.State;
        var work = node.Items(state).Select((item, index) => new BranchWork($"{index}", $"{visit}[{index}]", node.Body, item)).ToList();
        Fork(visit, work.Count);
        var results = await new BranchSet(run, node.JoinPolicy, node.MaxConcurrency)
            .RunAsync(work, (branch, token) => BodyAsync(branch.Body, state, branch.Item, branch.Visit, visit, token), cancellation);
        return node.Join!(state, results);
    }

    // Kept to the end: visits have names of their own, and a fork that is behind has nothing under way.
    private void Fork(string visit, int branches)
    {
        if (!run.Ledger.Spending.IsLimited) return;
        lock (run.LedgerGate) run.Forks[visit] = branches;
    }

    private async ValueTask<object> AskAsync(ApprovalNode node, RunFrame frame, string visit, CancellationToken cancellation)
    {
        if (!node.When(frame.State)) return frame.State;
        var closed = await new VisitContext(run, visit, 1, cancellation).AskAsync(node.Ask(frame.State), node.AnswerType);
        return node.Apply(frame.State, VisitContext.Read(closed, node.AnswerType));
    }

    private async ValueTask<object> WaitAsync(WaitNode node, RunFrame frame, string visit, CancellationToken cancellation)
    {
        var context = new VisitContext(run, visit, 1, cancellation);
        var until = node.Until(frame.State, context.Now());
        var closed = await context.WaitAsync(new TicketWish(node.Event is null ? TicketKind.Timer : TicketKind.Event, node.Event ?? node.Name) { Deadline = until });
        return node.Apply(frame.State, closed.Reason == TicketClosure.Completed ? closed.Value : null);
    }
}
