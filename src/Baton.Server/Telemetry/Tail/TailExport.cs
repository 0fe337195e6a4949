using System.Diagnostics;
using Baton.Engine.Telemetry;
using Baton.Engine.Trees;
using OpenTelemetry;
using OpenTelemetry.Trace;

namespace Baton.Server.Telemetry.Tail;

/// <summary>
/// Exports the trees of runs whose ends say that they are worth it, although their traces were left out: read from their journals when they end,
/// so that nothing is kept in memory while they go on. In a place of its own beside the runs: it holds none of them up.
/// </summary>
internal sealed class TailExport
{
    private readonly TailDecision _decision;
    private readonly TailQueue _queue;
    private readonly RunTrees _trees;
    private readonly TailBatch _batch;
    private readonly TracerProvider _provider;
    private readonly IDisposable _listening;
    private readonly CancellationTokenSource _gone = new();
    private readonly Task _worker;

    private TailExport(TelemetryOptions options, RunEnds ends, RunTrees trees)
    {
        _decision = new TailDecision(options.Tail, new TraceShareSampler(options.SampleRatio));
        _queue = new TailQueue(_decision, options.Tail.Queue);
        _trees = trees;
        _batch = new TailBatch(new CountedExporter(OtlpExport.Target(options.Otlp, "v1/traces")));
        _provider = Sdk.CreateTracerProviderBuilder()
            .ConfigureResource(resource => OtlpExport.Describe(resource, options))
            .AddSource(TreeSpans.Name)
            .SetSampler(new AlwaysOnSampler())
            .AddProcessor(new AttributeFilter())
            .AddProcessor(_batch)
            .Build();
        _listening = ends.Listen(_queue.Add);
        _worker = Task.Run(WorkAsync);
    }

    /// <summary>Begins.</summary>
    public static TailExport Start(TelemetryOptions options, RunEnds ends, RunTrees trees) => new(options, ends, trees);

    /// <summary>Ends, after what is queued was sent; what is left when <paramref name="limit"/> is cancelled is given up.</summary>
    /// <exception cref="OperationCanceledException">Not all was sent.</exception>
    public async Task StopAsync(CancellationToken limit)
    {
        _listening.Dispose();
        _queue.Close();
        try
        {
            await EndAsync().WaitAsync(limit);
        }
        finally
        {
            await _gone.CancelAsync();
        }
    }

    private async Task EndAsync()
    {
        await _worker;
        await Task.Run(_provider.Dispose);
    }

    private async Task WorkAsync()
    {
        while (await _queue.NextAsync() is { } candidate && !_gone.IsCancellationRequested)
        {
            try
            {
                TailQueue.Count(await ExportAsync(candidate));
            }
            catch (Exception)
            {
                // A store that is away, or a listener's fault: one tree is not exported.
                _batch.Forget();
                TailQueue.Count("failed");
            }
        }
    }

    private async Task<string> ExportAsync(Candidate candidate)
    {
        var run = candidate.Ended.Run;
        var tree = await _trees.ReadAsync(run.Tenant, run.Id, RunTrees.MostDepth, RunTrees.MostItems, _gone.Token);
        if (tree is null || (candidate.Reason ?? _decision.Reason(tree)) is not { } reason) return "not_taken";
        var (trace, parent) = TailDecision.TraceOf(candidate.Ended);
        TreeSpans.Write(run, tree, new ActivityContext(trace, parent, ActivityTraceFlags.Recorded, isRemote: true), reason);
        return _batch.Send() ? reason : "failed";
    }
}
