using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Npgsql;

namespace Baton.Stores.Tests.Postgres;

/// <summary>What becomes of work while the database fails.</summary>
public sealed class PostgresFaultTests
{
    private const int Runs = 24;

    public PostgresFaultTests() => Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_goes_on_after_power_cuts_and_every_append_is_there_once()
    {
        using var server = PostgresServer.Create();
        await using var store = new PostgresStore(new() { ConnectionString = server.ConnectionString });
        await store.OpenAsync(Stop);

        await WorkDuringAsync(store, async () =>
        {
            for (var cut = 0; cut < 3; cut++)
            {
                await Task.Run(server.Restart, Stop);
            }
        });
    }

    [Fact]
    public async Task Work_goes_on_where_sessions_are_ended_in_the_middle_of_it()
    {
        var subject = new PostgresSubject();
        var options = subject.Options;
        options.ConnectionString += $";Application Name={options.Schema}";
        await using (var store = new PostgresStore(options))
        {
            await store.OpenAsync(Stop);
            await WorkDuringAsync(store, async () =>
            {
                await using var connection = new NpgsqlConnection(PostgresServer.Shared.ConnectionString);
                await connection.OpenAsync(Stop);
                for (var round = 0; round < 40; round++)
                {
                    await using var command = new NpgsqlCommand(
                        $"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '{options.Schema}'", connection);
                    await command.ExecuteNonQueryAsync(Stop);
                }
            });
        }

        subject.CleanUp();
    }

    [Fact]
    public async Task What_cannot_be_written_fails_alone()
    {
        var subject = new PostgresSubject();
        await using (var store = new PostgresStore(subject.Options))
        {
            await store.OpenAsync(Stop);
            var server = await store.Servers.RegisterAsync("server", TimeSpan.FromHours(1), Stop);

            // PostgreSQL's text knows no NUL character.
            var accepted = await Task.WhenAll(Enumerable.Range(0, 20).Select(async n =>
            {
                var wish = Wish(Id(n), server) with { Assistant = n == 7 ? "a\0b" : "desk" };
                try
                {
                    return (await store.Runs.AcceptAsync(wish, Stop)).Status.ToString();
                }
                catch (BatonException refusal)
                {
                    return refusal.Code;
                }
            }));

            Assert.Equal(ErrorCodes.StoreUnavailable, accepted[7]);
            Assert.Equal(19, accepted.Count(outcome => outcome == nameof(AcceptStatus.Accepted)));
        }

        subject.CleanUp();
    }

    [Fact]
    public async Task What_nobody_foresaw_fails_by_its_own_exception_and_the_next_append_is_written()
    {
        var subject = new PostgresSubject();
        var options = subject.Options;
        options.Writers = 1;
        await using (var store = new PostgresStore(options))
        {
            await store.OpenAsync(Stop);
            var server = await store.Servers.RegisterAsync("server", TimeSpan.FromHours(1), Stop);
            var lease = (await store.Runs.AcceptAsync(Wish(Id(1), server), Stop)).Lease!;

            var broken = store.Runs.AppendAsync(new(lease, new Unreadable()), Stop).AsTask();
            await Assert.ThrowsAsync<NotSupportedException>(() => broken.WaitAsync(TimeSpan.FromSeconds(30), Stop));

            Assert.Equal(AppendStatus.Committed, (await store.Runs.AppendAsync(new(lease, [Entry(2)]), Stop)).Status);
        }

        subject.CleanUp();
    }

    [Fact]
    public async Task Servers_hear_one_another()
    {
        var subject = new PostgresSubject();
        await using (var first = new PostgresStore(subject.Options))
        await using (var second = new PostgresStore(subject.Options))
        {
            await first.OpenAsync(Stop);
            await second.OpenAsync(Stop);
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(Stop);
            await using var heard = second.Live.ListenAsync(limit.Token).GetAsyncEnumerator(Stop);
            var next = heard.MoveNextAsync();
            var telling = Task.Run(
                async () =>
                {
                    while (!limit.IsCancellationRequested)
                    {
                        await first.Live.TellAsync([new(StoreHintKind.Inbox, Id(1)), new(StoreHintKind.Pending, Guid.Empty)], Stop);
                    }
                },
                Stop);

            Assert.True(await next);

            Assert.Equal(new StoreHint(StoreHintKind.Inbox, Id(1)), heard.Current);
            await limit.CancelAsync();
            await telling;
        }

        subject.CleanUp();
    }

    [Fact]
    public async Task Running_text_is_seen_by_other_servers_until_it_is_removed()
    {
        var subject = new PostgresSubject();
        await using (var store = new PostgresStore(subject.Options))
        {
            await store.OpenAsync(Stop);
            var text = new RunningText(Id(1), 4, 1, "m1", "Hello\0");
            await store.Live.KeepTextsAsync([text with { Text = "He" }, text], Stop);
            Assert.Equal([text], await store.Live.TextsAsync(Id(1), Stop));

            await store.Live.KeepTextsAsync([text with { Text = "" }], Stop);

            Assert.Empty(await store.Live.TextsAsync(Id(1), Stop));
        }

        subject.CleanUp();
    }

    /// <summary>Executes runs until the faults are over: every outcome must be told, as it would be without them.</summary>
    private static async Task WorkDuringAsync(PostgresStore store, Func<Task> faults)
    {
        var server = await store.Servers.RegisterAsync("server", TimeSpan.FromHours(1), Stop);
        using var over = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        var work = Enumerable.Range(0, Runs).Select(n => Task.Run(() => WorkAsync(store, server, n, over.Token), Stop)).ToList();
        await faults();
        await over.CancelAsync();
        var done = (await Task.WhenAll(work)).SelectMany(runs => runs).ToList();

        Assert.NotEmpty(done);
        foreach (var run in done)
        {
            var entries = await store.Runs.ReadAsync(run, 0, 100, Stop);
            Assert.Equal(Enumerable.Range(1, 6), entries.Select(entry => entry.Seq));
        }

        Assert.Equal(done.Count, (await store.Runs.QueryAsync(new("default") { Limit = int.MaxValue }, Stop)).Count);
        Assert.Empty(await store.CheckIntegrityAsync(Stop));
    }

    private static async Task<List<Guid>> WorkAsync(PostgresStore store, long server, int worker, CancellationToken over)
    {
        var done = new List<Guid>();
        while (!over.IsCancellationRequested)
        {
            var thread = worker % 2 == 0 ? $"thread-{worker}" : null;
            var wish = Wish(Id((worker * 1_000_000) + done.Count), server) with { Thread = thread, CreateThread = true };
            var accepted = await store.Runs.AcceptAsync(wish, Stop);
            Assert.Equal(AcceptStatus.Accepted, accepted.Status);
            var lease = Assert.IsType<RunLease>(accepted.Lease);
            for (var seq = 2; seq <= 6; seq++)
            {
                var outcome = await store.Runs.AppendAsync(
                    new(lease, [Entry(seq)]) { Transition = seq == 6 ? new(RunStatus.Success, 0) { Head = new(lease.Run, 6) } : null }, Stop);
                Assert.Equal(AppendStatus.Committed, outcome.Status);
            }

            done.Add(lease.Run);
        }

        return done;
    }

    private static Guid Id(int number) => new(number, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1);

    private static JournalEntry Entry(int seq) =>
        new(seq, EntryKind.Checkpoint, DateTimeOffset.UnixEpoch, Encoding.UTF8.GetBytes("""{"n":1}"""));

    private static RunAcceptance Wish(Guid id, long server) =>
        new("default", id, "desk", 1, "support", [Entry(1)]) { Assistant = "desk", Owner = server };

    /// <summary>Entries that no writer can be prepared for.</summary>
    private sealed class Unreadable : IReadOnlyList<JournalEntry>
    {
        public int Count => 1;

        public JournalEntry this[int index] => throw new NotSupportedException();

        public IEnumerator<JournalEntry> GetEnumerator() => throw new NotSupportedException();

        System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
