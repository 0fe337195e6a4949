using System.Globalization;

namespace Baton.Support.Orders.Tools;

/// <summary>
/// Evaluates numbers with <c>+ - * /</c>, signs and brackets in decimals, so that cents stay cents. Length and depth are bounded; nothing else is
/// understood.
/// </summary>
internal sealed class Arithmetic
{
    private const int MostCharacters = 500;
    private const int DeepestBracket = 32;
    private readonly string _text;
    private int _at;
    private int _depth;

    private Arithmetic(string text) => _text = text;

    /// <summary>The value, or what is wrong with the expression.</summary>
    public static (decimal Value, string? Fault) Evaluate(string expression)
    {
        if (expression.Length > MostCharacters) return (0, $"The expression is longer than {MostCharacters} characters");
        if (expression.Any(character => !"0123456789+-*/(). ".Contains(character))) return (0, "Invalid characters in expression");
        try
        {
            var arithmetic = new Arithmetic(expression);
            var value = arithmetic.Sum();
            return arithmetic.Peek() == '\0' ? (value, null) : (0, $"The expression has no meaning from character {arithmetic._at + 1} on");
        }
        catch (Exception exception) when (exception is FormatException or OverflowException or DivideByZeroException)
        {
            return (0, exception is DivideByZeroException ? "Division by zero" : exception is OverflowException ? "The result is too large" : exception.Message);
        }
    }

    private decimal Sum()
    {
        var value = Product();
        while (Peek() is '+' or '-') value = Take() == '+' ? value + Product() : value - Product();
        return value;
    }

    private decimal Product()
    {
        var value = Factor();
        while (Peek() is '*' or '/') value = Take() == '*' ? value * Factor() : value / Factor();
        return value;
    }

    private decimal Factor()
    {
        if (++_depth > DeepestBracket) throw new FormatException($"The expression is nested deeper than {DeepestBracket}");
        var value = Peek() switch
        {
            '-' => -Signed(),
            '+' => Signed(),
            '(' => Bracketed(),
            _ => Number(),
        };
        _depth--;
        return value;
    }

    private decimal Signed()
    {
        Take();
        return Factor();
    }

    private decimal Bracketed()
    {
        Take();
        var value = Sum();
        if (Peek() != ')') throw new FormatException("A bracket is not closed");
        Take();
        return value;
    }

    private decimal Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || _text[_at] == '.')) _at++;
        return decimal.TryParse(_text.AsSpan(start, _at - start), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new FormatException($"A number is expected at character {start + 1}");
    }

    private char Peek()
    {
        while (_at < _text.Length && _text[_at] == ' ') _at++;
        return _at < _text.Length ? _text[_at] : '\0';
    }

    private char Take() => _text[_at++];
}
