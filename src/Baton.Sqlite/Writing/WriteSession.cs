using Baton.Sqlite.Native;
using Baton.Sqlite.Runs;

namespace Baton.Sqlite.Writing;

/// <summary>What work on the writer's thread has at hand.</summary>
internal sealed class WriteSession(Connection connection, TimeProvider time)
{
    private readonly Dictionary<long, int> tails = [];

    public Connection Connection { get; } = connection;

    /// <summary>The store's clock, in Unix milliseconds.</summary>
    public long Now => time.GetUtcNow().ToUnixTimeMilliseconds();

    public Statement Prepare(string sql) => Connection.Prepare(sql);

    /// <summary>The number of a run's last entry. Kept for runs that are being executed, so that an append need not look it up.</summary>
    public int TailOf(long run) => tails.TryGetValue(run, out var tail) ? tail : tails[run] = JournalRows.LastSeq(Connection, run);

    public void SetTail(long run, int seq) => tails[run] = seq;

    public void ForgetTail(long run) => tails.Remove(run);

    /// <summary>What was remembered may have been undone with a transaction.</summary>
    public void ForgetTails() => tails.Clear();
}
