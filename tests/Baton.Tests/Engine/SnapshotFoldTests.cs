using System.Text;
using System.Text.Json;
using Baton.Engine.Journal;

namespace Baton.Tests.Engine;

public sealed class SnapshotFoldTests
{
    private static readonly string[] Members = ["name", "lines", "notes", "more"];

    [Fact]
    public void Folding_with_snapshots_gives_what_folding_without_gives()
    {
        for (var seed = 0; seed < 100; seed++)
        {
            var random = new Random(seed);
            var kept = new Shelf();
            var (plain, folded) = (StateDocument.Empty, StateDocument.Empty);
            for (var step = 0; step < 60; step++)
            {
                var patch = Patch(random, step);
                (plain, folded) = (plain.Apply(patch), folded.Apply(patch));
                if (random.Next(6) == 0) folded = kept.Restored(kept.Add(folded.ToSnapshot(chunk => chunk.Seq != 1 || seed % 3 != 0)));
            }

            Assert.True(Text(plain) == Text(folded), $"seed {seed}");
        }
    }

    [Fact]
    public void An_item_is_not_written_again_by_later_snapshots()
    {
        var kept = new Shelf();
        var document = StateDocument.Empty;
        for (var turn = 0; turn < 10; turn++)
        {
            document = document.Apply(Append("lines", Enumerable.Range(turn * 300, 300).Select(number => $"line {number:0000}")));
            document = kept.Restored(kept.Add(document.ToSnapshot(static _ => true)));
        }

        var written = string.Concat(kept.All.Select(snapshot => snapshot.State.GetRawText()));

        Assert.All(Enumerable.Range(0, 3_000), number => Assert.Equal(1, Count(written, $"line {number:0000}")));
        Assert.Equal(9, StateSnapshots.Chunks(kept.All[^1]).Count());
    }

    [Fact]
    public void Small_chunks_are_taken_together()
    {
        var kept = new Shelf();
        var document = StateDocument.Empty;
        for (var turn = 0; turn < 100; turn++)
        {
            document = document.Apply(Append("lines", Enumerable.Range(turn * 10, 10).Select(number => $"line {number}")));
            document = kept.Restored(kept.Add(document.ToSnapshot(static _ => true)));
        }

        Assert.InRange(StateSnapshots.Chunks(kept.All[^1]).Count(), 2, 1_000 / StateSnapshots.SmallChunk);
    }

    [Fact]
    public void A_list_that_was_set_anew_refers_to_nothing()
    {
        var kept = new Shelf();
        var document = StateDocument.Empty.Apply(Append("lines", Enumerable.Range(0, 400).Select(number => $"old {number}")));
        document = kept.Restored(kept.Add(document.ToSnapshot(static _ => true)));

        document = document.Apply(JsonBytes.From(new { set = new { lines = new[] { "new" } } })).Apply(Append("lines", ["newer"]));
        var snapshot = document.ToSnapshot(static _ => true);

        Assert.Null(snapshot.Logs);
        Assert.Equal("""{"lines":["new","newer"]}""", snapshot.State.GetRawText());
    }

    [Fact]
    public void No_snapshot_is_due_where_it_would_outweigh_what_was_written_since_the_last()
    {
        var document = StateDocument.Empty.Apply(JsonBytes.From(new { set = new { text = new string('x', 1_000) } }));
        var origin = new CheckpointRef(Guid.Empty, 1);

        Assert.Null(StateSnapshots.Due(document, new Lineage(null, StateSnapshots.Spacing, 900), origin));
        Assert.Null(StateSnapshots.Due(document, new Lineage(null, StateSnapshots.Spacing - 1, 5_000), origin));
        Assert.NotNull(StateSnapshots.Due(document, new Lineage(null, StateSnapshots.Spacing, 1_100), origin));
    }

    private static JsonElement Patch(Random random, int step)
    {
        var member = Members[random.Next(Members.Length)];
        return random.Next(8) switch
        {
            0 => JsonBytes.From(new { set = new Dictionary<string, object?> { [member] = random.Next(3) == 0 ? null : $"text {step}" } }),
            1 => JsonBytes.From(new { set = new Dictionary<string, object?> { [member] = Enumerable.Range(0, random.Next(400)).ToArray() } }),
            _ => Append(member, Enumerable.Range(0, random.Next(400)).Select(number => $"{step}.{number}")),
        };
    }

    private static JsonElement Append(string member, IEnumerable<string> items) =>
        JsonBytes.From(new { append = new Dictionary<string, string[]> { [member] = [.. items] } });

    private static string Text(StateDocument document) => Encoding.UTF8.GetString(document.ToJson().Span);

    private static int Count(string text, string part) => text.Split(part).Length - 1;

    /// <summary>Snapshots as a journal holds them, one a run.</summary>
    private sealed class Shelf
    {
        public List<Snapshot> All { get; } = [];

        public int Add(Snapshot snapshot)
        {
            var entry = new JournalEntry(2, EntryKind.Snapshot, default, JournalCodec.Encode(snapshot));
            All.Add((Snapshot)JournalCodec.Decode(entry));
            return All.Count - 1;
        }

        public StateDocument Restored(int index) =>
            StateDocument.Of(All[index], At(index), (member, chunk) => StateSnapshots.OwnItems(All[BitConverter.ToInt32(chunk.Run.ToByteArray())], member));

        private static CheckpointRef At(int index) => new(new Guid(index, 0, 0, new byte[8]), index == 0 ? 1 : 2);
    }
}
