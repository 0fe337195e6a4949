namespace Baton.Sqlite.Schema;

/// <summary>
/// Version 8: the message log, an index over journals. A message's number is its time in Unix milliseconds, times 4,096, and what tells it from
/// others of that millisecond: so the rows lie in the order of time, and FTS5 gives what was said last first without sorting.
/// </summary>
internal static class MessageTables
{
    public const string Sql =
        """
        CREATE TABLE message(
          id INTEGER PRIMARY KEY, run INTEGER NOT NULL, seq INTEGER NOT NULL, part INTEGER NOT NULL, direction INTEGER NOT NULL,
          role INTEGER NOT NULL, kind INTEGER NOT NULL, agent TEXT, node TEXT, text TEXT NOT NULL, terms BLOB NOT NULL);
        CREATE UNIQUE INDEX message_entry ON message(run, seq, part);

        -- Only the terms, and neither where in a message they stand nor the message: those stand in the table above.
        CREATE VIRTUAL TABLE message_term USING fts5(terms, content='', columnsize=0, detail=none, tokenize="ascii");

        -- Runs that have something that is not indexed.
        CREATE TABLE message_note(run INTEGER PRIMARY KEY, seq INTEGER NOT NULL, at INTEGER NOT NULL);

        CREATE TABLE message_erasure(term INTEGER PRIMARY KEY, at INTEGER NOT NULL, by TEXT NOT NULL);

        CREATE TABLE message_holder(one INTEGER PRIMARY KEY CHECK(one = 1), server INTEGER NOT NULL, until INTEGER NOT NULL);
        """;
}
