using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>Makes the pools: one for everything, one for the writers, whose few constant statements are planned once, one for leases,
/// one for partitions.</summary>
internal static class DataSources
{
    private const int LargestPool = 20;
    private const int ServersPool = 4;
    private const int PartitionsPool = 2;

    // The writers' statements join a handful of rows to indexes; an empty table's statistics must not talk the planner into anything else.
    // What is locked for longer is left over, so that no batch waits for one row of it.
    private const string WriterSettings =
        $"-c lock_timeout={Lane.LockTimeout} -c plan_cache_mode=force_generic_plan -c enable_seqscan=off -c enable_hashjoin=off -c enable_mergejoin=off -c enable_bitmapscan=off";

    public static NpgsqlDataSource ForAll(PostgresOptions options) => Create(options, "");

    public static NpgsqlDataSource ForWriters(PostgresOptions options) => Create(options, WriterSettings);

    /// <summary>Opens a connection; of several hosts to the primary, which alone can be written to.</summary>
    public static ValueTask<NpgsqlConnection> OpenToWriteAsync(this NpgsqlDataSource source, CancellationToken cancellationToken) =>
        source is NpgsqlMultiHostDataSource hosts
            ? hosts.OpenConnectionAsync(TargetSessionAttributes.Primary, cancellationToken)
            : source.OpenConnectionAsync(cancellationToken);

    /// <summary>A few connections of their own: a lease must not run out because everything else is busy.</summary>
    public static NpgsqlDataSource ForServers(PostgresOptions options)
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString)
        {
            MinPoolSize = 0,
            MaxPoolSize = ServersPool,
            Timeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds),
        };
        return Create(new() { ConnectionString = text.ConnectionString, Schema = options.Schema, CommandTimeout = options.CommandTimeout }, "");
    }

    /// <summary>Connections that wait for locks only so long: what they change can be changed later.</summary>
    public static NpgsqlDataSource ForPartitions(PostgresOptions options)
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString) { MinPoolSize = 0, MaxPoolSize = PartitionsPool };
        var (most, lockWait) = (options.CommandTimeout.TotalMilliseconds * 0.9, options.CommandTimeout.TotalMilliseconds / 3);
        return Create(
            new() { ConnectionString = text.ConnectionString, Schema = options.Schema, CommandTimeout = options.CommandTimeout },
            $"-c lock_timeout={(int)lockWait} -c statement_timeout={(int)most}");
    }

    private static NpgsqlDataSource Create(PostgresOptions options, string settings)
    {
        var text = new NpgsqlConnectionStringBuilder(options.ConnectionString);
        SetUnlessGiven(text, "Maximum Pool Size", LargestPool);
        SetUnlessGiven(text, "Application Name", "baton");
        SetUnlessGiven(text, "Keepalive", 10);
        SetUnlessGiven(text, "Max Auto Prepare", 200);
        SetUnlessGiven(text, "Auto Prepare Min Usages", 2);
        SetUnlessGiven(text, "Host Recheck Seconds", 1);
        text.CommandTimeout = (int)Math.Ceiling(options.CommandTimeout.TotalSeconds);

        // Where a commit waits for the standby, a request to cancel it makes the database report success without the standby: a statement
        // that takes too long is given up with its connection instead, and what became of it is found out.
        text.CancellationTimeout = -1;
        text.NoResetOnClose = true;
        text.SearchPath = options.Schema;
        text.Options = $"{text.Options} -c jit=off {settings}".Trim();

        // Npgsql takes this one as an argument where there are several hosts, and refuses it in their text.
        text.TargetSessionAttributes = null;
        return new NpgsqlDataSourceBuilder(text.ConnectionString).Build();
    }

    private static void SetUnlessGiven(NpgsqlConnectionStringBuilder text, string keyword, object value)
    {
        if (!text.ContainsKey(keyword) || !text.ShouldSerialize(keyword))
        {
            text[keyword] = value;
        }
    }
}
