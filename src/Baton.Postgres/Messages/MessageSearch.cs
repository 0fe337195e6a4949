using Baton.Engine.Stores.Messages;
using Baton.Postgres.Connecting;
using Npgsql;

namespace Baton.Postgres.Messages;

/// <summary>
/// A search. A GIN index gives what fits in no order, all of it: for a word that a third of a million messages have, that is a third of a million
/// rows for the fifty that are wanted. So the newest are looked through first, where common terms are met soon. What is not met there often enough
/// is rare, or lies long back, and comes from the index.
/// </summary>
internal sealed class MessageSearch(Session session, MessageQuery query, IReadOnlyList<long> terms)
{
    /// <summary>How many of the newest are looked through.</summary>
    private const int LookedThrough = 4_000;

    private readonly long _tenant = MessageTerms.Tenant(query.Tenant);
    private readonly long _since = query.Since?.ToUnixTimeMilliseconds() ?? long.MinValue;

    public async Task<List<FoundMessage>> FindAsync()
    {
        var before = Before();
        var places = new List<MessagePlace>();

        // What names a run, a thread or a customer is rare.
        if (query is { Run: null, Thread: null, Customer: null })
        {
            (places, var end) = await LookThroughAsync(before);
            if (end is not { } place || places.Count >= query.Limit) return await ReadAsync(places);
            before = place;
        }

        places.AddRange(await LookUpAsync(before, query.Limit - places.Count));
        return await ReadAsync(places);
    }

    private MessagePlace Before()
    {
        var until = query.Until is { } time ? new MessagePlace(time.ToUnixTimeMilliseconds(), long.MinValue) : new MessagePlace(long.MaxValue, long.MaxValue);
        return query.After is { } after && (after.At, after.Number).CompareTo((until.At, until.Number)) < 0 ? after : until;
    }

    /// <returns>What fits, and where the look has ended; null where nothing is left.</returns>
    private async Task<(List<MessagePlace> Places, MessagePlace? End)> LookThroughAsync(MessagePlace before)
    {
        var rows = await session.Prepare(
            $"""
            WITH w AS MATERIALIZED (
              SELECT at, number, terms @> $5 AS fits FROM message WHERE tenant = $1 AND (at, number) < ($2, $3) AND at >= $4
              ORDER BY at DESC, number DESC LIMIT {LookedThrough})
            (SELECT at, number, 0 FROM w WHERE fits ORDER BY at DESC, number DESC LIMIT $6)
            UNION ALL (SELECT at, number, (SELECT count(*) FROM w)::integer FROM w ORDER BY at, number LIMIT 1)
            """)
            .Bind(_tenant).Bind(before.At).Bind(before.Number).Bind(_since).Bind(terms).Bind(query.Limit)
            .AllAsync(row => (Place: new MessagePlace(row.Long(0), row.Long(1)), Count: row.Int(2)));
        var places = rows.Where(row => row.Count == 0).Select(row => row.Place).ToList();
        return (places, rows is [.., (var last, LookedThrough)] ? last : null);
    }

    private Task<List<MessagePlace>> LookUpAsync(MessagePlace before, int limit) =>
        session.Prepare(
            """
            WITH f AS MATERIALIZED (
              SELECT at, number FROM message WHERE terms @> $5 AND tenant + 0 = $1 AND (at + 0, number) < ($2, $3) AND at + 0 >= $4)
            SELECT at, number FROM f ORDER BY at DESC, number DESC LIMIT $6
            """)
            .Bind(_tenant).Bind(before.At).Bind(before.Number).Bind(_since).Bind(terms).Bind(limit)
            .AllAsync(row => new MessagePlace(row.Long(0), row.Long(1)));

    private Task<List<FoundMessage>> ReadAsync(List<MessagePlace> places) =>
        session.Prepare(
            """
            SELECT m.at, m.number, r.id, r.thread, r.graph, m.seq, m.part, m.direction::integer, m.role::integer, m.kind::integer, m.agent, m.node, m.text
            FROM unnest($2, $3) AS t(at, number) JOIN message m ON m.tenant = $1 AND m.at = t.at AND m.number = t.number JOIN run r ON r.key = m.run
            WHERE r.tenant = $4 ORDER BY m.at DESC, m.number DESC
            """)
            .Bind(_tenant).Bind(places.ConvertAll(place => place.At)).Bind(places.ConvertAll(place => place.Number)).Bind(query.Tenant).AllAsync(Read);

    private static FoundMessage Read(NpgsqlDataReader row)
    {
        var place = new MessagePlace(row.Long(0), row.Long(1));
        var message = new LoggedMessage(
            row.Int(5), row.Int(6), DateTimeOffset.FromUnixTimeMilliseconds(place.At), (MessageDirection)row.Int(7), (MessageRole)row.Int(8),
            (MessageKind)row.Int(9), row.Text(12))
        {
            Agent = row.TextOrNull(10),
            Node = row.TextOrNull(11),
        };
        return new FoundMessage(place, row.Id(2), row.TextOrNull(3), row.Text(4), message);
    }
}
