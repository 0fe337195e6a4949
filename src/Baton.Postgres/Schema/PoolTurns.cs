namespace Baton.Postgres.Schema;

/// <summary>
/// Version 2: pending runs are found by whose turn it is, and servers share the caps of pools. What an older server makes pending has no
/// flow: such runs take turns as if they were one.
/// </summary>
internal static class PoolTurns
{
    public const string Sql =
        """
        ALTER TABLE ready ADD COLUMN flow text COLLATE "C" NOT NULL DEFAULT '', ADD COLUMN since bigint NOT NULL DEFAULT clock();
        UPDATE ready y SET flow = r.tenant || ' ' || r.graph, since = r.updated_at FROM run r WHERE r.key = y.run;
        CREATE INDEX ready_turn ON ready(pool, flow, run) WHERE not_before IS NULL;
        DROP INDEX ready_now;

        -- The row that is locked while shares of a cap change.
        CREATE TABLE pool(name text PRIMARY KEY, cap integer NOT NULL) WITH (fillfactor=50);
        CREATE TABLE pool_share(pool text NOT NULL, incarnation bigint NOT NULL, slots integer NOT NULL, PRIMARY KEY(pool, incarnation))
          WITH (fillfactor=50);
        """;
}
