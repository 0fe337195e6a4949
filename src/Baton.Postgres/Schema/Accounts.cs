namespace Baton.Postgres.Schema;

/// <summary>
/// Version 4: what calls cost, one row a call, until old days are added up; and what is spent in windows of time. Days and windows are counted
/// from 1970-01-01 UTC.
/// </summary>
internal static class Accounts
{
    public const string Sql =
        """
        CREATE TABLE cost(
          tenant text COLLATE "C" NOT NULL, day integer NOT NULL, number integer NOT NULL, run uuid NOT NULL, calls bigint NOT NULL,
          failed bigint NOT NULL, from_cache bigint NOT NULL, unpriced bigint NOT NULL, input bigint NOT NULL, cached_input bigint NOT NULL,
          output bigint NOT NULL, nano_usd bigint NOT NULL, latency_ms bigint NOT NULL, slowest_ms bigint NOT NULL,
          graph text COLLATE "C" NOT NULL, node text COLLATE "C" NOT NULL, agent text COLLATE "C" NOT NULL, model text COLLATE "C" NOT NULL,
          user_id text COLLATE "C" NOT NULL, feature text COLLATE "C" NOT NULL, vertical text COLLATE "C" NOT NULL,
          PRIMARY KEY(tenant, day, run, number));
        CREATE INDEX cost_run ON cost(tenant, run);
        CREATE INDEX cost_call ON cost(day) WHERE number > 0;

        CREATE TABLE budget(
          scope text COLLATE "C" NOT NULL, length bigint NOT NULL, number bigint NOT NULL, ends_at bigint NOT NULL, tokens bigint NOT NULL DEFAULT 0,
          nano_usd bigint NOT NULL DEFAULT 0, calls bigint NOT NULL DEFAULT 0, held_tokens bigint NOT NULL, held_nano_usd bigint NOT NULL,
          held_calls bigint NOT NULL, PRIMARY KEY(scope, length, number))
          WITH (fillfactor=50, autovacuum_vacuum_scale_factor=0, autovacuum_vacuum_threshold=2000, autovacuum_vacuum_cost_delay=0);
        CREATE INDEX budget_end ON budget(ends_at);

        -- Whoever could use the records can use these.
        DO $$ DECLARE given record; made text; BEGIN
          FOREACH made IN ARRAY ARRAY['cost', 'budget'] LOOP
            FOR given IN
              SELECT a.privilege_type AS privilege, CASE WHEN a.grantee = 0 THEN 'PUBLIC' ELSE a.grantee::regrole::text END AS grantee
              FROM pg_class c, aclexplode(c.relacl) a WHERE c.oid = 'record'::regclass AND a.grantee <> c.relowner
            LOOP
              EXECUTE format('GRANT %s ON %I TO %s', given.privilege, made, given.grantee);
            END LOOP;
            EXECUTE (SELECT format('ALTER TABLE %I OWNER TO %s', made, relowner::regrole) FROM pg_class WHERE oid = 'record'::regclass);
          END LOOP;
        END $$;
        """;
}
