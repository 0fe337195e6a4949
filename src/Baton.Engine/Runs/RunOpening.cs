using System.Text.Json;
using Baton.Engine.Cases;
using Baton.Engine.Interrupts;
using Baton.Engine.Journal;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>How a run begins or is taken up again: which state it goes on from, and at which node.</summary>
internal sealed class RunOpening(RunActivation run, GraphDefinition graph)
{
    /// <summary>Why a run that is not resumable does not go on.</summary>
    public static ErrorBody Lost { get; } = new(
        ErrorCodes.RunLost, "RunLost", "The server that ran it stopped, and its graph is not resumable: it is never run again. Start it anew if its work may be repeated.");

    /// <summary>How much running time the run has left.</summary>
    public TimeSpan TimeLeft => TimeSpan.FromSeconds(run.Ledger.Started!.TimeBudgetSeconds) - run.Ledger.Running;

    /// <summary>Notes the take-over in the journal and checks that this server can go on with the run.</summary>
    /// <returns>Why it cannot, or null.</returns>
    public ErrorBody? TakeUp()
    {
        if (run.Ledger.Started is not { } started) return new ErrorBody(ErrorCodes.JournalTooNew, "Journal", "The run's journal has no beginning.");
        // Its journal has nothing between start and end: that it was begun before shows in the number of its owners alone.
        if (!run.Row.Resumable && run.Row.Epoch > 1) return Lost;

        if (run.Ledger.Root is not null) run.Journal.Buffer(new RunClaimed(run.Row.Owner ?? 0, run.Row.Epoch, "resumed"));
        if (started.Version == graph.Version && started.Fingerprint != graph.Describe().Fingerprint && !run.Parts.Options.Development)
        {
            return new ErrorBody(
                ErrorCodes.VersionChanged, "VersionChanged", $"The run started with another definition of version {started.Version} of '{started.Graph}'. Deploy that one again, give the changed graph a new version, and run the thread without input: it goes on where this run stood.");
        }

        if (started.Version != graph.Version)
        {
            return new ErrorBody(
                ErrorCodes.VersionGone, "VersionGone", $"The run started with version {started.Version} of '{started.Graph}', and this server has version {graph.Version}. Deploy version {started.Version} again and run the thread without input: it goes on where this run stood. Or start the work anew.");
        }

        return null;
    }

    /// <summary>The run's own graph where it stands; begun now if need be.</summary>
    public async ValueTask<(RunFrame? Root, ErrorBody? Failure)> RootAsync()
    {
        try
        {
            var root = run.Ledger.Root is { } open ? Resume(open) : await BeginAsync(run.Ledger.Started!);
            if (run.Ledger.Root is not null) run.Case?.TakeUp(root.State);
            run.Given = await GivenAnswer.OfAsync(run, root);
            return (root, null);
        }
        catch (Exception exception) when (exception is not StopSignal)
        {
            return (null, RunFailure.Describe(exception));
        }
    }

    private RunFrame Resume(LedgerFrame open)
    {
        run.Earlier.Base = open.Started.Base;
        return RunFrame.Resume(open, graph);
    }

    private async ValueTask<RunFrame> BeginAsync(RunStarted started)
    {
        var head = await HeadAsync();
        var origin = started.From ?? head;
        run.Earlier.Base = origin;
        var ground = origin is null ? null : await GroundAsync(origin, needsPlace: started.Input is null || started.From is not null);
        if (run.Case is { } watch) await BeginCaseAsync(watch, origin, head, ground);
        var (state, first) = started.Input is { } input ? Turn(ground?.State, input) : Resumed(ground);
        if (started.Update is { } update) state = Updated(state, update);
        first = started.Goto ?? first;
        var isMigrated = ground is not null && ground.Version != graph.Version;
        var before = isMigrated ? null : ground?.State;
        var opening = new FrameStarted("", graph.Id, first) { Base = origin, Before = origin == head ? null : head, Whole = isMigrated };
        Snapshot(ground, origin);
        if (!run.Journal.Resumable) return new RunFrame("", graph, state, first) { Ground = new FrameGround(opening, before) };
        run.Journal.Buffer(opening with { Patch = StateShape.Of(graph.StateType).Patch(before, state) });
        return new RunFrame("", graph, state, first);
    }

    private async ValueTask BeginCaseAsync(RunCase watch, CheckpointRef? origin, CheckpointRef? head, Ground? ground)
    {
        if (origin == head)
        {
            watch.Begin(ground?.State, isHead: true);
            return;
        }

        try
        {
            watch.Begin(head is null ? null : (await GroundAsync(head, needsPlace: false)).State, isHead: false);
        }
        catch (BatonException)
        {
            // What the thread's state was is only of interest to who hears of the change.
            watch.Begin(null, isHead: false);
        }
    }

    /// <summary>Begins the journal with the whole state that the run goes on from, where it took long enough to read.</summary>
    private void Snapshot(Ground? ground, CheckpointRef? origin)
    {
        var due = ground?.Document is { } document ? StateSnapshots.Due(document, ground.Lineage, origin!) : null;
        if (due is not null) run.Journal.Buffer(due);
        run.Ledger.Lineage = Lineage.None with { Runs = due is null && ground is not null ? ground.Lineage.Runs + 1 : 1 };
    }

    private async ValueTask<CheckpointRef?> HeadAsync()
    {
        if (run.Row.Thread is not { } id) return null;
        var thread = await run.Parts.Store.Threads.FindAsync(run.Row.Tenant, id, CancellationToken.None);
        return thread?.Head;
    }

    private async ValueTask<Ground> GroundAsync(CheckpointRef origin, bool needsPlace)
    {
        if (!needsPlace && run.Parts.States.Cached(origin) is { } cached && cached.Version == graph.Version && !StateSnapshots.IsTimeToLook(cached.Runs))
        {
            return new Ground(cached.State, Graph.End, cached.Version) { Lineage = Lineage.None with { Runs = cached.Runs } };
        }

        if (run.GivenBase is { } given) return new Ground(StateMigration.Read(graph, given, graph.Version), graph.Nodes[0].Name, graph.Version);
        var ledger = await run.Parts.States.LedgerAsync(origin.Run, origin.Seq, CancellationToken.None);
        var root = ledger.Root;
        var document = root?.Document ?? ledger.BaseDocument;
        return new Ground(StateMigration.Read(graph, document, ledger.Started!.Version), root?.Cursor ?? Graph.End, ledger.Started.Version) { Document = document, Lineage = ledger.Lineage };
    }

    private (object State, string First) Turn(object? ground, JsonElement input)
    {
        var value = graph.InputContract.Read(input);
        var state = ground is not null && graph.Parts.Continue is { } next ? next(ground, value) : graph.Parts.Start(value);
        return (state, graph.Nodes[0].Name);
    }

    private static (object State, string First) Resumed(Ground? ground) =>
        ground is null
            ? throw new BatonException(ErrorCodes.InputInvalid, "There is nothing to go on from: the thread is empty. Give an input.")
            : (ground.State, ground.Next);

    private object Updated(object state, JsonElement update)
    {
        var shape = StateShape.Of(graph.StateType);
        return shape.Read(StateDocument.Empty.Apply(shape.Patch(null, state)).Apply(StatePatches.FromValues(update, graph.StateType)));
    }

    private sealed record Ground(object State, string Next, int Version)
    {
        /// <summary>The state as it was read, or null where it was at hand.</summary>
        public StateDocument? Document { get; init; }

        public Lineage Lineage { get; init; } = Lineage.None;
    }
}
