using System.Text;

namespace Baton.Agents.Knowledge.Indexing;

/// <summary>
/// Cuts a text into chunks: before headings where a chunk is half full, otherwise between paragraphs, in a paragraph that is longer than a
/// chunk between sentences, and where there is no other place between words. A chunk that goes on with a section begins with its heading.
/// </summary>
internal static class TextChunker
{
    /// <summary>The most characters of a chunk, its heading apart. Measured: see bench/results, "knowledge".</summary>
    public const int Size = 800;

    /// <summary>What a longer heading is cut to where it is repeated.</summary>
    private const int MostHeading = 120;

    /// <summary>The chunks of a text, in their order.</summary>
    /// <param name="text">The text, with line ends <c>\n</c>.</param>
    /// <param name="size">The most characters of a chunk, its heading apart.</param>
    /// <param name="overlap">How many characters of a chunk the next one repeats where it is cut within a section.</param>
    public static IReadOnlyList<string> Cut(string text, int size = Size, int overlap = 0)
    {
        var cutting = new Cutting(size, overlap);
        foreach (var block in Blocks(text)) cutting.Add(block);
        return cutting.Finish();
    }

    /// <summary>Headings and paragraphs.</summary>
    private static IEnumerable<string> Blocks(string text)
    {
        var block = new StringBuilder();
        foreach (var line in text.Split('\n'))
        {
            var isHeading = IsHeading(line);
            if ((isHeading || string.IsNullOrWhiteSpace(line)) && block.Length > 0)
            {
                yield return block.ToString();
                block.Clear();
            }

            if (isHeading) yield return line.Trim();
            else if (!string.IsNullOrWhiteSpace(line)) block.Append(block.Length > 0 ? "\n" : "").Append(line.TrimEnd());
        }

        if (block.Length > 0) yield return block.ToString();
    }

    private static bool IsHeading(string line)
    {
        var level = line.AsSpan().IndexOfAnyExcept('#');
        return level is >= 1 and <= 6 && line[level] is ' ' or '\t';
    }

    private sealed class Cutting(int size, int overlap)
    {
        private readonly List<string> _chunks = [];
        private readonly StringBuilder _chunk = new();
        private string _heading = "";
        private int _prefix;

        public void Add(string block)
        {
            if (IsHeading(block))
            {
                if (_chunk.Length - _prefix >= size / 2) Close(isWithin: false);
                _heading = block.Length > MostHeading ? block[..MostHeading] : block;
            }

            foreach (var piece in Pieces(block)) Append(piece);
        }

        public List<string> Finish()
        {
            Close(isWithin: false);
            return _chunks;
        }

        private void Append(string piece)
        {
            if (_chunk.Length > _prefix && _chunk.Length - _prefix + piece.Length + 1 > size) Close(isWithin: true);
            _chunk.Append(_chunk.Length > 0 ? "\n" : "").Append(piece);
        }

        private void Close(bool isWithin)
        {
            var chunk = _chunk.ToString();
            if (_chunk.Length > _prefix) _chunks.Add(chunk);
            _chunk.Clear();
            if (isWithin) _chunk.Append(_heading);
            _prefix = _chunk.Length;
            if (isWithin && overlap > 0) _chunk.Append('\n').Append(Tail(chunk, overlap));
        }

        /// <summary>A block whole, or cut into pieces that fit.</summary>
        private IEnumerable<string> Pieces(string block)
        {
            var start = 0;
            while (block.Length - start > size)
            {
                var end = CutBefore(block, start, start + size);
                yield return block[start..end].Trim();
                start = end;
            }

            yield return start == 0 ? block : block[start..].Trim();
        }

        private static int CutBefore(string text, int start, int end)
        {
            var least = start + ((end - start) / 2);
            foreach (var mark in (string[])["\n", ". ", "? ", "! ", "; ", " "])
            {
                var found = text.LastIndexOf(mark, end - 1, end - least, StringComparison.Ordinal);
                if (found > start) return found + mark.Length;
            }

            return char.IsHighSurrogate(text[end - 1]) ? end - 1 : end;
        }

        private static string Tail(string chunk, int length)
        {
            if (chunk.Length <= length) return chunk;
            var from = chunk.IndexOf(' ', chunk.Length - length);
            return from < 0 ? "" : chunk[(from + 1)..];
        }
    }
}
