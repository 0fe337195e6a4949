using System.Text.Json;

namespace Baton.Engine.Journal;

/// <summary>What an unfinished visit has recorded.</summary>
/// <remarks>Safe for concurrent use: effects of one visit may run at once.</remarks>
internal sealed class VisitRecord
{
    private readonly Lock _gate = new();
    private List<EffectRecord>? _effects;
    private Dictionary<(string Name, int Ordinal), JsonElement>? _values;

    /// <summary>After how many tries of the node's own code another one followed.</summary>
    public int FailedAttempts { get; private set; }

    /// <summary>When the next try of the node's own code is due; null where none is.</summary>
    public DateTimeOffset? RetryAt { get; private set; }

    public Dictionary<(string Name, int Ordinal), JsonElement> Values => _values ??= [];

    public bool TryGetValue(string name, int ordinal, out JsonElement value)
    {
        value = default;
        return _values is not null && _values.TryGetValue((name, ordinal), out value);
    }

    public void Failed(NodeFailed failed)
    {
        // No try follows a failure for good: in a replay, what the last one recorded is still what it recorded.
        if (failed.RetryAt is not null) FailedAttempts = failed.Attempt;
        RetryAt = failed.RetryAt;
    }

    /// <summary>The effects, in the order of their starts.</summary>
    public IReadOnlyList<EffectRecord> Effects
    {
        get
        {
            lock (_gate) return _effects is null ? [] : [.. _effects];
        }
    }

    public EffectRecord? Find(string name, int ordinal)
    {
        lock (_gate) return _effects?.FindLast(effect => effect.Started.Name == name && effect.Started.Ordinal == ordinal);
    }

    public EffectRecord? FindStart(int seq)
    {
        lock (_gate) return _effects?.Find(effect => effect.FirstSeq == seq);
    }

    /// <summary>Notes a start; a repeated one belongs to the record that is there.</summary>
    public EffectRecord Start(int seq, EffectStarted started)
    {
        lock (_gate)
        {
            _effects ??= [];
            var present = _effects.FindLast(effect => effect.Started.Name == started.Name && effect.Started.Ordinal == started.Ordinal);
            if (present is not null)
            {
                present.StartAgain(seq);
                return present;
            }

            var record = new EffectRecord(seq, started);
            _effects.Add(record);
            return record;
        }
    }
}

/// <summary>What is recorded of one effect.</summary>
internal sealed class EffectRecord(int firstSeq, EffectStarted started)
{
    public int FirstSeq { get; } = firstSeq;

    public EffectStarted Started { get; } = started;

    /// <summary>The entry of the latest start.</summary>
    public int LastSeq { get; private set; } = firstSeq;

    /// <summary>True where nothing has come of the latest start: in a journal that is read, the call may have been made.</summary>
    public bool IsUnderWay { get; private set; } = true;

    /// <summary>How often it was started: more than once where a start left no result, or the node was tried again.</summary>
    public int Starts { get; private set; } = 1;

    public EffectCompleted? Completed { get; private set; }

    public EffectFailed? LastFailure { get; private set; }

    /// <summary>How often the call was held back, in all.</summary>
    public int Holds { get; private set; }

    /// <summary>How often it was held back since it was tried last.</summary>
    public int HoldsInRow { get; private set; }

    /// <summary>How many tries were begun, cut off and held back: they have numbers, and do not count.</summary>
    public int CutTries { get; private set; }

    /// <summary>True once text of any try was shown.</summary>
    public bool HadOutput { get; private set; }

    /// <summary>In which try of the node's own code the last failure happened, from 1.</summary>
    public int FailedInNodeAttempt { get; private set; }

    public void StartAgain(int seq)
    {
        Starts++;
        LastSeq = seq;
        IsUnderWay = true;
    }

    public void Complete(EffectCompleted completed)
    {
        Completed = completed;
        IsUnderWay = false;
    }

    public void Fail(EffectFailed failed, int nodeAttempt)
    {
        LastFailure = failed;
        IsUnderWay = false;
        Holds += failed.Held ? 1 : 0;
        HoldsInRow = failed.Held ? HoldsInRow + 1 : 0;
        CutTries += failed is { Held: true, Partial: not null } ? 1 : 0;
        HadOutput |= failed.Partial is not null;
        FailedInNodeAttempt = nodeAttempt;
    }
}

/// <summary>What is recorded of one ticket.</summary>
internal sealed class TicketRecord(TicketOpened opened)
{
    public TicketOpened Opened { get; } = opened;

    public TicketClosed? Closed { get; set; }

    public bool IsOpen => Closed is null;
}
