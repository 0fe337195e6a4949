using Baton.Agents.Cost.Kill;
using Baton.Graphs;

namespace Baton.Agents.Cost;

/// <summary>A try as the wire sees it: also cancelled by the kill switch, and what it says that it has cost is kept and timed.</summary>
internal sealed class GatedCall(EffectCall inner, string model, TimeProvider time, KillPass pass) : EffectCall
{
    private long _began = time.GetTimestamp();

    /// <summary>The model's name in the catalogue.</summary>
    public string Model => model;

    public override string Key => inner.Key;

    public override int Attempt => inner.Attempt;

    public override bool Repeated => inner.Repeated;

    public override string MessageId => inner.MessageId;

    public override CancellationToken Cancellation => pass.Token;

    /// <summary>True where the kill switch has cut it off.</summary>
    public bool IsCut => pass.IsCut;

    public override bool HasDeltas => inner.HasDeltas;

    /// <summary>What the call said last, or null.</summary>
    public CallCost? Cost { get; private set; }

    /// <summary>The wire is about to be called.</summary>
    public void Begin() => _began = time.GetTimestamp();

    public override void Delta(string text) => inner.Delta(text);

    public override void Commit(RecordChange write) => inner.Commit(write);

    public override void Spend(CallCost cost)
    {
        Cost = cost.Usage is { } usage ? cost with { Usage = usage with { Latency = time.GetElapsedTime(_began) } } : cost;
        inner.Spend(Cost);
    }
}
