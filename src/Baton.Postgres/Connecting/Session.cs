using Npgsql;

namespace Baton.Postgres.Connecting;

/// <summary>A connection in use, within a transaction where something is changed. For one caller at a time.</summary>
internal sealed class Session(NpgsqlConnection connection, CancellationToken cancellationToken)
{
    private bool isUnhurried;

    public NpgsqlConnection Connection { get; } = connection;

    /// <summary>True where nothing that was written may stay: the work has come to a refusal.</summary>
    public bool IsDiscarded { get; private set; }

    /// <exception cref="OperationCanceledException">Nobody waits for it any more.</exception>
    public Statement Prepare(string sql)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var command = new NpgsqlCommand(sql, Connection);
        if (!isUnhurried)
        {
            // To cut a statement off costs its connection, and a thread that waits while the database is asked to cancel it. It is over soon.
            return new(command, CancellationToken.None);
        }

        command.CommandTimeout = 0;
        return new(command, cancellationToken);
    }

    /// <summary>Statements from here on may take as long as they need: they read everything, and are cut off where nobody waits for them.</summary>
    public Session Unhurried()
    {
        isUnhurried = true;
        return this;
    }

    /// <summary>Undoes what was written, once the work has ended.</summary>
    /// <returns>The same outcome, to return it.</returns>
    public T Discard<T>(T outcome)
    {
        IsDiscarded = true;
        return outcome;
    }
}
