namespace Baton.Engine.Journal;

/// <summary>One entry of a run's journal.</summary>
/// <param name="Seq">Its place, from 1, without gaps.</param>
/// <param name="Kind">What it means.</param>
/// <param name="At">When it was written, by its writer's clock; milliseconds are kept.</param>
/// <param name="Body">The record of its kind as UTF-8 JSON; as a store keeps it, it may be packed and refer to other entries: see <see cref="JournalReader"/>.</param>
public readonly record struct JournalEntry(int Seq, EntryKind Kind, DateTimeOffset At, ReadOnlyMemory<byte> Body);
