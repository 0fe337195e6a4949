using System.Collections.Immutable;
using System.Text.Json;
using Baton.Graphs;

namespace Baton.Engine.Journal;

/// <summary>A state as JSON, folded from patches without its C# type: displays and streams work for graphs that are gone.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class StateDocument
{
    public static readonly StateDocument Empty = new([], ImmutableDictionary<string, Member>.Empty);

    private readonly ImmutableList<string> _order;
    private readonly ImmutableDictionary<string, Member> _members;

    private StateDocument(ImmutableList<string> order, ImmutableDictionary<string, Member> members)
    {
        _order = order;
        _members = members;
    }

    public bool Has(string member) => _members.ContainsKey(member);

    /// <summary>A document made of a whole state.</summary>
    public static StateDocument Of(JsonElement state)
    {
        var document = Empty;
        foreach (var member in state.EnumerateObject()) document = document.With(member.Name, new Member(member.Value, null));
        return document;
    }

    /// <summary>The document that a snapshot stands for.</summary>
    /// <param name="snapshot">The snapshot.</param>
    /// <param name="at">Where it lies.</param>
    /// <param name="itemsOf">The items that a chunk holds of a member.</param>
    public static StateDocument Of(Snapshot snapshot, CheckpointRef at, Func<string, LogChunk, JsonElement[]> itemsOf)
    {
        var document = Of(snapshot.State);
        foreach (var member in snapshot.State.EnumerateObject().Where(member => member.Value.ValueKind == JsonValueKind.Array))
        {
            var chunks = snapshot.Logs?.GetValueOrDefault(member.Name) ?? [];
            var own = StateSnapshots.OwnItems(snapshot, member.Name);
            var items = Log<JsonElement>.Empty;
            foreach (var chunk in chunks) items = items.AddRange(itemsOf(member.Name, chunk));
            document = document.With(member.Name, new Member(default, items.AddRange(own))
            {
                Chunks = own.Length == 0 ? [.. chunks] : [.. chunks, new LogChunk(at.Run, at.Seq, own.Length)],
            });
        }

        return document;
    }

    /// <summary>A snapshot of the document: lists refer to the chunks that hold their first items and have only the others.</summary>
    /// <param name="mayRefer">False for a chunk that must not be referred to; nor are those after it, then.</param>
    public Snapshot ToSnapshot(Func<LogChunk, bool> mayRefer)
    {
        var logs = new Dictionary<string, IReadOnlyList<LogChunk>>(StringComparer.Ordinal);
        foreach (var name in _order)
        {
            if (_members[name].ChunksToKeep(mayRefer) is { Count: > 0 } chunks) logs[name] = chunks;
        }

        var state = JsonBytes.Parse(JsonBytes.Write(writer => WriteTo(writer, name => logs.GetValueOrDefault(name)?.Sum(chunk => chunk.Count) ?? 0)));
        return new Snapshot(state, null) { Logs = logs.Count == 0 ? null : logs };
    }

    /// <summary>The chunks that hold first items of this document's lists.</summary>
    public IEnumerable<LogChunk> Chunks => _members.Values.SelectMany(member => member.Chunks);

    /// <summary>The document after a patch: <c>{"set": {…}, "append": {…}}</c>.</summary>
    public StateDocument Apply(JsonElement? patch)
    {
        if (patch is not { } changes) return this;
        var document = this;
        if (changes.TryGetProperty("set"u8, out var set))
        {
            foreach (var member in set.EnumerateObject()) document = document.With(member.Name, new Member(member.Value, null));
        }

        if (changes.TryGetProperty("append"u8, out var append))
        {
            foreach (var member in append.EnumerateObject()) document = document.With(member.Name, document.Appended(member.Name, member.Value));
        }

        return document;
    }

    public ReadOnlyMemory<byte> ToJson() => JsonBytes.Write(WriteTo);

    public JsonElement ToElement() => JsonBytes.Parse(ToJson());

    public void WriteTo(Utf8JsonWriter writer) => WriteTo(writer, static _ => 0);

    private void WriteTo(Utf8JsonWriter writer, Func<string, int> skip)
    {
        writer.WriteStartObject();
        foreach (var name in _order)
        {
            writer.WritePropertyName(name);
            _members[name].WriteTo(writer, skip(name));
        }

        writer.WriteEndObject();
    }

    private Member Appended(string name, JsonElement items)
    {
        var present = _members.GetValueOrDefault(name, Member.Absent);
        return present with { Value = default, Items = present.AsLog().AddRange([.. items.EnumerateArray()]) };
    }

    private StateDocument With(string name, Member member) =>
        new(_members.ContainsKey(name) ? _order : _order.Add(name), _members.SetItem(name, member));

    private sealed record Member(JsonElement Value, Log<JsonElement>? Items)
    {
        public static readonly Member Absent = new(default, null);

        /// <summary>Where the first items lie. A member that is set anew is a new one, without chunks.</summary>
        public ImmutableList<LogChunk> Chunks { get; init; } = [];

        public Log<JsonElement> AsLog() =>
            Items ?? (Value.ValueKind == JsonValueKind.Array ? Log<JsonElement>.Empty.AddRange([.. Value.EnumerateArray()]) : Log<JsonElement>.Empty);

        public List<LogChunk> ChunksToKeep(Func<LogChunk, bool> mayRefer)
        {
            var kept = Chunks.TakeWhile(mayRefer).ToList();
            while (kept.Count > 0 && kept[^1].Count < StateSnapshots.SmallChunk) kept.RemoveAt(kept.Count - 1);
            return kept;
        }

        public void WriteTo(Utf8JsonWriter writer, int skip)
        {
            if (Items is null)
            {
                Value.WriteTo(writer);
                return;
            }

            writer.WriteStartArray();
            for (var index = skip; index < Items.Count; index++) Items[index].WriteTo(writer);
            writer.WriteEndArray();
        }
    }
}
