using System.Globalization;

namespace Baton.Postgres.Testing;

/// <summary>The programs of a PostgreSQL server on this machine.</summary>
public static class PostgresInstallation
{
    private const string DebianDirectory = "/usr/lib/postgresql";

    private static readonly string[] Programs = ["initdb", "pg_ctl", "pg_basebackup"];

    /// <summary>What a test that needs the server says where there is none.</summary>
    public const string Absent = "PostgreSQL is not installed (initdb, pg_ctl and pg_basebackup are neither in PATH nor under /usr/lib/postgresql/*/bin).";

    /// <summary>The directory of <c>initdb</c> and <c>pg_ctl</c>, or null.</summary>
    public static string? Directory { get; } = Find();

    /// <summary>True where tests can start a server.</summary>
    public static bool IsPresent => Directory is not null;

    private static string? Find()
    {
        var path = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries);
        var debian = System.IO.Directory.Exists(DebianDirectory)
            ? System.IO.Directory.GetDirectories(DebianDirectory).OrderByDescending(VersionOf).Select(directory => Path.Combine(directory, "bin"))
            : [];
        return path.Concat(debian).FirstOrDefault(directory =>
            Programs.All(program => File.Exists(Path.Combine(directory, program))));
    }

    private static int VersionOf(string directory) =>
        int.TryParse(Path.GetFileName(directory), NumberStyles.None, CultureInfo.InvariantCulture, out var version) ? version : 0;
}
