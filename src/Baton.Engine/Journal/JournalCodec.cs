using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Journal;

/// <summary>Turns entry bodies into UTF-8 JSON and back. Members that are absent are left out.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public static class JournalCodec
{
    /// <summary>The number of the format that this version writes; it reads this one and the one before.</summary>
    public const int Format = 1;

    [ThreadStatic]
    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer)? scratch;

    /// <summary>The UTF-8 JSON of a body.</summary>
    public static ReadOnlyMemory<byte> Encode(EntryBody body) => body switch
    {
        RunStarted it => Write(it, JournalJson.Default.RunStarted),
        RunClaimed it => Write(it, JournalJson.Default.RunClaimed),
        FrameStarted it => Write(it, JournalJson.Default.FrameStarted),
        Checkpoint it => Write(it, JournalJson.Default.Checkpoint),
        BranchCompleted it => Write(it, JournalJson.Default.BranchCompleted),
        NodeFailed it => Write(it, JournalJson.Default.NodeFailed),
        EffectStarted it => Write(it, JournalJson.Default.EffectStarted),
        EffectCompleted it => Write(it, JournalJson.Default.EffectCompleted),
        EffectFailed it => Write(it, JournalJson.Default.EffectFailed),
        ValueRecorded it => Write(it, JournalJson.Default.ValueRecorded),
        TicketOpened it => Write(it, JournalJson.Default.TicketOpened),
        TicketClosed it => Write(it, JournalJson.Default.TicketClosed),
        InboxTaken it => Write(it, JournalJson.Default.InboxTaken),
        CustomWritten it => Write(it, JournalJson.Default.CustomWritten),
        RunFinished it => Write(it, JournalJson.Default.RunFinished),
        StateEdited it => Write(it, JournalJson.Default.StateEdited),
        Snapshot it => Write(it, JournalJson.Default.Snapshot),
        Tombstone it => Write(it, JournalJson.Default.Tombstone),
        CaseChanged it => Write(it, JournalJson.Default.CaseChanged),
        _ => throw new ArgumentOutOfRangeException(nameof(body), body.GetType().Name, "Not an entry body."),
    };

    /// <summary>The kind whose body <paramref name="body"/> is.</summary>
    public static EntryKind KindOf(EntryBody body) => Enum.Parse<EntryKind>(body.GetType().Name);

    /// <summary>The body of an entry.</summary>
    /// <exception cref="BatonException">The entry was written by a newer version.</exception>
    public static EntryBody Decode(JournalEntry entry) => entry.Kind switch
    {
        EntryKind.RunStarted => CheckFormat(Read(entry, JournalJson.Default.RunStarted)),
        EntryKind.RunClaimed => Read(entry, JournalJson.Default.RunClaimed),
        EntryKind.FrameStarted => Read(entry, JournalJson.Default.FrameStarted),
        EntryKind.Checkpoint => Read(entry, JournalJson.Default.Checkpoint),
        EntryKind.BranchCompleted => Read(entry, JournalJson.Default.BranchCompleted),
        EntryKind.NodeFailed => Read(entry, JournalJson.Default.NodeFailed),
        EntryKind.EffectStarted => Read(entry, JournalJson.Default.EffectStarted),
        EntryKind.EffectCompleted => Read(entry, JournalJson.Default.EffectCompleted),
        EntryKind.EffectFailed => Read(entry, JournalJson.Default.EffectFailed),
        EntryKind.ValueRecorded => Read(entry, JournalJson.Default.ValueRecorded),
        EntryKind.TicketOpened => Read(entry, JournalJson.Default.TicketOpened),
        EntryKind.TicketClosed => Read(entry, JournalJson.Default.TicketClosed),
        EntryKind.InboxTaken => Read(entry, JournalJson.Default.InboxTaken),
        EntryKind.CustomWritten => Read(entry, JournalJson.Default.CustomWritten),
        EntryKind.RunFinished => Read(entry, JournalJson.Default.RunFinished),
        EntryKind.StateEdited => Read(entry, JournalJson.Default.StateEdited),
        EntryKind.Snapshot => Read(entry, JournalJson.Default.Snapshot),
        EntryKind.Tombstone => Read(entry, JournalJson.Default.Tombstone),
        EntryKind.CaseChanged => Read(entry, JournalJson.Default.CaseChanged),
        _ => throw TooNew($"entry kind {(int)entry.Kind}"),
    };

    /// <summary>
    /// Writes a checkpoint's body without building its patch first: this is the one body that every step writes.
    /// </summary>
    internal static ReadOnlyMemory<byte> EncodeCheckpoint(string visit, string next, bool route, StateShape shape, object before, object after)
    {
        var (buffer, writer) = Scratch();
        writer.WriteStartObject();
        writer.WriteString("visit"u8, visit);
        writer.WriteString("next"u8, next);
        if (!ReferenceEquals(before, after)) shape.WritePatch(writer, before, after);
        if (route) writer.WriteBoolean("route"u8, true);
        writer.WriteEndObject();
        return Take(buffer, writer);
    }

    internal static ReadOnlyMemory<byte> Write<T>(T value, JsonTypeInfo<T> type)
    {
        var (buffer, writer) = Scratch();
        JsonSerializer.Serialize(writer, value, type);
        return Take(buffer, writer);
    }

    private static (ArrayBufferWriter<byte> Buffer, Utf8JsonWriter Writer) Scratch()
    {
        if (scratch is not { } present)
        {
            var buffer = new ArrayBufferWriter<byte>(1_024);
            var options = new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };
            scratch = present = (buffer, new Utf8JsonWriter(buffer, options));
        }

        present.Buffer.ResetWrittenCount();
        present.Writer.Reset();
        return present;
    }

    private static byte[] Take(ArrayBufferWriter<byte> buffer, Utf8JsonWriter writer)
    {
        writer.Flush();
        var bytes = buffer.WrittenSpan.ToArray();
        if (buffer.Capacity > 256 * 1_024) scratch = null;
        return bytes;
    }

    private static T Read<T>(JournalEntry entry, JsonTypeInfo<T> type)
        where T : EntryBody => JsonSerializer.Deserialize(entry.Body.Span, type)!;

    private static RunStarted CheckFormat(RunStarted body) => body.Format <= Format ? body : throw TooNew($"journal format {body.Format}");

    private static BatonException TooNew(string what) =>
        new(ErrorCodes.JournalTooNew, $"The journal has {what}, which a newer version of Baton wrote. Run that version or a newer one.");
}

/// <summary>Source-generated JSON of the entry bodies.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    Converters =
    [
        typeof(SnakeCaseEnum<RunStatus>), typeof(SnakeCaseEnum<EffectKind>), typeof(SnakeCaseEnum<TicketKind>),
        typeof(SnakeCaseEnum<TicketClosure>), typeof(SnakeCaseEnum<InboxKind>), typeof(SnakeCaseEnum<CaseStatus>),
    ])]
[JsonSerializable(typeof(RunStarted))]
[JsonSerializable(typeof(RunClaimed))]
[JsonSerializable(typeof(FrameStarted))]
[JsonSerializable(typeof(Checkpoint))]
[JsonSerializable(typeof(BranchCompleted))]
[JsonSerializable(typeof(NodeFailed))]
[JsonSerializable(typeof(EffectStarted))]
[JsonSerializable(typeof(EffectCompleted))]
[JsonSerializable(typeof(EffectFailed))]
[JsonSerializable(typeof(ValueRecorded))]
[JsonSerializable(typeof(TicketOpened))]
[JsonSerializable(typeof(TicketClosed))]
[JsonSerializable(typeof(InboxTaken))]
[JsonSerializable(typeof(CustomWritten))]
[JsonSerializable(typeof(RunFinished))]
[JsonSerializable(typeof(StateEdited))]
[JsonSerializable(typeof(Snapshot))]
[JsonSerializable(typeof(Tombstone))]
[JsonSerializable(typeof(CaseChanged))]
internal sealed partial class JournalJson : JsonSerializerContext;

/// <summary>Enum values as snake_case words.</summary>
internal sealed class SnakeCaseEnum<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower)
    where T : struct, Enum;
