using System.Text.RegularExpressions;
using Baton.Errors;
using Npgsql;

namespace Baton.Postgres;

/// <summary>Looks for faults in the options: all at once, each with its cure.</summary>
internal static partial class PostgresOptionsCheck
{
    /// <exception cref="BatonException"><see cref="ErrorCodes.PostgresOptionsInvalid"/>: an option cannot be used.</exception>
    public static void Check(PostgresOptions options)
    {
        var faults = Faults(options).ToList();
        if (faults.Count > 0)
        {
            throw new BatonException(ErrorCodes.PostgresOptionsInvalid, $"The PostgreSQL store cannot be set up like this: {string.Join(" ", faults)}");
        }
    }

    private static IEnumerable<string> Faults(PostgresOptions options)
    {
        if (ConnectionFault(options.ConnectionString) is { } fault)
        {
            yield return fault;
        }

        if (!SchemaName().IsMatch(options.Schema) || options.Schema.StartsWith("pg_", StringComparison.Ordinal))
        {
            yield return "Schema: use up to 63 lower-case letters, digits and underscores, beginning with a letter (not pg_).";
        }

        if (options.Writers is < 1 or > 16)
        {
            yield return $"Writers: {options.Writers} is not between 1 and 16.";
        }

        if (options.BatchItems is < 1 or > 4_096)
        {
            yield return $"BatchItems: {options.BatchItems} is not between 1 and 4096.";
        }

        if (options.BatchBytes < 4_096)
        {
            yield return $"BatchBytes: {options.BatchBytes} is less than 4096.";
        }

        if (options.CommandTimeout < TimeSpan.FromSeconds(1) || options.CommandTimeout > TimeSpan.FromMinutes(10))
        {
            yield return $"CommandTimeout: {options.CommandTimeout} is not between 1 second and 10 minutes.";
        }

        if (options.Patience < TimeSpan.Zero || options.Patience > TimeSpan.FromHours(1))
        {
            yield return $"Patience: {options.Patience} is not between 0 and 1 hour.";
        }
    }

    // The parser's own text may quote what it was given, a password among it: it is not passed on.
    private static string? ConnectionFault(string text)
    {
        const string Example = "write it like \"Host=127.0.0.1;Database=baton;Username=baton;Password=…\".";
        if (string.IsNullOrWhiteSpace(text))
        {
            return $"ConnectionString: it is missing; {Example}";
        }

        try
        {
            return string.IsNullOrEmpty(new NpgsqlConnectionStringBuilder(text).Host) ? $"ConnectionString: it names no Host; {Example}" : null;
        }
        catch (Exception exception) when (exception is ArgumentException or FormatException or InvalidCastException or OverflowException)
        {
            return $"ConnectionString: it cannot be read; {Example}";
        }
    }

    [GeneratedRegex("^[a-z][a-z0-9_]{0,62}$", RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex SchemaName();
}
