using Baton.Agents.Knowledge.Indexing;

namespace Baton.Tests.Knowledge;

public sealed class TextChunkerTests
{
    [Fact]
    public void A_short_text_is_one_chunk() =>
        Assert.Equal(["# Fees\nWires cost 25 dollars."], TextChunker.Cut("# Fees\n\nWires cost 25 dollars.\n"));

    [Fact]
    public void Chunks_begin_at_headings_where_one_is_half_full()
    {
        var chunks = TextChunker.Cut($"# One\n{Words(8)}\n# Two\n{Words(8)}\n# Three\nshort\n# Four\nshort", size: 60);

        Assert.Equal(3, chunks.Count);
        Assert.Equal(["# One", "# Two", "# Three"], chunks.Select(chunk => chunk.Split('\n')[0]));
    }

    [Fact]
    public void A_chunk_that_goes_on_with_a_section_begins_with_its_heading()
    {
        var chunks = TextChunker.Cut($"# Fees\n\n{Words(10)}\n\n{Words(10)}", size: 60);

        Assert.Equal([$"# Fees\n{Words(10)}", $"# Fees\n{Words(10)}"], chunks);
    }

    [Fact]
    public void A_long_paragraph_is_cut_between_sentences_and_nothing_is_lost()
    {
        var text = string.Join(' ', Enumerable.Range(0, 100).Select(n => $"Sentence number {n} ends."));

        var chunks = TextChunker.Cut(text, size: 200);

        Assert.All(chunks, chunk => Assert.True(chunk.Length <= 200 && chunk.EndsWith('.')));
        Assert.Equal(text, string.Join(' ', chunks));
    }

    [Fact]
    public void A_text_without_any_gap_is_cut_all_the_same_and_no_character_is_halved()
    {
        var chunks = TextChunker.Cut(string.Concat(Enumerable.Repeat("😀", 501)), size: 201);

        Assert.All(chunks, chunk => Assert.True(chunk.Length <= 201 && !char.IsLowSurrogate(chunk[0]) && !char.IsHighSurrogate(chunk[^1])));
        Assert.Equal(1_002, chunks.Sum(chunk => chunk.Length));
    }

    [Fact]
    public void Chunks_overlap_where_that_is_asked_for()
    {
        var chunks = TextChunker.Cut($"{Words(10)} end\n\nbegin {Words(10)}", size: 60, overlap: 12);

        Assert.Equal(2, chunks.Count);
        Assert.Contains("end\nbegin", chunks[1], StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_gives_no_chunk() => Assert.Empty(TextChunker.Cut(" \n\n "));

    private static string Words(int count) => string.Join(' ', Enumerable.Repeat("word", count));
}
