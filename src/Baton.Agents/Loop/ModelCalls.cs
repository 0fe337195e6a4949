using Baton.Agents.Models;
using Baton.Engine.Replay;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>Rebuilds model calls of the past: the run is replayed up to the call, and what the call would send is compared with what was sent by its hash.</summary>
/// <remarks>Safe for concurrent use. Calls nothing, stores nothing.</remarks>
public sealed class ModelCalls
{
    private readonly JournalReplay _replay;

    internal ModelCalls(JournalReplay replay) => _replay = replay;

    /// <summary>Rebuilds one call.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run.</param>
    /// <param name="seq">The number of the entry that starts the call, or of one that ends a try of it.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <exception cref="BatonException">There is no such run, the entry is about no model call, or the graph of today does not come to the call.</exception>
    public async ValueTask<RebuiltCall> RebuildAsync(string tenant, Guid run, int seq, CancellationToken cancellationToken)
    {
        var history = await _replay.HistoryAsync(tenant, run, cancellationToken);
        RebuiltCall? sent = null;
        var effect = await _replay.RebuildAsync(history, seq, options => sent = options.Arguments is ModelArguments arguments ? Sent(arguments) : null, cancellationToken);
        if (effect is not { Recorded.Effect: EffectKind.Model })
        {
            throw new BatonException(ErrorCodes.CallUnknown, $"Entry {seq} of run {run:D} is about no model call. Name an entry of kind effect_started whose effect is 'model'; GET /ops/runs/{run:D}/journal lists them.");
        }

        if (sent is null)
        {
            throw new BatonException(
                ErrorCodes.CallNotRebuilt, $"The graph of today does not come to the call at entry {seq} of run {run:D}. Rebuild it on the version that the run was made with; baton replay {run:D} says where the two part.");
        }

        return sent with
        {
            RunId = run,
            Seq = effect.Seq,
            Visit = effect.Recorded.Visit,
            Recorded = effect.Recorded.Request,
            RecordedHash = effect.Recorded.ArgsHash,
            RebuiltHash = effect.Asked!.ArgsHash,
        };
    }

    private static RebuiltCall Sent(ModelArguments arguments)
    {
        var (messages, options) = arguments.Sent();
        return new RebuiltCall
        {
            Visit = "",
            Messages = [.. messages.SelectMany(ModelMessages.FromChat)],
            Tools = [.. (options.Tools ?? []).OfType<AIFunctionDeclaration>().Select(tool => new RebuiltTool(tool.Name, tool.Description, tool.JsonSchema))],
            UsesTools = options.Tools is { Count: > 0 } && arguments.UseTools,
            AnswerSchema = (options.ResponseFormat as ChatResponseFormatJson)?.Schema,
            MaxOutputTokens = options.MaxOutputTokens,
            Temperature = options.Temperature,
        };
    }
}
