using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Postgres.Connecting;

namespace Baton.Postgres.Runs;

/// <summary>What is read whenever a run is taken up, for all that are taken up at once together.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RunReads
{
    /// <summary>The most entries, or messages, of a run that are read together with others'.</summary>
    private const int MostEach = 32;

    private const string Entries =
        """
        SELECT w.ord, l.seq, l.kind, l.at, l.body FROM unnest($1, $2) WITH ORDINALITY AS w(id, after, ord) JOIN run r ON r.id = w.id
        CROSS JOIN LATERAL (SELECT j.seq, j.kind, j.at, j.body FROM journal j WHERE j.run = r.key AND j.seq > w.after ORDER BY j.seq LIMIT $3) l
        """;

    private const string Messages =
        """
        SELECT w.ord, l.id, l.message FROM unnest($1, $2) WITH ORDINALITY AS w(id, after, ord) JOIN run r ON r.id = w.id AND r.has_inbox
        CROSS JOIN LATERAL (SELECT i.id, i.message FROM inbox i WHERE i.run = r.key AND i.id > w.after AND NOT i.is_taken ORDER BY i.id LIMIT $3) l
        """;

    private readonly Database writing;
    private readonly Gathering<(Guid Run, int After), List<JournalEntry>> entries;
    private readonly Gathering<(Guid Run, long After), List<(long Id, byte[] Message)>> messages;

    /// <summary>Makes it.</summary>
    /// <param name="writing">Connections whose statements are planned once, for a handful of rows out of many.</param>
    public RunReads(Database writing)
    {
        this.writing = writing;
        entries = new(ReadEntriesAsync);
        messages = new(ReadMessagesAsync);
    }

    public async ValueTask<IReadOnlyList<JournalEntry>> JournalAsync(Guid run, int after, int limit, CancellationToken cancellationToken)
    {
        var found = await entries.FindAsync((run, after)).WaitAsync(cancellationToken);
        return found.Count > limit ? found[..limit]
            : found.Count < MostEach || found.Count == limit ? found
            : await writing.ReadAsync(session => JournalRows.ReadAsync(session, run, after, limit), cancellationToken);
    }

    public async ValueTask<IReadOnlyList<InboxItem>> InboxAsync(Guid run, long after, CancellationToken cancellationToken)
    {
        var found = await messages.FindAsync((run, after)).WaitAsync(cancellationToken);
        return found.Count < MostEach
            ? found.ConvertAll(item => new InboxItem(item.Id, InboxRows.Decode(item.Message)))
            : await writing.ReadAsync(session => InboxRows.ReceiveAsync(session, run, after), cancellationToken);
    }

    private Task<List<JournalEntry>[]> ReadEntriesAsync(IReadOnlyList<(Guid Run, int After)> keys) =>
        ReadAsync(
            keys.Count,
            session => session.Prepare(Entries).Bind([.. keys.Select(key => key.Run)]).Bind([.. keys.Select(key => (long)key.After)]),
            row => new JournalEntry(row.Int(1), (EntryKind)row.Int(2), row.Time(3), row.Blob(4)));

    private Task<List<(long Id, byte[] Message)>[]> ReadMessagesAsync(IReadOnlyList<(Guid Run, long After)> keys) =>
        ReadAsync(
            keys.Count,
            session => session.Prepare(Messages).Bind([.. keys.Select(key => key.Run)]).Bind([.. keys.Select(key => key.After)]),
            row => (row.Long(1), row.Blob(2)));

    private Task<List<T>[]> ReadAsync<T>(int count, Func<Session, Statement> prepare, Func<Npgsql.NpgsqlDataReader, T> read) =>
        writing.ReadAsync(
            async session =>
            {
                var found = new List<T>[count];
                for (var index = 0; index < count; index++)
                {
                    found[index] = [];
                }

                await prepare(session).Bind(MostEach).EachAsync(row =>
                {
                    found[row.Long(0) - 1].Add(read(row));
                    return true;
                });
                return found;
            },
            CancellationToken.None);
}
