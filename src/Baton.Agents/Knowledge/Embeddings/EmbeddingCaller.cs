using Baton.Agents.Loop;
using Baton.Engine.Costs;
using Baton.Graphs;

namespace Baton.Agents.Knowledge.Embeddings;

/// <summary>The tool call that embeds something: what that costs is told with the call's result.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class EmbeddingCaller(RunInfo run, string agent, EffectCall call)
{
    private static readonly AsyncLocal<EmbeddingCaller?> Flow = new();
    private readonly Lock _gate = new();
    private CallUsage? _spent;

    /// <summary>Whose code calls; null outside of an agent's tools.</summary>
    public static EmbeddingCaller? Present => Flow.Value;

    public RunInfo Run => run;

    public string Agent => agent;

    public string Key => call.Key;

    public string? User { get; } = CostLabels.Of(run).User;

    /// <summary>From here on, in the caller's flow, this tool call's code calls.</summary>
    public static void Enter(AgentVisit visit, EffectCall call) => Flow.Value = new EmbeddingCaller(visit.Context.Run, visit.Agent.Name, call);

    /// <summary>Adds to what the tool call says that it has cost.</summary>
    public void Spend(CallUsage usage)
    {
        lock (_gate)
        {
            _spent = _spent is null ? usage : _spent with
            {
                InputTokens = _spent.InputTokens + usage.InputTokens,
                CostUsd = _spent.CostUsd + usage.CostUsd,
                Latency = _spent.Latency + usage.Latency,
            };
            call.Spend(new CallCost(_spent.InputTokens, _spent.CostUsd) { Usage = _spent });
        }
    }
}
