using System.Diagnostics;
using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Postgres;
using Baton.Postgres.Connecting;
using Baton.Postgres.Writing;
using Npgsql;

namespace Baton.Benchmarks;

/// <summary>
/// The baseline on PostgreSQL: loops on connections of their own that send the driver's statements with a row for each of their runs, one
/// batch after another. No queue, no engine; fence, bytes and the number of runs in flight are the engine's.
/// </summary>
internal sealed class PostgresRaw : IAsyncDisposable
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes(
        """{"visit":"draft#1","next":"review","patch":{"set":{"answer":"We looked at the payment and will try it again today."}}}""");

    private readonly NpgsqlDataSource _source;
    private readonly List<Loop> _loops = [];

    private PostgresRaw(NpgsqlDataSource source, long owner) => (_source, Owner) = (source, owner);

    public long Owner { get; }

    /// <summary>Accepts the runs that the loops append to.</summary>
    public static async Task<PostgresRaw> StartAsync(IStore store, PostgresOptions options, int runs)
    {
        var owner = await store.Servers.RegisterAsync("raw", TimeSpan.FromMinutes(30), CancellationToken.None);
        var raw = new PostgresRaw(DataSources.ForWriters(options), owner);
        for (var loop = 0; loop < options.Writers; loop++)
        {
            var leases = new List<RunLease>();
            for (var run = loop; run < runs; run += options.Writers) leases.Add((await store.Runs.AcceptAsync(Wish(owner), CancellationToken.None)).Lease!);
            raw._loops.Add(new Loop(options, await raw._source.OpenConnectionAsync(), owner, leases));
        }

        return raw;
    }

    /// <summary>Appends one row after another to every run.</summary>
    public async Task<long> LoopAsync(TimeSpan duration) => (await Task.WhenAll(_loops.Select(loop => Task.Run(() => loop.AppendAsync(duration))))).Sum();

    /// <summary>Does what the engine's runs of five steps do: start, six entries in five appends, end.</summary>
    public async Task<long> RunsAsync(TimeSpan duration) => (await Task.WhenAll(_loops.Select(loop => Task.Run(() => loop.RunsAsync(duration))))).Sum();

    public async ValueTask DisposeAsync()
    {
        foreach (var loop in _loops) await loop.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static RunAcceptance Wish(long owner) =>
        new("default", Guid.CreateVersion7(), BenchGraph.Id, 1, "default", [new JournalEntry(1, EntryKind.RunStarted, DateTimeOffset.UtcNow, Body)])
        {
            Assistant = BenchGraph.Id,
            Owner = owner,
        };

    private sealed class Loop(PostgresOptions options, NpgsqlConnection connection, long owner, List<RunLease> leases) : IAsyncDisposable
    {
        private long _token = Random.Shared.NextInt64();
        private int _seq = 1;

        public async Task<long> AppendAsync(TimeSpan duration)
        {
            var clock = Stopwatch.StartNew();
            long rows = 0;
            while (clock.Elapsed < duration)
            {
                rows += await AppendAsync(leases, ++_seq, 1, null);
            }

            return rows;
        }

        public async Task<long> RunsAsync(TimeSpan duration)
        {
            var clock = Stopwatch.StartNew();
            long runs = 0;
            while (clock.Elapsed < duration)
            {
                var batch = new Batch(options);
                foreach (var _ in leases) batch.TryAdd(new AcceptItem(Wish(owner), ++_token, CancellationToken.None));
                await BatchStatements.ExecuteAsync(connection, batch, CancellationToken.None);
                var fresh = new List<RunLease>();
                foreach (var item in batch.Items) fresh.Add((await Outcome((AcceptItem)item)).Lease!);
                await AppendAsync(fresh, 2, 2, null);
                for (var seq = 4; seq < 7; seq++) await AppendAsync(fresh, seq, 1, null);
                runs += await AppendAsync(fresh, 7, 2, new RunTransition(Engine.Runs.RunStatus.Success, 0));
            }

            return runs;
        }

        public ValueTask DisposeAsync() => connection.DisposeAsync();

        private static Task<AcceptOutcome> Outcome(AcceptItem item)
        {
            item.Complete();
            return item.Task;
        }

        private async Task<int> AppendAsync(List<RunLease> runs, int seq, int entries, RunTransition? transition)
        {
            var at = DateTimeOffset.UtcNow;
            var batch = new Batch(options);
            foreach (var lease in runs)
            {
                var added = Enumerable.Range(seq, entries).Select(number => new JournalEntry(number, EntryKind.Checkpoint, at, Body)).ToArray();
                batch.TryAdd(AppendItem.For(new JournalAppend(lease, added) { Transition = transition }, CancellationToken.None));
            }

            await BatchStatements.ExecuteAsync(connection, batch, CancellationToken.None);
            foreach (var item in batch.Items)
            {
                // Nobody waits for it: completing it would only cost the loop a turn through the thread pool for each row.
                if (!item.IsSettled) throw new InvalidOperationException("A row was not written.");
            }

            return runs.Count;
        }
    }
}
