namespace Baton.Agents.Intents;

/// <summary>
/// Takes a message apart: hashes of its words, neighbouring words, pairs of words that stand near one another in any order, and pieces of
/// 1 to 4 characters within words. Case, apostrophes and the length of numbers do not count.
/// </summary>
/// <remarks>Reused from message to message, so that reading allocates nothing; not safe for concurrent use.</remarks>
internal sealed class TextFeatures
{
    /// <summary>What lies behind this many characters does not count.</summary>
    public const int MaxCharacters = 2_000;

    private const int LongestPiece = 4;
    private const int FarthestPair = 4;
    private const uint Offset = 2166136261;
    private const uint Prime = 16777619;

    // A mark becomes a word of its own, with a blank on either side; a word has itself, one neighbour and the pairs as features.
    private readonly char[] _text = new char[(2 * MaxCharacters) + 2];
    private readonly uint[] _hashes = new uint[MaxCharacters];
    private readonly uint[] _words = new uint[(MaxCharacters * (FarthestPair + 1)) + 2];
    private readonly uint[] _pieces = new uint[((2 * MaxCharacters) + 2) * LongestPiece];
    private int _length;
    private int _wordCount;
    private int _pieceCount;

    /// <summary>Hashes of words, neighbours and pairs, as often as they occur.</summary>
    public ReadOnlySpan<uint> Words => _words.AsSpan(0, _wordCount);

    /// <summary>Hashes of the pieces of words, as often as they occur.</summary>
    public ReadOnlySpan<uint> Pieces => _pieces.AsSpan(0, _pieceCount);

    /// <summary>Reads a message; what was read before is gone.</summary>
    public void Read(ReadOnlySpan<char> message)
    {
        (_wordCount, _pieceCount) = (0, 0);
        Normalise(message[..Math.Min(message.Length, MaxCharacters)]);
        var hashes = _hashes.AsSpan(0, ReadWords());
        for (var index = 0; index < hashes.Length; index++) AddWord(hashes, index);
        if (hashes.IsEmpty) return;
        _words[_wordCount++] = Mix((hashes[0] * 31) + 77);
        _words[_wordCount++] = Mix((hashes[^1] * 31) + 78);
    }

    // Words with one blank between, and one at either end.
    private void Normalise(ReadOnlySpan<char> message)
    {
        _text[0] = ' ';
        _length = 1;
        foreach (var character in message)
        {
            if (char.IsAsciiDigit(character)) Append('0', unless: '0');
            else if (char.IsLetterOrDigit(character)) _text[_length++] = char.ToLowerInvariant(character);
            else if (character is '?' or '!' or '$' or '%' or '+' or '€' or '£')
            {
                Append(' ', unless: ' ');
                _text[_length++] = character;
                _text[_length++] = ' ';
            }
            else if (character is not ('\'' or '’')) Append(' ', unless: ' ');
        }

        Append(' ', unless: ' ');
    }

    private void Append(char character, char unless)
    {
        if (_text[_length - 1] != unless) _text[_length++] = character;
    }

    private int ReadWords()
    {
        var words = 0;
        for (var start = 1; start < _length;)
        {
            var end = start;
            var hash = Offset ^ 0x9e3779b9;
            for (; _text[end] != ' '; end++) hash = (hash ^ _text[end]) * Prime;
            _hashes[words++] = hash;
            AddPieces(_text.AsSpan(start - 1, end - start + 2));
            start = end + 1;
        }

        return words;
    }

    private void AddPieces(ReadOnlySpan<char> word)
    {
        for (var start = 0; start < word.Length; start++)
        {
            var hash = Offset;
            var longest = Math.Min(LongestPiece, word.Length - start);
            for (var length = 1; length <= longest; length++)
            {
                hash = (hash ^ word[start + length - 1]) * Prime;
                _pieces[_pieceCount++] = Mix(hash ^ ((uint)length * 0x1000193));
            }
        }
    }

    private void AddWord(ReadOnlySpan<uint> words, int index)
    {
        var word = words[index];
        _words[_wordCount++] = Mix(word + 1);
        if (index + 1 < words.Length) _words[_wordCount++] = Mix((word * 31) + words[index + 1] + 2);
        for (var other = index + 2; other < words.Length && other <= index + FarthestPair; other++)
        {
            var (first, second) = word < words[other] ? (word, words[other]) : (words[other], word);
            _words[_wordCount++] = Mix((first * 41) + (second * 3) + 9);
        }
    }

    // The finalizer of MurmurHash3: every bit of the input reaches every bit of the result.
    private static uint Mix(uint hash)
    {
        hash = (hash ^ (hash >> 16)) * 0x85ebca6b;
        hash = (hash ^ (hash >> 13)) * 0xc2b2ae35;
        return hash ^ (hash >> 16);
    }
}
