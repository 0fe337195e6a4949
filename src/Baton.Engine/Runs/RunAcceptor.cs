using System.Net;
using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;

namespace Baton.Engine.Runs;

/// <summary>Checks requests for runs and commits them: what is accepted is kept.</summary>
internal sealed class RunAcceptor(EngineParts parts, RunDispatcher dispatcher)
{
    private readonly FirstRequest _first = new(parts);

    public async ValueTask<StartedRun> AcceptAsync(RunRequest request, CancellationToken cancellationToken)
    {
        var row = Find(request.Assistant);
        var graph = parts.Graphs.Get(row.Id);
        await parts.Versions.PinAsync(parts.Store.Records, row, graph, cancellationToken);
        using var seen = RunStart.Begin(graph.Id);
        var started = Started(request, graph);
        if (seen is not null) started = started with { Trace = seen.Trace };
        var owner = request.Delay > TimeSpan.Zero ? null : dispatcher.TryReserve(row.Pool);
        var acceptance = Acceptance(request, row, graph, started, owner);
        var outcome = await TryAcceptAsync(acceptance, cancellationToken);
        RunStart.Ended(seen, outcome);
        if (outcome.Lease is { } lease) dispatcher.Execute(new ClaimedRun(outcome.Run!, lease, TimeSpan.Zero) { IsInboxEmpty = true }, started);
        else if (owner is not null) dispatcher.Release(row.Pool);
        if (outcome.Status == AcceptStatus.Existing && request is { IdempotencyKey: not null, TakesFirst: false })
        {
            await _first.CheckAsync(acceptance, started, outcome.Run!, cancellationToken);
        }

        return await ConcludeAsync(request, outcome, cancellationToken);
    }

    /// <summary>Checks a request as <see cref="AcceptAsync"/> does, without looking into the store.</summary>
    /// <exception cref="BatonException">It would be refused.</exception>
    public void Check(RunRequest request) => Started(request, parts.Graphs.Get(Find(request.Assistant).Id));

    private RunAcceptance Acceptance(RunRequest request, GraphRow row, GraphDefinition graph, RunStarted started, long? owner)
    {
        var now = parts.Time.GetUtcNow();
        return new RunAcceptance(
            request.Tenant, request.Id ?? parts.Ids.NewId(now), graph.Id, graph.Version, row.Pool, [StoredBodies.Entry(1, now, started)])
        {
            Assistant = request.Assistant,
            Thread = request.Thread,
            CreateThread = request.CreateThread,
            Strategy = request.Strategy,
            // What goes on from a place, or moves it, is no input that could be delivered.
            WhileWaiting = started.Input is null ? Graphs.WhileWaiting.Supersede : graph.WhileWaiting,
            DeliverInput = started.Input,
            IdempotencyKey = request.IdempotencyKey,
            Owner = owner,
            Delay = request.Delay,
            Resumable = graph.Resumable,
            Metadata = request.Metadata,
            QueueLimit = parts.Options.QueueLimit,
        };
    }

    private async ValueTask<AcceptOutcome> TryAcceptAsync(RunAcceptance acceptance, CancellationToken cancellationToken)
    {
        try
        {
            return await parts.Store.Runs.AcceptAsync(acceptance, cancellationToken);
        }
        catch (Exception exception)
        {
            if (exception is not OperationCanceledException) parts.Writes.Failed();
            if (acceptance.Owner is not null) dispatcher.Release(acceptance.Pool);
            throw;
        }
    }

    private async ValueTask<StartedRun> ConcludeAsync(RunRequest request, AcceptOutcome outcome, CancellationToken cancellationToken)
    {
        if (outcome is { Status: AcceptStatus.Accepted, Other: { } other }) await StopAsync(other).WaitAsync(cancellationToken);
        switch (outcome.Status)
        {
            case AcceptStatus.Accepted:
                if (outcome.Lease is null) parts.Nudge();
                return new StartedRun(outcome.Run!, true, 0);
            case AcceptStatus.Existing:
                return new StartedRun(outcome.Run!, false, 0);
            case AcceptStatus.Delivered:
                await dispatcher.PokeAsync(outcome.Run!.Id);
                parts.Nudge();
                return new StartedRun(outcome.Run!, false, outcome.Run!.Seq);
            case AcceptStatus.ThreadBusy:
                throw new BatonException(ErrorCodes.ThreadBusy, $"Thread '{request.Thread}' has a run under way. Wait for it, or choose another multitask_strategy: enqueue, interrupt or rollback.");
            case AcceptStatus.OtherGraph:
                throw new BatonException(ErrorCodes.ThreadOfOtherGraph, $"Thread '{request.Thread}' belongs to another graph than '{request.Assistant}'. Use a thread of its own for each graph.");
            case AcceptStatus.ThreadUnknown:
                throw new BatonException(ErrorCodes.ThreadUnknown, $"There is no thread '{request.Thread}'. Create it first, or set if_not_exists to create.");
            case AcceptStatus.PoolFull:
                throw new BatonException(ErrorCodes.PoolFull, "The pool's queue is full. Try again in a moment.");
            default:
                throw new InvalidOperationException($"Unexpected outcome {outcome.Status}.");
        }
    }

    /// <summary>
    /// Ends the run that was in the way, where it was told to end. One behind which the new run queues is not taken up for that: it would
    /// pass its pool's places.
    /// </summary>
    private async Task StopAsync(RunRow other)
    {
        try
        {
            // Whoever asked may have gone: what was accepted is carried through.
            var told = await parts.Store.Runs.ReceiveAsync(other.Id, 0, CancellationToken.None);
            if (told.Any(item => item.Message.Kind == InboxKind.Cancel)) await dispatcher.StopAsync(other.Id);
        }
        catch (BatonException)
        {
            // The run is accepted all the same; the other one finds its cancel at its next look into its inbox.
            parts.Nudge();
        }
    }

    private RunStarted Started(RunRequest request, GraphDefinition graph)
    {
        var input = request.Input is { } given ? Input(given, graph) : (JsonElement?)null;
        if (input is null && request.Thread is null) throw new BatonException(ErrorCodes.InputInvalid, "A run without a thread needs an input.");
        if (request.Goto is { } node && !graph.TryGetNode(node, out _))
        {
            throw new BatonException(ErrorCodes.InputInvalid, $"'{graph.Id}' has no node '{node}'. It has {string.Join(", ", graph.Nodes.Select(known => known.Name))}.");
        }

        CheckStops(graph, [.. request.InterruptBefore ?? [], .. request.InterruptAfter ?? []]);
        if (request.Webhook is { } webhook) CheckWebhook(webhook);
        if (request.Budget is { IsValid: false }) throw new BatonException(ErrorCodes.InputInvalid, "A limit of the budget is below zero. Correct it, or leave it out.");
        var budget = graph.Budget.Or(parts.Options.Budget).LowerOf(request.Budget);
        if (request.Update is { } update) StatePatches.FromValues(update, graph.StateType);
        return new RunStarted(JournalCodec.Format, graph.Id, graph.Version, graph.Describe().Fingerprint)
        {
            Input = input,
            From = request.From,
            Goto = request.Goto,
            Update = request.Update,
            Resume = request.Resume,
            ContractVersion = graph.InputContract.Version,
            Configuration = request.Configuration,
            Deadline = request.Deadline,
            TimeBudgetSeconds = graph.TimeBudget.Duration.TotalSeconds,
            Budget = budget.IsUnlimited ? null : budget,
            Webhook = request.Webhook,
            Announce = request.Announce,
            Said = request.Said,
            InterruptBefore = request.InterruptBefore,
            InterruptAfter = request.InterruptAfter,
        };
    }

    private static void CheckStops(GraphDefinition graph, IReadOnlyList<string> nodes)
    {
        // A stop at a misspelt node would never come.
        var unknown = nodes.Where(node => node != "*" && !graph.TryGetNode(node, out _)).Distinct(StringComparer.Ordinal).ToList();
        if (unknown.Count == 0) return;
        throw new BatonException(
            ErrorCodes.InputInvalid,
            $"'{graph.Id}' has no node {string.Join(", ", unknown.Select(node => $"'{node}'"))} to stop at. It has {string.Join(", ", graph.Nodes.Select(known => known.Name))}; '*' means all of them.");
    }

    private void CheckWebhook(string webhook)
    {
        if (!Uri.TryCreate(webhook, UriKind.Absolute, out var address) || (address.Scheme != Uri.UriSchemeHttp && address.Scheme != Uri.UriSchemeHttps))
        {
            throw new BatonException(ErrorCodes.InputInvalid, "The webhook is not an absolute http or https address.");
        }

        if (!parts.Options.AllowPrivateWebhooks && IPAddress.TryParse(address.DnsSafeHost, out var literal) && OutboundGuard.IsPrivate(literal))
        {
            throw new BatonException(
                ErrorCodes.WebhookRefused, $"The webhook's address {literal} is private. Name a public one, or set Baton:Engine:AllowPrivateWebhooks to allow it.");
        }
    }

    /// <summary>The input, checked; a plain chat message is turned into the graph's own input.</summary>
    private static JsonElement Input(JsonElement given, GraphDefinition graph)
    {
        if (graph.Parts.FromMessage is { } fromMessage && ChatInput.TryRead(given, graph.InputContract, out var text))
        {
            return JsonBytes.From(fromMessage(text));
        }

        graph.InputContract.Read(given);
        return given;
    }

    private GraphRow Find(string assistant) => parts.Graphs.Find(assistant)
        ?? throw new BatonException(ErrorCodes.GraphUnknown, $"There is no assistant '{assistant}'. It has {Known()}.");

    private string Known() => parts.Graphs.Rows.Count == 0 ? "none" : string.Join(", ", parts.Graphs.Rows.Select(row => row.Id).Order(StringComparer.Ordinal));
}
