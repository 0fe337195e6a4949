using System.Globalization;
using System.Text;

namespace Baton.Agents.Guardrails.Text;

/// <summary>
/// Brings a text to what a reader takes it for: compatibility forms, accents, invisible characters and look-alikes are folded to plain
/// letters, so that one pattern finds all spellings. ASCII stays as it is. Works like NFKC where that matters here, and needs no ICU data.
/// </summary>
internal static class TextFold
{
    private const string Latin =
        "AAAAAAACEEEEIIIIDNOOOOOxOUUUUYTsaaaaaaaceeeeiiiidnooooo/ouuuuyty" +
        "AaAaAaCcCcCcCcDdDdEeEeEeEeEeGgGgGgGgHhHhIiIiIiIiIiJjJjKkkLlLlLlLlLlNnNnNnnNnOoOoOoOoRrRrRrSsSsSsSsTtTtTtUuUuUuUuUuUuWwYyYZzZzZzs";

    private const string Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

    /// <summary>Folds a text.</summary>
    public static FoldedText Fold(string text)
    {
        if (Ascii.IsValid(text)) return new FoldedText(text, null);
        var fold = new Folding(text.Length);
        var index = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            fold.Add(rune, index);
            index += rune.Utf16SequenceLength;
        }

        return fold.Finish(index);
    }

    private sealed class Folding(int length)
    {
        private readonly StringBuilder _text = new(length);
        private readonly List<int> _map = new(length + 1);
        private readonly StringBuilder _tags = new();
        private int _direction;
        private int _selectors;
        private int _joints;
        private bool _pending;

        public void Add(Rune rune, int at)
        {
            var value = rune.Value;
            if (value < 0x80)
            {
                Put((char)value, at);
                return;
            }

            if (IsHidden(value)) return;
            if (Plain(value) is { } plain) Put(plain, at);
            else if (CharUnicodeInfo.GetDecimalDigitValue(rune.ToString(), 0) is >= 0 and var digit) Put((char)('0' + digit), at);
            else PutOther(rune, at);
        }

        public FoldedText Finish(int end)
        {
            _map.Add(end);
            var mixed = LookAlikes.Replace(_text);
            return new FoldedText(_text.ToString(), [.. _map])
            {
                Hidden = _tags.ToString(),
                Direction = _direction,
                Selectors = _selectors,
                Joints = _joints,
                LookAlikes = mixed,
            };
        }

        private bool IsHidden(int value)
        {
            switch (value)
            {
                case >= 0xE0000 and <= 0xE007F:
                    if (value is >= 0xE0020 and <= 0xE007E) _tags.Append((char)(value - 0xE0000));
                    return true;
                case >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069:
                    _direction++;
                    return true;
                case >= 0xFE00 and <= 0xFE0F or >= 0xE0100 and <= 0xE01EF:
                    _selectors++;
                    return true;
                case 0xAD or 0x34F or 0x61C or 0x180E or >= 0x200B and <= 0x200F or >= 0x2060 and <= 0x2064 or 0xFEFF:
                    _pending = _text.Length > 0 && char.IsAsciiLetterOrDigit(_text[^1]);
                    return true;
                case >= 0x300 and <= 0x36F:
                    return true;
                default:
                    return false;
            }
        }

        private void Put(char character, int at)
        {
            // What is hidden between two plain letters hides a word; elsewhere it shapes emoji and other scripts.
            if (_pending && char.IsAsciiLetterOrDigit(character)) _joints++;
            _pending = false;
            _text.Append(character);
            _map.Add(at);
        }

        private void PutOther(Rune rune, int at)
        {
            _pending = false;
            Span<char> chars = stackalloc char[2];
            var count = rune.EncodeToUtf16(chars);
            for (var part = 0; part < count; part++)
            {
                _text.Append(chars[part]);
                _map.Add(at + part);
            }
        }
    }

    /// <summary>The plain character that a rune is a form of, or null.</summary>
    private static char? Plain(int value) => value switch
    {
        >= 0xC0 and <= 0x17F => Latin[value - 0xC0],
        >= 0xFF01 and <= 0xFF5E => (char)(value - 0xFEE0),
        0xA0 or 0x1680 or >= 0x2000 and <= 0x200A or 0x202F or 0x205F or 0x3000 => ' ',
        0x2028 or 0x2029 or 0x85 => '\n',
        >= 0x2010 and <= 0x2015 or 0x2212 or 0xFE58 or 0xFE63 => '-',
        0x2018 or 0x2019 or 0x201B or 0x2BC or 0xB4 => '\'',
        0x201C or 0x201D or 0x201E or 0xAB or 0xBB => '"',
        0xB9 => '1',
        0xB2 or 0xB3 => (char)('0' + value - 0xB0),
        >= 0x2070 and <= 0x2079 => (char)('0' + value - 0x2070),
        >= 0x2080 and <= 0x2089 => (char)('0' + value - 0x2080),
        >= 0x2460 and <= 0x2468 => (char)('1' + value - 0x2460),
        >= 0x249C and <= 0x24B5 => (char)('a' + value - 0x249C),
        >= 0x24B6 and <= 0x24CF => (char)('A' + value - 0x24B6),
        >= 0x24D0 and <= 0x24E9 => (char)('a' + value - 0x24D0),
        >= 0x1D400 and <= 0x1D6A3 => Letters[(value - 0x1D400) % 52],
        >= 0x1D7CE and <= 0x1D7FF => (char)('0' + ((value - 0x1D7CE) % 10)),
        >= 0x1F130 and <= 0x1F149 => (char)('A' + value - 0x1F130),
        >= 0x1F150 and <= 0x1F169 => (char)('A' + value - 0x1F150),
        >= 0x1F170 and <= 0x1F189 => (char)('A' + value - 0x1F170),
        _ => null,
    };
}
