using System.Text;
using Baton.Engine.Stores;

namespace Baton.Postgres.Live;

/// <summary>Hints as the texts of notifications, each shorter than the 8,000 bytes that one may have.</summary>
internal static class HintText
{
    private const int HintLength = 33;
    private const int HintsEach = 7_900 / HintLength;

    /// <summary>Each hint once: a digit for its kind, 32 for its run.</summary>
    public static List<string> Write(IReadOnlyCollection<StoreHint> hints) =>
        [
            .. hints.Distinct().Chunk(HintsEach).Select(chunk =>
                chunk.Aggregate(new StringBuilder(), (text, hint) => text.Append((int)hint.Kind).Append(hint.Run.ToString("N"))).ToString()),
        ];

    /// <summary>The hints in a text; what a newer server says that this one does not know is left out.</summary>
    public static IEnumerable<StoreHint> Read(string text)
    {
        for (var start = 0; start + HintLength <= text.Length; start += HintLength)
        {
            var kind = (StoreHintKind)(text[start] - '0');
            if (Enum.IsDefined(kind) && Guid.TryParseExact(text.AsSpan(start + 1, HintLength - 1), "N", out var run))
            {
                yield return new(kind, run);
            }
        }
    }
}
