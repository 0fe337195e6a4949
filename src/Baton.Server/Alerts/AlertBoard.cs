using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Server.Alerts;

/// <summary>What servers of one store keep together about alerts: whose turn it was, what each has seen, where each rule stands.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AlertBoard(IStore store)
{
    private const string Tenant = "default";
    private const string States = "alerts";
    private const string Samples = "alert_samples";
    private const string Turn = "$turn";
    private const string Rules = "rule/";
    private const int Most = 1_000;

    /// <summary>Keeps what a server has seen.</summary>
    public async ValueTask KeepAsync(string server, SampleRecord seen, CancellationToken cancellationToken) =>
        await store.Records.ApplyAsync(Tenant, [new RecordChange(Samples, server, null, Json(seen))], cancellationToken);

    /// <summary>What servers have seen; what is older than <paramref name="oldest"/> is removed.</summary>
    public async ValueTask<IReadOnlyList<SampleRecord>> SamplesAsync(DateTimeOffset oldest, CancellationToken cancellationToken)
    {
        var records = await store.Records.QueryAsync(Tenant, Samples, "", 0, Most, cancellationToken);
        var read = records.Select(record => (record.Id, Seen: Read<SampleRecord>(record.Value))).ToList();
        var gone = read.Where(server => server.Seen is null || server.Seen.At < oldest).ToList();
        if (gone.Count > 0) await store.Records.ApplyAsync(Tenant, [.. gone.Select(server => new RecordChange(Samples, server.Id, null, null))], cancellationToken);
        return [.. read.Except(gone).Select(server => server.Seen!)];
    }

    /// <summary>Takes the turn: of all servers one gets it, once in each interval.</summary>
    public async ValueTask<bool> TakeTurnAsync(DateTimeOffset now, TimeSpan interval, CancellationToken cancellationToken)
    {
        var last = await store.Records.FindAsync(Tenant, States, Turn, cancellationToken);
        var at = last is null ? DateTimeOffset.MinValue : Read<TurnRecord>(last.Value)?.At ?? DateTimeOffset.MinValue;

        // A little less than the interval, so that the server whose turn it was is not always just too early. A turn from the future is a clock's fault.
        if (now - at < interval * 0.8 && at <= now + interval) return false;
        return await store.Records.ApplyAsync(Tenant, [new RecordChange(States, Turn, last?.Version ?? 0, Json(new TurnRecord(now)))], cancellationToken);
    }

    /// <summary>Where the rules stand, by name.</summary>
    public async ValueTask<IReadOnlyDictionary<string, (long Version, AlertState State)>> StatesAsync(CancellationToken cancellationToken) =>
        (await store.Records.QueryAsync(Tenant, States, Rules, 0, Most, cancellationToken)).ToDictionary(
            record => record.Id[Rules.Length..], record => (record.Version, Read<AlertState>(record.Value) ?? new AlertState()), StringComparer.OrdinalIgnoreCase);

    /// <summary>Keeps where a rule stands, and sends messages with it: both, or neither where somebody else was first.</summary>
    public async ValueTask<bool> SaveAsync(string rule, long version, AlertState state, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken) =>
        await store.Outbox.AddAsync(Tenant, [new RecordChange(States, Rules + rule, version, Json(state))], messages, cancellationToken);

    private static JsonElement Json<T>(T value) => JsonSerializer.SerializeToElement(value, StoreJson.Options);

    private static T? Read<T>(JsonElement value)
        where T : class
    {
        try
        {
            return value.Deserialize<T>(StoreJson.Options);
        }
        catch (JsonException)
        {
            // Of another version: as if it were not there.
            return null;
        }
    }

    private sealed record TurnRecord(DateTimeOffset At);
}
