using System.Globalization;
using System.Text;

namespace Baton.Benchmarks;

/// <summary>
/// What customers write and a desk answers: requests and replies of a file (Bitext's customer support set: columns <c>instruction</c> and
/// <c>response</c>), each made a text of its own by a name, a number and, seldom, a word that few others have.
/// </summary>
internal sealed class SearchTexts
{
    private static readonly string[] Names =
        ["Ines", "Omar", "Bao", "Greta", "Tomas", "Leila", "Anouk", "Pavel", "Mira", "Kofi", "Yuki", "Sofia", "Arne", "Zofia", "Hugo", "Nadia"];

    private readonly List<string> _requests = [];
    private readonly List<string> _replies = [];
    private readonly Random _random = new(11);

    public SearchTexts(string file)
    {
        var rows = Rows(File.ReadAllText(file)).ToList();
        var (request, reply) = (Array.IndexOf(rows[0], "instruction"), Array.IndexOf(rows[0], "response"));
        foreach (var row in rows.Skip(1).Where(row => row.Length > reply))
        {
            _requests.Add(row[request]);
            _replies.Add(row[reply]);
        }
    }

    /// <summary>How many different texts the file has.</summary>
    public int Count => _requests.Distinct(StringComparer.Ordinal).Count() + _replies.Distinct(StringComparer.Ordinal).Count();

    /// <summary>A word that about one message in a hundred thousand has.</summary>
    public static string RareWord(int number) => $"quill{number.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>The number that only this message names.</summary>
    public static string Number(int message) => (40_000_000 + message).ToString(CultureInfo.InvariantCulture);

    /// <summary>A message.</summary>
    public string Next(int message, bool isReply)
    {
        var texts = isReply ? _replies : _requests;
        var rare = _random.Next(1_000) == 0 ? $" {RareWord(_random.Next(100))}" : "";
        return $"{texts[_random.Next(texts.Count)]} {Names[_random.Next(Names.Length)]}, case {Number(message)}{rare}";
    }

    private static IEnumerable<string[]> Rows(string text)
    {
        var (fields, field, isQuoted) = (new List<string>(), new StringBuilder(), false);
        foreach (var character in text)
        {
            if (character == '"') isQuoted = !isQuoted;
            else if (isQuoted || character is not (',' or '\n' or '\r')) field.Append(character);
            else if (character == ',') End();
            else if (character == '\n')
            {
                End();
                yield return [.. fields];
                fields.Clear();
            }
        }

        void End()
        {
            fields.Add(field.ToString());
            field.Clear();
        }
    }
}
