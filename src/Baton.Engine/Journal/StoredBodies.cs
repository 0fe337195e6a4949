using Baton.Errors;

namespace Baton.Engine.Journal;

/// <summary>
/// The bodies of a run's entries as a store keeps them, from which plain ones are made: larger ones are packed (<see cref="PackedBody"/>),
/// and packed or not, a text that the run's journal holds already may be a reference to it (<see cref="SharedText"/>).
/// </summary>
/// <remarks>Not safe for concurrent use.</remarks>
internal sealed class StoredBodies
{
    private readonly Dictionary<int, ReadOnlyMemory<byte>> _bodies = [];

    /// <summary>True for a body that is not plain.</summary>
    public static bool IsEncoded(ReadOnlyMemory<byte> body) => PackedBody.IsPacked(body) || SharedText.HasReferences(body);

    /// <summary>An entry that is stored outside its run's execution: whole, because nothing comes before it.</summary>
    public static JournalEntry Entry(int seq, DateTimeOffset at, EntryBody body) =>
        new(seq, JournalCodec.KindOf(body), at, PackedBody.Pack(JournalCodec.Encode(body)));

    public void Add(IEnumerable<JournalEntry> entries)
    {
        foreach (var entry in entries) _bodies[entry.Seq] = entry.Body;
    }

    /// <summary>True where the entry's texts may stand in entries before it.</summary>
    public bool RefersBack(JournalEntry entry) => SharedText.HasReferences(Unpacked(entry.Seq));

    /// <summary>An entry that was added, as it was written.</summary>
    /// <exception cref="BatonException">The entry, or one that it refers to, is damaged or from a newer version.</exception>
    public JournalEntry Plain(JournalEntry entry)
    {
        var body = Unpacked(entry.Seq);
        return entry with { Body = SharedText.HasReferences(body) ? SharedText.Expand(body, Unpacked) : body };
    }

    private ReadOnlyMemory<byte> Unpacked(int seq)
    {
        if (!_bodies.TryGetValue(seq, out var body))
        {
            throw new BatonException(ErrorCodes.StoreDamaged, $"A journal entry refers to entry {seq}, which is not there. Restore a backup.");
        }

        if (PackedBody.IsPacked(body)) _bodies[seq] = body = PackedBody.Unpack(body);
        return body;
    }
}
