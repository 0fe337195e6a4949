using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Engine.Journal;
using Baton.Errors;

namespace Baton.Engine.Replay;

/// <summary>A run's journal as a file: what a golden history in a test is, and what <c>baton replay</c> reads.</summary>
/// <param name="Tenant">The tenant: tickets' ids depend on it.</param>
/// <param name="Run">The run.</param>
/// <param name="Thread">Its thread, or null.</param>
/// <param name="Entries">The entries, in order from 1.</param>
/// <param name="Base">The state that the run went on from, or null where it began on an empty thread.</param>
public sealed record RunHistory(string Tenant, Guid Run, string? Thread, IReadOnlyList<HistoryEntry> Entries, JsonElement? Base)
{
    /// <summary>The history of journal entries.</summary>
    public static RunHistory Of(string tenant, Guid run, string? thread, IEnumerable<JournalEntry> entries, JsonElement? origin) =>
        new(tenant, run, thread, [.. entries.Select(entry => new HistoryEntry(entry.Seq, entry.Kind, entry.At, JsonBytes.Parse(entry.Body)))], origin);

    /// <summary>The JSON text of the history, one entry a line.</summary>
    public string ToJson()
    {
        var head = JsonSerializer.Serialize(this with { Entries = [] }, HistoryJson.Default.RunHistory);
        var lines = Entries.Select(entry => "    " + JsonSerializer.Serialize(entry, HistoryJson.Default.HistoryEntry));
        return head.Replace("\"entries\":[]", "\"entries\":[\n" + string.Join(",\n", lines) + "\n  ]", StringComparison.Ordinal) + "\n";
    }

    /// <summary>Reads a history.</summary>
    /// <exception cref="BatonException">The text is not one.</exception>
    public static RunHistory Parse(string json)
    {
        try
        {
            var history = JsonSerializer.Deserialize(json, HistoryJson.Default.RunHistory);
            if (history is { Entries.Count: > 0 } && history.Entries[0].Kind == EntryKind.RunStarted) return history;
        }
        catch (JsonException)
        {
            // Reported below, without the text: it may hold customers' content.
        }

        throw new BatonException(ErrorCodes.ImportInvalid, "The file is not a run history. Write one with: baton replay <run-id> --save <file>.");
    }

    internal IEnumerable<JournalEntry> ToEntries() =>
        Entries.Select(entry => new JournalEntry(entry.Seq, entry.Kind, entry.At, JsonBytes.Bytes(entry.Body)));
}

/// <summary>One entry of a history.</summary>
/// <param name="Seq">Its place.</param>
/// <param name="Kind">What it means.</param>
/// <param name="At">When it was written.</param>
/// <param name="Body">The record of its kind.</param>
public sealed record HistoryEntry(int Seq, EntryKind Kind, DateTimeOffset At, JsonElement Body);

/// <summary>Source-generated JSON of histories.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters = [typeof(SnakeCaseEnum<EntryKind>)])]
[JsonSerializable(typeof(RunHistory))]
internal sealed partial class HistoryJson : JsonSerializerContext;
