using System.Text;
using Baton.Engine.Runs;
using Baton.Engine.Streaming;
using Baton.Graphs;

namespace Baton.Engine.Effects;

/// <summary>One try of an effect, as the called code sees it.</summary>
internal sealed class EffectScope(
    RunActivation run, int start, string key, int attempt, bool repeated, string messageId, CancellationToken cancellation) : EffectCall
{
    private readonly List<RecordChange> _writes = [];
    private readonly Lock _gate = new();
    private StringBuilder? _text;

    public override string Key => key;

    public override int Attempt => attempt;

    public override bool Repeated => repeated;

    public override string MessageId => messageId;

    public override CancellationToken Cancellation => cancellation;

    public override bool HasDeltas => _text is not null;

    /// <summary>What was streamed in this try, or null.</summary>
    public string? Text
    {
        get
        {
            lock (_gate) return _text?.ToString();
        }
    }

    public IReadOnlyList<RecordChange> Writes => _writes;

    /// <summary>What the call said that it has cost, or null.</summary>
    public CallCost? Cost { get; private set; }

    public override void Delta(string text)
    {
        if (text.Length == 0) return;
        int chars;
        lock (_gate)
        {
            _text ??= new StringBuilder();
            chars = _text.Append(text).Length;
        }

        run.Parts.Hub.Delta(run.Row.Id, new TextDelta(start, attempt, messageId, text, chars), Whole);
    }

    /// <summary>Ends the running text: what counts is in the journal now.</summary>
    public void EndText()
    {
        if (_text is not null) run.Parts.Hub.EndText(run.Row.Id, start);
    }

    public override void Commit(RecordChange write) => _writes.Add(write);

    public override void Spend(CallCost cost) => Cost = cost;

    private TextDelta Whole()
    {
        var text = Text ?? "";
        return new TextDelta(start, attempt, messageId, text, text.Length);
    }
}
