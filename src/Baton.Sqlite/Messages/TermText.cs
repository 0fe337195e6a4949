using System.Text;

namespace Baton.Sqlite.Messages;

/// <summary>Terms as words that FTS5's tokenizer leaves as they are: sixteen letters from a to p each.</summary>
internal static class TermText
{
    private const int Length = 16;

    /// <summary>Terms with spaces between.</summary>
    public static string Of(IReadOnlyList<long> terms)
    {
        var text = new StringBuilder(terms.Count * (Length + 1));
        foreach (var term in terms)
        {
            Append(text, term).Append(' ');
        }

        return text.ToString();
    }

    /// <summary>A query for what has all terms.</summary>
    public static string Query(IReadOnlyList<long> terms)
    {
        var text = new StringBuilder();
        foreach (var term in terms)
        {
            if (text.Length > 0)
            {
                text.Append(" AND ");
            }

            Append(text.Append('"'), term).Append('"');
        }

        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, long term)
    {
        for (var shift = 60; shift >= 0; shift -= 4)
        {
            text.Append((char)('a' + ((term >> shift) & 15)));
        }

        return text;
    }
}
