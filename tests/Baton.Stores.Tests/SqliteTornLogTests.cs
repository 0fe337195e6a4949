using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Sqlite;

namespace Baton.Stores.Tests;

/// <summary>A crash may cut the write-ahead log anywhere.</summary>
public sealed class SqliteTornLogTests : IDisposable
{
    private readonly TemporaryDirectory directory = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    public void Dispose() => directory.Dispose();

    [Fact]
    public async Task A_torn_log_loses_at_most_its_torn_end()
    {
        // Each run's entries were acknowledged one by one; the length of the log after each is known.
        await using var store = await Open(directory.Path);
        var server = await store.Servers.RegisterAsync("s", TimeSpan.FromSeconds(10), Stop);
        var lease = (await store.Runs.AcceptAsync(Wish(server), Stop)).Lease!;
        var acknowledged = new List<long>();
        for (var seq = 2; seq <= 60; seq++)
        {
            await store.Runs.AppendAsync(new(lease, [Entry(seq, 300)]), Stop);
            acknowledged.Add(new FileInfo(directory["baton.db-wal"]).Length);
        }

        var random = new Random(7);
        for (var trial = 0; trial < 25; trial++)
        {
            var length = random.NextInt64(acknowledged[0], acknowledged[^1] + 1);
            var last = await RecoverTornCopy(trial, length, lease.Run);

            // What was wholly in the log when it was cut is there, and nothing of what was not.
            Assert.Equal(1 + acknowledged.Count(end => end <= length), last);
        }
    }

    private async Task<int> RecoverTornCopy(int trial, long length, Guid run)
    {
        var target = Directory.CreateDirectory(directory[$"torn-{trial}"]).FullName;
        Copy(directory["baton.db"], Path.Combine(target, "baton.db"), long.MaxValue);
        Copy(directory["baton.db-wal"], Path.Combine(target, "baton.db-wal"), length);
        await using var copy = await Open(target);
        Assert.Empty(await copy.CheckIntegrityAsync(Stop));
        return (await copy.Runs.FindAsync("default", run, Stop))!.Seq;
    }

    private static void Copy(string from, string to, long length)
    {
        using var source = new FileStream(from, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        using var target = File.Create(to);
        var bytes = new byte[Math.Min(length, source.Length)];
        source.ReadExactly(bytes);
        target.Write(bytes);
    }

    private static async Task<SqliteStore> Open(string path)
    {
        var store = new SqliteStore(new() { Directory = path });
        await store.OpenAsync(Stop);
        return store;
    }

    private static RunAcceptance Wish(long server) =>
        new("default", Guid.NewGuid(), "desk", 1, "support", [Entry(1, 20)]) { Assistant = "desk", Owner = server };

    private static JournalEntry Entry(int seq, int bytes) =>
        new(seq, EntryKind.Checkpoint, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes(new string('x', bytes)));
}
