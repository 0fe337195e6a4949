using System.Text;
using Baton.Errors;

namespace Baton.Contracts;

/// <summary>Reads CSV as RFC 4180 has it: quoted fields may hold commas, doubled quotes and line breaks; lines end with LF or CRLF.</summary>
/// <param name="text">The text; not disposed.</param>
/// <param name="source">What errors name.</param>
/// <remarks>Not safe for concurrent use.</remarks>
public sealed class CsvReader(TextReader text, string source)
{
    private const int EndOfText = -1;
    private readonly StringBuilder _field = new();
    private int _line = 1;
    private int _rowLine = 1;

    /// <summary>The line on which the row that was read last begins, from 1.</summary>
    public int Line => _rowLine;

    /// <summary>The rows as fields by column name, read as they are asked for. Empty lines are passed over.</summary>
    /// <exception cref="BatonException">A quote is not closed, text follows a closing quote, a row has too many or too few fields, or a column has no or a repeated name.</exception>
    public IEnumerable<IReadOnlyDictionary<string, string>> Rows()
    {
        var header = NextRow() ?? throw Fault("The file is empty; its first line must name the columns.");
        if (header.Count > 0) header[0] = header[0].TrimStart('\uFEFF');
        if (header.Exists(string.IsNullOrWhiteSpace) || header.Distinct(StringComparer.Ordinal).Count() != header.Count)
            throw Fault("Every column needs a name of its own in the first line.", _rowLine);

        while (NextRow() is { } row)
        {
            if (row.Count != header.Count) throw Fault($"The row has {row.Count} field(s), the first line names {header.Count} columns.", _rowLine);
            yield return header.Zip(row).ToDictionary(pair => pair.First, pair => pair.Second, StringComparer.Ordinal);
        }
    }

    private List<string>? NextRow()
    {
        while (text.Peek() is '\r' or '\n') EndLine(text.Read());
        if (text.Peek() == EndOfText) return null;
        _rowLine = _line;
        List<string> row = [];
        int end;
        do
        {
            end = ReadField();
            row.Add(_field.ToString());
        }
        while (end == ',');
        EndLine(end);
        return row;
    }

    // Returns what ended the field: a comma, the first character of a line end, or the end of the text.
    private int ReadField()
    {
        _field.Clear();
        if (text.Peek() == '"')
        {
            ReadQuoted();
            var next = text.Read();
            return next is ',' or '\r' or '\n' or EndOfText ? next : throw Fault("A quoted field must be followed by a comma or the line's end.");
        }

        int character;
        while ((character = text.Read()) is not (',' or '\r' or '\n' or EndOfText)) _field.Append((char)character);
        return character;
    }

    private void ReadQuoted()
    {
        var begins = _line;
        _ = text.Read();
        while (true)
        {
            var character = text.Read();
            if (character == EndOfText) throw Fault("A quoted field is not closed.", begins);
            if (character == '"')
            {
                if (text.Peek() != '"') return;
                _ = text.Read();
            }

            if (character == '\n') _line++;
            _field.Append((char)character);
        }
    }

    private void EndLine(int first)
    {
        if (first == '\r' && text.Peek() == '\n') _ = text.Read();
        if (first != EndOfText) _line++;
    }

    private BatonException Fault(string message, int? line = null) =>
        new(ErrorCodes.CommandInputInvalid, $"{source}, line {line ?? _line}: {message}");
}
