using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace Baton.Server.Telemetry;

/// <summary>Prometheus' text format, version 0.0.4, with OpenTelemetry's rules for names: dots become underscores, units are written out.</summary>
internal static class PrometheusText
{
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>An instrument's name.</summary>
    public static string Name(Instrument instrument)
    {
        var name = Word(instrument.Name);
        var unit = instrument.Unit switch { "s" => "seconds", "ms" => "milliseconds", "By" => "bytes", "USD" => "usd", _ => null };
        if (unit is not null && !name.EndsWith(unit, StringComparison.Ordinal)) name = $"{name}_{unit}";
        var kind = instrument.GetType().Name;
        var isCounter = kind.StartsWith("Counter", StringComparison.Ordinal) || kind.StartsWith("ObservableCounter", StringComparison.Ordinal);
        return isCounter && !name.EndsWith("_total", StringComparison.Ordinal) ? $"{name}_total" : name;
    }

    /// <summary>Labels as they stand between the braces; a tag without a value is left out.</summary>
    public static void Labels(StringBuilder text, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        foreach (var (name, value) in tags)
        {
            if (value is null) continue;
            if (text.Length > 0) text.Append(',');
            foreach (var letter in name) text.Append(Letter(letter));
            text.Append("=\"");
            Value(text, value as string ?? Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
            text.Append('"');
        }
    }

    public static void Line(StringBuilder text, string name, string labels, double value)
    {
        text.Append(name);
        if (labels.Length > 0) text.Append('{').Append(labels).Append('}');
        text.Append(' ').Append(Number(value)).Append('\n');
    }

    public static string Number(double value) => value switch
    {
        double.PositiveInfinity => "+Inf",
        double.NegativeInfinity => "-Inf",
        _ => value.ToString("R", CultureInfo.InvariantCulture),
    };

    public static string Help(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal);

    private static void Value(StringBuilder text, string value)
    {
        foreach (var letter in value)
        {
            switch (letter)
            {
                case '\\': text.Append("\\\\"); break;
                case '"': text.Append("\\\""); break;
                case '\n': text.Append("\\n"); break;
                default: text.Append(letter); break;
            }
        }
    }

    private static string Word(string name) => string.Concat(name.Select(Letter));

    private static char Letter(char letter) => char.IsAsciiLetterOrDigit(letter) ? letter : '_';
}
