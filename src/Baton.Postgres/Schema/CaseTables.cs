namespace Baton.Postgres.Schema;

/// <summary>Version 7: what threads' cases are. They outlive their threads' runs.</summary>
internal static class CaseTables
{
    public const string Sql =
        """
        CREATE TABLE thread_case(
          opened_at bigint NOT NULL, updated_at bigint NOT NULL, answered_at bigint, escalated_at bigint, resolved_at bigint, run uuid NOT NULL,
          turns integer NOT NULL, reopened integer NOT NULL, status smallint NOT NULL, is_asked boolean NOT NULL, tenant text COLLATE "C" NOT NULL,
          thread text COLLATE "C" NOT NULL, graph text COLLATE "C" NOT NULL, category text COLLATE "C", priority text COLLATE "C", agent text COLLATE "C",
          customer text COLLATE "C", reason text, summary text, PRIMARY KEY(tenant, thread))
          WITH (fillfactor=75, autovacuum_vacuum_scale_factor=0.05, autovacuum_vacuum_cost_delay=0);
        CREATE INDEX case_opened ON thread_case(tenant, opened_at, thread);
        CREATE INDEX case_active ON thread_case(tenant, opened_at, thread) WHERE status <> 4;
        CREATE INDEX case_customer ON thread_case(tenant, customer) WHERE customer IS NOT NULL;

        -- Whoever could use the records can use these.
        DO $$ DECLARE given record; made text; BEGIN
          FOREACH made IN ARRAY ARRAY['thread_case'] LOOP
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
