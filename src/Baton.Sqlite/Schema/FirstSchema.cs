namespace Baton.Sqlite.Schema;

/// <summary>Version 1. Times are Unix milliseconds, ids of runs 16 bytes in the order of their text form, JSON is kept as its UTF-8 text.</summary>
internal static class FirstSchema
{
    public const string Sql =
        """
        CREATE TABLE server(
          incarnation INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL, is_alive INTEGER NOT NULL,
          lease_until INTEGER NOT NULL, started_at INTEGER NOT NULL);

        CREATE TABLE run(
          key INTEGER PRIMARY KEY AUTOINCREMENT, id BLOB NOT NULL UNIQUE, tenant TEXT NOT NULL, graph TEXT NOT NULL, version INTEGER NOT NULL,
          pool TEXT NOT NULL, assistant TEXT NOT NULL, thread TEXT, status INTEGER NOT NULL, is_queued INTEGER NOT NULL,
          is_edit INTEGER NOT NULL, is_hidden INTEGER NOT NULL, is_resumable INTEGER NOT NULL, owner INTEGER, epoch INTEGER NOT NULL,
          strategy INTEGER NOT NULL, metadata BLOB, parent BLOB, parent_ticket TEXT, root BLOB,
          created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, wake_at INTEGER, ended_at INTEGER, error_code TEXT);
        CREATE INDEX run_claimable ON run(pool, key) WHERE status = 0 AND is_queued = 0;
        CREATE INDEX run_owner ON run(owner) WHERE owner IS NOT NULL;
        CREATE INDEX run_wake ON run(wake_at, key) WHERE wake_at IS NOT NULL;
        CREATE INDEX run_thread ON run(tenant, thread, key) WHERE thread IS NOT NULL;
        CREATE INDEX run_queued ON run(tenant, thread, key) WHERE is_queued = 1;
        CREATE INDEX run_parent ON run(parent, key) WHERE parent IS NOT NULL;
        CREATE INDEX run_ended ON run(ended_at, key) WHERE ended_at IS NOT NULL AND thread IS NULL;

        -- id = run's key * 2^24 + seq: one tree, in which the entries of a run lie together.
        CREATE TABLE journal(id INTEGER PRIMARY KEY, kind INTEGER NOT NULL, at INTEGER NOT NULL, body BLOB NOT NULL);

        CREATE TABLE thread(
          tenant TEXT NOT NULL, id TEXT NOT NULL, graph TEXT, head_run BLOB, head_seq INTEGER, active INTEGER, last_status INTEGER,
          metadata BLOB, created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, PRIMARY KEY(tenant, id)) WITHOUT ROWID;

        CREATE TABLE idempotency(
          tenant TEXT NOT NULL, key TEXT NOT NULL, run INTEGER NOT NULL, PRIMARY KEY(tenant, key)) WITHOUT ROWID;
        CREATE INDEX idempotency_run ON idempotency(run);

        CREATE TABLE ticket(
          id TEXT NOT NULL PRIMARY KEY, run INTEGER NOT NULL, kind INTEGER NOT NULL, visit TEXT NOT NULL, name TEXT, value BLOB, schema BLOB,
          deadline INTEGER, is_open INTEGER NOT NULL, created_at INTEGER NOT NULL, closed_by BLOB);
        CREATE INDEX ticket_run ON ticket(run);
        CREATE INDEX ticket_open ON ticket(created_at, id) WHERE is_open = 1;

        CREATE TABLE inbox(
          id INTEGER PRIMARY KEY AUTOINCREMENT, run INTEGER NOT NULL, is_taken INTEGER NOT NULL, kind INTEGER NOT NULL, ticket TEXT, name TEXT,
          key TEXT, message BLOB NOT NULL);
        CREATE INDEX inbox_run ON inbox(run, id);

        CREATE TABLE record(
          tenant TEXT NOT NULL, collection TEXT NOT NULL, id TEXT NOT NULL, version INTEGER NOT NULL, value BLOB NOT NULL,
          created_at INTEGER NOT NULL, updated_at INTEGER NOT NULL, UNIQUE(tenant, collection, id));

        CREATE TABLE outbox(
          id INTEGER PRIMARY KEY AUTOINCREMENT, destination TEXT NOT NULL, key TEXT NOT NULL, body BLOB NOT NULL,
          due_at INTEGER NOT NULL, attempts INTEGER NOT NULL);
        CREATE INDEX outbox_due ON outbox(due_at, id);
        """;
}
