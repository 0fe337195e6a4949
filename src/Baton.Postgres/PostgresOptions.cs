namespace Baton.Postgres;

/// <summary>How a PostgreSQL store is set up. Checked as a whole when the store is opened.</summary>
public sealed class PostgresOptions
{
    /// <summary>
    /// The connection string, such as <c>Host=db;Database=baton;Username=baton;Password=…</c>. Several hosts with
    /// <c>Target Session Attributes=primary</c> follow a fail-over. Its password is never logged.
    /// </summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>The schema that holds Baton's tables; made where it does not exist. Default <c>baton</c>.</summary>
    public string Schema { get; set; } = "baton";

    /// <summary>
    /// How many loops append at once, each with a connection of its own, beside the one for acceptances; a run always goes through the same
    /// one. One makes the fullest batches; more are worth while where a batch takes long to reach the database. 1 to 16, default 1.
    /// </summary>
    public int Writers { get; set; } = 1;

    /// <summary>How many appends one statement may carry. 1 to 4,096, default 512.</summary>
    public int BatchItems { get; set; } = 512;

    /// <summary>How many bytes of journal bodies one statement may carry, unless a single append is larger. At least 4,096, default 1 MiB.</summary>
    public int BatchBytes { get; set; } = 1 << 20;

    /// <summary>How long a statement may take before its connection is given up. 1 s to 10 min, default 15 s.</summary>
    public TimeSpan CommandTimeout { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>
    /// How long reads and single changes are tried again while the database cannot be reached; then they fail. 0 to 1 h, default 30 s.
    /// Appends and acceptances wait until the database is back.
    /// </summary>
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(30);
}
