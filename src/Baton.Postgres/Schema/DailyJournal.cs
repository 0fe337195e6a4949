namespace Baton.Postgres.Schema;

/// <summary>
/// Version 3: the journal is partitioned by the day its runs were accepted, which their keys tell. The table so far becomes the partition of
/// all keys from before. An older server goes on: it writes to the same name, and its numbers come from the same sequence.
/// </summary>
/// <remarks>
/// What blocks for how long: the check is added and the tables change places under an exclusive lock of the journal, which is waited for at
/// most a second at a time (appends queue behind it for so long) and held for a few milliseconds. Looking through the table in between
/// blocks no reader and no writer. That the check holds spares the change of places a look of its own.
/// </remarks>
internal static class DailyJournal
{
    public static Migration Step { get; } = new(ChangePlaces)
    {
        Before =
        [
            """
            SET LOCAL lock_timeout = '1s';
            DO $$ BEGIN
              IF NOT EXISTS (SELECT FROM pg_constraint WHERE conrelid = 'journal'::regclass AND conname = 'journal_first_keys') THEN
                ALTER TABLE journal ADD CONSTRAINT journal_first_keys CHECK (run < 68719476736) NOT VALID;
              END IF;
            END $$
            """,
            "ALTER TABLE journal VALIDATE CONSTRAINT journal_first_keys",
        ],
    };

    private const string ChangePlaces =
        """
        SET LOCAL lock_timeout = '1s';
        ALTER TABLE journal RENAME TO journal_first;
        ALTER INDEX journal_pkey RENAME TO journal_first_pkey;
        CREATE TABLE journal(
          run bigint NOT NULL, owner bigint NOT NULL, at bigint NOT NULL, seq integer NOT NULL, epoch integer NOT NULL, kind smallint NOT NULL,
          body bytea NOT NULL, PRIMARY KEY(run, seq)) PARTITION BY RANGE(run);
        ALTER TABLE journal ALTER body SET STORAGE EXTERNAL;
        ALTER TABLE journal ATTACH PARTITION journal_first FOR VALUES FROM (MINVALUE) TO (68719476736);
        ALTER TABLE journal_first DROP CONSTRAINT journal_first_keys;

        -- Days of which retention has removed runs whose entries are still there: they go with the partition.
        CREATE TABLE journal_gone(day bigint PRIMARY KEY, since bigint NOT NULL);

        -- Whoever could use the journal can use it still.
        DO $$ DECLARE given record; made text; BEGIN
          FOREACH made IN ARRAY ARRAY['journal', 'journal_gone'] LOOP
            FOR given IN
              SELECT a.privilege_type AS privilege, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
              FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = 'journal_first'::regclass AND a.grantee <> c.relowner
            LOOP
              EXECUTE format('GRANT %s ON %I TO %s', given.privilege, made, given.grantee);
            END LOOP;
            EXECUTE (SELECT format('ALTER TABLE %I OWNER TO %s', made, relowner::regrole) FROM pg_class WHERE oid = 'journal_first'::regclass);
          END LOOP;
        END $$;
        """;
}
