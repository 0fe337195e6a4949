using System.Globalization;
using System.Text;
using System.Text.Json;

namespace Baton.Benchmarks;

/// <summary>
/// Texts of given lengths, no two of which are alike: made up, or the slices of a file. What is made up compresses no better than English
/// does, or else figures of stored bytes would flatter: with Brotli at quality 5 a text of 300 bytes shrinks to 0.62 of itself and one of 600
/// to 0.55; slices of a support knowledge base shrink to 0.58 and 0.51.
/// </summary>
internal sealed class BenchTexts
{
    private const string Vocabulary =
        """
        the the the the to to to you you you your your and and a a of of in in is is it for for on that with this we we be are if not can will
        account payment order invoice card refund customer support agent ticket address email password balance transfer delivery parcel courier
        warehouse subscription renewal contract charge fee amount currency statement branch device router signal outage engineer appointment
        technician warranty replacement exchange receipt voucher discount loyalty profile verification document passport signature consent
        confirm check open close send receive wait call write explain update cancel resume approve reject escalate investigate resolve
        apologise understand appreciate provide select request contact review arrive leave expire remain depend include change return
        yesterday today tomorrow morning evening weekend Monday Thursday March October week month year minutes hours days before after until
        because however although whether otherwise already usually sometimes immediately unfortunately please thanks again still once twice
        new old late wrong right missing damaged duplicate pending temporary monthly international available unusual previous separate
        from at by as or so but our us my me they their there which when where what who how have has had do does did was were been would should
        """;

    private static readonly string[] Words = Vocabulary.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
    private readonly string? _corpus;
    private readonly Random _random = new(7);
    private int _at;

    /// <param name="file">JSON lines, each with a member <c>text</c>, or plain text; null where texts are made up.</param>
    public BenchTexts(string? file)
    {
        if (file is null) return;
        _corpus = file.EndsWith(".jsonl", StringComparison.Ordinal)
            ? string.Join('\n', File.ReadLines(file).Select(line => JsonSerializer.Deserialize<JsonElement>(line).GetProperty("text").GetString()))
            : File.ReadAllText(file);
    }

    /// <summary>The next text.</summary>
    public string Next(int length)
    {
        if (_corpus is null) return MakeUp(length);
        if (_at + length > _corpus.Length) throw new InvalidOperationException("The file has too little text for so many turns.");
        _at += length;
        return _corpus.Substring(_at - length, length);
    }

    private string MakeUp(int length)
    {
        var text = new StringBuilder(length + 40);
        while (text.Length < length)
        {
            var words = _random.Next(5, 16);
            for (var index = 0; index < words; index++)
            {
                var word = Word();
                if (index == 0) word = string.Concat(char.ToUpperInvariant(word[0]).ToString(), word.AsSpan(1));
                text.Append(word).Append(index == words - 1 ? _random.Next(6) == 0 ? "?\n" : ". " : _random.Next(12) == 0 ? ", " : " ");
            }
        }

        return text.ToString(0, length);
    }

    private string Word() => _random.Next(24) == 0
        ? _random.Next(10, 100_000).ToString(CultureInfo.InvariantCulture)
        : Words[_random.Next(Words.Length)];
}
