using System.Text.Json;

namespace Baton.Engine.Journal;

/// <summary>
/// Says when a run begins with a snapshot of the state that it goes on from, and makes it. A snapshot costs no more bytes than have been written
/// since the one before, so that snapshots at most double what is stored; a state is read from at most <see cref="Spacing"/> runs and what its
/// lists' chunks are, unless the state is large beside its turns.
/// </summary>
internal static class StateSnapshots
{
    /// <summary>How many runs there are between two snapshots at least.</summary>
    public const int Spacing = 256;

    /// <summary>A list's last chunk with fewer items is taken into the next one, so that chunks do not become many and small.</summary>
    public const int SmallChunk = 256;

    /// <summary>True where the state should be read from the journal, to see whether a snapshot is due, even though it is at hand.</summary>
    public static bool IsTimeToLook(int runs) => runs > 0 && runs % Spacing == 0;

    /// <summary>The snapshot that is due where a run goes on from a state, or null.</summary>
    public static Snapshot? Due(StateDocument document, Lineage lineage, CheckpointRef origin)
    {
        if (lineage.Runs < Spacing) return null;
        var snapshot = document.ToSnapshot(static _ => true) with { Base = origin, Earlier = lineage.Snapshot };
        return JsonBytes.Bytes(snapshot.State).Length <= lineage.Bytes ? snapshot : null;
    }

    /// <summary>The chunks that a snapshot refers to, by the member whose items they hold.</summary>
    public static IEnumerable<(string Member, LogChunk Chunk)> Chunks(Snapshot snapshot) =>
        snapshot.Logs?.SelectMany(log => log.Value.Select(chunk => (log.Key, chunk))) ?? [];

    /// <summary>The items of a member that a snapshot holds itself.</summary>
    public static JsonElement[] OwnItems(Snapshot snapshot, string member) =>
        snapshot.State.TryGetProperty(member, out var items) && items.ValueKind == JsonValueKind.Array ? [.. items.EnumerateArray()] : [];
}
