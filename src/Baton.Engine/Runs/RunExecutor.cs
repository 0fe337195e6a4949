using Baton.Engine.Cases;
using Baton.Engine.Effects;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>
/// Executes one activation of a run: takes up its journal, walks its graph, and parks or ends it.
/// </summary>
/// <remarks>
/// 1. Open: fold the journal, or begin the run's own graph. 2. Take the inbox. 3. Walk nodes until the graph ends, waits or fails.
/// 4. Rest: commit the end or the wait, unless the inbox has news; then go on at 2.
/// </remarks>
internal sealed class RunExecutor(RunActivation run, GraphDefinition graph)
{
    private readonly NodeExecutor _nodes = new(run, graph);
    private RunFrame? _root;

    /// <summary>Runs until the run rests.</summary>
    /// <param name="isFresh">True where the run was accepted a moment ago and nothing else can be in its journal.</param>
    /// <returns>What it came to, or null where it was handed on or lost.</returns>
    public async Task<RunResult?> ExecuteAsync(bool isFresh)
    {
        try
        {
            // A claim that was under way when the server began to stop: nothing is done here, so nothing is noted.
            if (!isFresh && run.Parts.IsDraining && run.Journal.Resumable) return await HandOnAsync();

            // 1. Open.
            run.Case = RunCase.Of(run, graph);
            var opening = new RunOpening(run, graph);
            var failure = isFresh ? null : opening.TakeUp();
            if (failure is null)
            {
                (_root, failure) = await opening.RootAsync();
                run.Limit(opening.TimeLeft, run.Ledger.Started!.Deadline);
            }

            // 2. Take the inbox, unless nothing is in it.
            if (!run.IsInboxRead) await run.ReadInboxAsync();
            var rest = failure is null ? null : Ended(RunStatus.Error, failure);
            while (true)
            {
                run.TakeArrived();

                // 3. Walk. An end stays one whatever came meanwhile, except a cancel: nothing waits any more for anything else.
                var closures = run.Closures;
                if (rest is null or { Status: RunStatus.Waiting }) rest = await WalkAsync();
                if (run.Cancel is not null) rest = new RestWish(RunStatus.Cancelled);
                // Nobody may go on with a run that has left no trace of what it did.
                if (rest is null && !run.Journal.Resumable) rest = Ended(RunStatus.Error, RunOpening.Lost);
                if (rest is null) return await HandOnAsync();

                // A node took what another branch had begun to wait for: that branch can go on.
                if (rest.Status == RunStatus.Waiting && run.Closures != closures) continue;

                // 4. Rest.
                if (await new RunRest(run, _root).CommitAsync(rest) is { } result) return result;
                await run.ReadInboxAsync();
            }
        }
        catch (LostSignal lost) when (lost.InnerException is null)
        {
            return null;
        }
    }

    private async ValueTask<RestWish?> WalkAsync()
    {
        try
        {
            run.ThrowIfStopping();
            if (run.Journal.Resumable) run.Case?.Look(_root!.State);
            await _nodes.WalkAsync(_root!, run.Token);
            if (run.TimeUp is not null) throw new EndSignal();
            return new RestWish(RunStatus.Success) { Output = _root!.Graph.Parts.Return(_root.State) };
        }
        catch (SuspendedSignal)
        {
            return new RestWish(RunStatus.Waiting);
        }
        catch (HandOnSignal)
        {
            return null;
        }
        catch (Exception) when (run.Cancel is not null)
        {
            return new RestWish(RunStatus.Cancelled);
        }
        catch (Exception) when (run.TimeUp is not null)
        {
            return Ended(RunStatus.Timeout, run.TimeUp);
        }
        catch (Exception exception) when (exception is not StopSignal && run.Token.IsCancellationRequested)
        {
            // Cut off because the server stops: whatever its code made of that is not the run's failure.
            return null;
        }
        catch (Exception exception) when (exception is not StopSignal)
        {
            return Ended(RunStatus.Error, exception is RecordedFailureException recorded ? recorded.Error : RunFailure.Describe(exception));
        }
    }

    private async ValueTask<RunResult?> HandOnAsync()
    {
        // Whoever takes the run up reads the inbox first, so nothing in it needs to have been seen here.
        await run.Journal.TransitionAsync(_ => new RunTransition(RunStatus.Pending, long.MaxValue));
        return null;
    }

    private static RestWish Ended(RunStatus status, ErrorBody error) => new(status) { Error = error };
}
