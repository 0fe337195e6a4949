using System.Collections.Concurrent;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Engine.Journal;

/// <summary>The members of a state type: how two states differ, and how a state becomes JSON and back.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class StateShape
{
    private static readonly ConcurrentDictionary<Type, StateShape> Shapes = new();
    private readonly Member[] _members;
    private readonly JsonTypeInfo _type;

    private StateShape(Type type)
    {
        _type = BatonJson.Options.GetTypeInfo(type);
        _members =
        [
            .. _type.Properties
                .Where(property => property.Get is not null)
                .Select(property => new Member(
                    JsonEncodedText.Encode(property.Name),
                    property.Get!,
                    BatonJson.Options.GetTypeInfo(property.PropertyType),
                    IsNeeded(property))),
        ];
    }

    /// <summary>The members that a state of this type cannot do without: no default, not nullable.</summary>
    public IEnumerable<string> Required => _members.Where(member => member.IsRequired).Select(member => member.Name.ToString());

    public static StateShape Of(Type type) => Shapes.GetOrAdd(type, static type => new StateShape(type));

    /// <summary>Writes <c>"patch": {"set": {…}, "append": {…}}</c>; nothing where the states do not differ.</summary>
    public void WritePatch(Utf8JsonWriter writer, object? before, object after)
    {
        var opened = false;
        var section = Section.None;
        foreach (var member in _members)
        {
            var old = before is null ? null : member.Get(before);
            var now = member.Get(after);
            if (before is not null && (ReferenceEquals(old, now) || Equals(old, now))) continue;
            if (IsAppend(old, now)) continue;
            Open(writer, ref opened);
            Enter(writer, ref section, Section.Set);
            writer.WritePropertyName(member.Name);
            JsonSerializer.Serialize(writer, now, member.Type);
        }

        foreach (var member in _members)
        {
            var old = before is null ? null : member.Get(before);
            var now = member.Get(after);
            if (ReferenceEquals(old, now) || !IsAppend(old, now)) continue;
            var (log, from) = ((ILog)now!, (old as ILog)?.Count ?? 0);
            if (log.Count == from && before is not null) continue;
            Open(writer, ref opened);
            Enter(writer, ref section, Section.Append);
            writer.WritePropertyName(member.Name);
            WriteItems(writer, log, from);
        }

        if (section != Section.None) writer.WriteEndObject();
        if (opened) writer.WriteEndObject();
    }

    /// <summary>The patch between two states as an element; null where they do not differ.</summary>
    public JsonElement? Patch(object? before, object after)
    {
        var bytes = JsonBytes.Write(writer =>
        {
            writer.WriteStartObject();
            WritePatch(writer, before, after);
            writer.WriteEndObject();
        });
        var whole = JsonBytes.Parse(bytes);
        return whole.TryGetProperty("patch"u8, out var patch) ? patch : null;
    }

    /// <summary>The state that a document holds.</summary>
    public object Read(StateDocument document) => JsonSerializer.Deserialize(document.ToJson().Span, _type)!;

    private static bool IsNeeded(JsonPropertyInfo property) =>
        property.IsRequired
        || (property.AssociatedParameter is { HasDefaultValue: false }
            && (property.PropertyType.IsValueType ? Nullable.GetUnderlyingType(property.PropertyType) is null : !property.IsGetNullable));

    private static bool IsAppend(object? old, object? now) => now is ILog log && log.Extends(old as ILog);

    private static void WriteItems(Utf8JsonWriter writer, ILog log, int from)
    {
        var type = BatonJson.Options.GetTypeInfo(log.ItemType);
        writer.WriteStartArray();
        for (var index = from; index < log.Count; index++) JsonSerializer.Serialize(writer, log.ItemAt(index), type);
        writer.WriteEndArray();
    }

    private static void Open(Utf8JsonWriter writer, ref bool opened)
    {
        if (opened) return;
        writer.WriteStartObject("patch"u8);
        opened = true;
    }

    private static void Enter(Utf8JsonWriter writer, ref Section section, Section wanted)
    {
        if (section == wanted) return;
        if (section != Section.None) writer.WriteEndObject();
        writer.WriteStartObject(wanted == Section.Set ? "set"u8 : "append"u8);
        section = wanted;
    }

    private enum Section
    {
        None,
        Set,
        Append,
    }

    private sealed record Member(JsonEncodedText Name, Func<object, object?> Get, JsonTypeInfo Type, bool IsRequired);
}
