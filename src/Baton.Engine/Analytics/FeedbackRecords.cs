using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Engine.Analytics;

/// <summary>Feedback as records: one each, and one a day, graph and key with the sum of its scores, which change together.</summary>
internal sealed class FeedbackRecords(IStore store, StoreClock time, IdSource ids) : IFeedback
{
    /// <summary>The collection of feedback.</summary>
    public const string Collection = "feedback";

    private const string Sums = "feedback_sums";
    private const int MostOfOne = 100;
    private const int PageSize = 500;
    private const int Tries = 50;

    public async ValueTask<Feedback> AddAsync(FeedbackWish wish, CancellationToken cancellationToken)
    {
        var place = await PlaceAsync(wish, cancellationToken);
        var prefix = Prefix(place.Thread, place.Run);
        var now = time.GetUtcNow();
        var id = prefix + (wish.IdempotencyKey is { } key ? Hash(key) : ids.NewId(now).ToString("N"));
        var feedback = new Feedback(id, place.Graph, wish.Key, wish.Score, now)
        {
            Thread = place.Thread,
            Run = wish.Run,
            Comment = wish.Comment,
            By = wish.By,
            Day = DateOnly.FromDateTime(place.Since.UtcDateTime),
        };
        for (var attempt = 0; attempt < Tries; attempt++)
        {
            if (wish.IdempotencyKey is not null && await store.Records.FindAsync(wish.Tenant, Collection, id, cancellationToken) is { } present) return Same(Read(present), feedback);
            if ((await store.Records.QueryAsync(wish.Tenant, Collection, prefix, 0, MostOfOne, cancellationToken)).Count >= MostOfOne)
            {
                throw new BatonException(ErrorCodes.FeedbackFull, $"At most {MostOfOne} pieces of feedback are kept of one thread or run.");
            }

            if (await TryAddAsync(wish.Tenant, feedback, cancellationToken)) return feedback;
        }

        throw new BatonException(ErrorCodes.RecordConflict, "Others add to the same sum all the time. Send it again.");
    }

    public async ValueTask<IReadOnlyList<Feedback>> ListAsync(string tenant, string? thread, Guid? run, int offset, int limit, CancellationToken cancellationToken)
    {
        if (thread is null && run is { } id) thread = (await store.Runs.FindAsync(tenant, id, cancellationToken))?.Thread ?? await store.Cases.ThreadOfAsync(tenant, id, cancellationToken);
        var prefix = thread is null && run is null ? "" : Prefix(thread, run);
        return [.. (await store.Records.QueryAsync(tenant, Collection, prefix, offset, limit, cancellationToken)).Select(Read)];
    }

    public async ValueTask<IReadOnlyList<FeedbackSum>> SumsAsync(string tenant, DateOnly from, DateOnly to, string? graph, CancellationToken cancellationToken)
    {
        var sums = new SortedDictionary<string, Sum>(StringComparer.Ordinal);
        await foreach (var record in DayRecords.ReadAsync(store, tenant, Sums, from, to, cancellationToken))
        {
            var parts = record.Id.Split('/');
            if (graph is not null && parts[1] != graph) continue;
            var sum = record.Value.Deserialize<Sum>(StoreJson.Options)!;
            sums[parts[2]] = sums.TryGetValue(parts[2], out var present) ? new Sum(present.Count + sum.Count, present.Total + sum.Total) : sum;
        }

        return [.. sums.Select(pair => new FeedbackSum(pair.Key, pair.Value.Count, pair.Value.Total / pair.Value.Count))];
    }

    public async ValueTask EraseAsync(string tenant, string thread, CancellationToken cancellationToken)
    {
        foreach (var record in await store.Records.QueryAsync(tenant, Collection, Prefix(thread, null), 0, PageSize, cancellationToken))
        {
            if (Read(record) is { Comment: not null } said) await store.Records.ApplyAsync(tenant, [new RecordChange(Collection, record.Id, null, Write(said with { Comment = null }))], cancellationToken);
        }
    }

    public async ValueTask RemoveAsync(string tenant, string thread, CancellationToken cancellationToken)
    {
        while (await store.Records.QueryAsync(tenant, Collection, Prefix(thread, null), 0, PageSize, cancellationToken) is { Count: > 0 } records)
        {
            await store.Records.ApplyAsync(tenant, [.. records.Select(record => new RecordChange(Collection, record.Id, null, null))], cancellationToken);
        }
    }

    private async ValueTask<bool> TryAddAsync(string tenant, Feedback feedback, CancellationToken cancellationToken)
    {
        var id = $"{DayRecords.IdOf(feedback.Day)}/{feedback.Graph}/{feedback.Key}";
        var present = await store.Records.FindAsync(tenant, Sums, id, cancellationToken);
        var sum = present?.Value.Deserialize<Sum>(StoreJson.Options) ?? new Sum(0, 0);
        return await store.Records.ApplyAsync(
            tenant,
            [
                new RecordChange(Collection, feedback.Id, 0, Write(feedback)),
                new RecordChange(Sums, id, present?.Version ?? 0, JsonSerializer.SerializeToElement(new Sum(sum.Count + 1, sum.Total + feedback.Score), StoreJson.Options)),
            ],
            cancellationToken);
    }

    private async ValueTask<Place> PlaceAsync(FeedbackWish wish, CancellationToken cancellationToken)
    {
        var (thread, run) = (wish.Thread, (RunRow?)null);
        if (thread is null && wish.Run is { } id)
        {
            run = await store.Runs.FindAsync(wish.Tenant, id, cancellationToken);
            thread = run?.Thread ?? (run is null ? await store.Cases.ThreadOfAsync(wish.Tenant, id, cancellationToken) : null);
        }

        if (thread is not null && await store.Cases.FindAsync(wish.Tenant, thread, cancellationToken) is { } found) return new Place(found.Graph, found.OpenedAt, thread, null);
        if (run is not null) return new Place(run.Graph, run.CreatedAt, thread, thread is null ? run.Id : null);
        if (thread is not null && await store.Threads.FindAsync(wish.Tenant, thread, cancellationToken) is { Graph: { } graph } row) return new Place(graph, row.CreatedAt, thread, null);
        throw new BatonException(ErrorCodes.FeedbackUnplaced, "There is no such thread or run, and no case of one is kept. Name a thread_id that had a run, or a run_id.");
    }

    private static Feedback Same(Feedback present, Feedback again) =>
        (present.Key, present.Score, present.Comment) == (again.Key, again.Score, again.Comment)
            ? present
            : throw new BatonException(ErrorCodes.IdempotencyConflict, "This Idempotency-Key came with other feedback before. Take another key for another piece.");

    private static string Prefix(string? thread, Guid? run) => thread is null ? $"run.{run:N}/" : $"thread.{Uri.EscapeDataString(thread)}/";

    private static string Hash(string key) => "key." + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(key)).AsSpan(0, 16));

    private static Feedback Read(StoredRecord record) => record.Value.Deserialize<Feedback>(StoreJson.Options)!;

    private static JsonElement Write(Feedback feedback) => JsonSerializer.SerializeToElement(feedback, StoreJson.Options);

    private sealed record Place(string Graph, DateTimeOffset Since, string? Thread, Guid? Run);

    private sealed record Sum(long Count, double Total);
}
