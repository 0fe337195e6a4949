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

    public void WriteTo(Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        foreach (var name in _order)
        {
            writer.WritePropertyName(name);
            _members[name].WriteTo(writer);
        }

        writer.WriteEndObject();
    }

    private Member Appended(string name, JsonElement items)
    {
        var log = _members.TryGetValue(name, out var present) ? present.AsLog() : Log<JsonElement>.Empty;
        return new Member(default, log.AddRange([.. items.EnumerateArray()]));
    }

    private StateDocument With(string name, Member member) =>
        new(_members.ContainsKey(name) ? _order : _order.Add(name), _members.SetItem(name, member));

    private readonly record struct Member(JsonElement Value, Log<JsonElement>? Items)
    {
        public Log<JsonElement> AsLog() =>
            Items ?? (Value.ValueKind == JsonValueKind.Array ? Log<JsonElement>.Empty.AddRange([.. Value.EnumerateArray()]) : Log<JsonElement>.Empty);

        public void WriteTo(Utf8JsonWriter writer)
        {
            if (Items is null)
            {
                Value.WriteTo(writer);
                return;
            }

            writer.WriteStartArray();
            foreach (var item in Items) item.WriteTo(writer);
            writer.WriteEndArray();
        }
    }
}
