using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;

namespace Baton.Engine.Replay;

/// <summary>Stands where a store would, and compares what a replay writes with what was recorded.</summary>
internal sealed class ReplayComparison
{
    // Times, and where the thread's head stood: neither is the graph's doing.
    private static readonly string[] Circumstances = ["at", "retry_at", "before"];
    private readonly Lock _gate = new();
    private readonly Dictionary<string, JournalEntry> _expected;
    private readonly List<ReplayDifference> _differences = [];
    private readonly ReplayRecord _record;
    private readonly StoredBodies _stored = new();
    private bool _ranBeyond;

    public ReplayComparison(ReplayRecord record)
    {
        _record = record;
        _expected = record.Expected.ToDictionary(pair => pair.Place, pair => pair.Entry, StringComparer.Ordinal);
    }

    public int Compared { get; private set; }

    public ValueTask<AppendOutcome> CommitAsync(JournalAppend append)
    {
        lock (_gate)
        {
            _stored.Add(append.Entries);
            var goesOn = append.Entries.All(entry => Compare(_stored.Plain(entry)));
            return new ValueTask<AppendOutcome>(new AppendOutcome(goesOn ? AppendStatus.Committed : AppendStatus.Fenced, false));
        }
    }

    /// <summary>Every difference, with what was recorded and not written again.</summary>
    public IReadOnlyList<ReplayDifference> Conclude()
    {
        lock (_gate)
        {
            if (!_ranBeyond)
            {
                foreach (var (place, entry) in _expected) _differences.Add(new ReplayDifference(entry.Seq, place, Text(entry), null));
            }

            return [.. _differences.OrderBy(difference => difference.Seq ?? int.MaxValue)];
        }
    }

    /// <summary>Compares one entry.</summary>
    /// <returns>False where the replay has come to the end of the record.</returns>
    private bool Compare(JournalEntry entry)
    {
        var body = JournalCodec.Decode(entry);
        if (body is EffectStarted effect) return Asks(effect);
        if (ReplayRecord.PlaceOf(body) is not { } place) return true;
        if (_expected.Remove(place, out var recorded))
        {
            Compared++;
            if (!AreEqual(recorded, entry)) _differences.Add(new ReplayDifference(recorded.Seq, place, Text(recorded), Text(entry)));
            return true;
        }

        // A run that was cut off, or still waits, has no record of what today's graph goes on with.
        if (_record.Finished is null or { Status: not (RunStatus.Success or RunStatus.Error) })
        {
            _ranBeyond = true;
            return false;
        }

        _differences.Add(new ReplayDifference(null, place, null, Text(entry)));
        return true;
    }

    private bool Asks(EffectStarted effect)
    {
        _ranBeyond = true;
        if (_record.Finished is { Status: RunStatus.Success or RunStatus.Error })
        {
            _differences.Add(new ReplayDifference(null, $"effect {effect.Name} of {effect.Visit}", null, "today's graph makes a call that was not recorded"));
        }

        return false;
    }

    private static bool AreEqual(JournalEntry recorded, JournalEntry entry)
    {
        var (then, now) = (Comparable(recorded), Comparable(entry));

        // Questions used to be asked without the schema of their answer's type, or with one that says nothing.
        if (entry.Kind == EntryKind.TicketOpened && then["schema"] is null or JsonValue)
        {
            then.Remove("schema");
            now.Remove("schema");
        }

        return JsonNode.DeepEquals(then, now);
    }

    private static JsonObject Comparable(JournalEntry entry)
    {
        // Written again by today's codec: a member that is left out and one that has its default say the same.
        var body = JsonNode.Parse(JournalCodec.Encode(JournalCodec.Decode(entry)).Span)!.AsObject();
        foreach (var member in Circumstances) body.Remove(member);
        return body;
    }

    private static string Text(JournalEntry entry) => JsonSerializer.Serialize(JsonBytes.Parse(entry.Body));
}
