using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Registry;
using Baton.Server.Http;
using Baton.Server.Security;
using ThreadState = Baton.Engine.Runs.ThreadState;

namespace Baton.Server.Runs;

/// <summary>Makes threads; under an idempotency key only once.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ThreadCreation(IStore store, IThreads threads, GraphRegistry graphs, TimeProvider time)
{
    private readonly IdSource _ids = IdSource.System;

    /// <summary>Makes the thread that a body describes.</summary>
    /// <exception cref="BatonException">The body is wrong, or the thread exists.</exception>
    public async ValueTask<(ThreadRow Row, ThreadState? State)> CreateAsync(
        Fields fields, Caller caller, string? key, CancellationToken cancellationToken)
    {
        var given = fields.Text("thread_id");
        var metadata = fields.Object("metadata");
        var keep = fields.Choice("if_exists", false, ("raise", false), ("do_nothing", true));
        var steps = ReadSupersteps(fields);
        var graph = metadata is { } data && data.TryGetProperty("graph_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        fields.Throw();
        if (given is not null) ThreadIds.Check(given);
        if (key is not null) await CheckFirstAsync(caller.Tenant, key, Hash(given, metadata, keep, steps), cancellationToken);
        var wanted = given ?? NewId(caller.Tenant, key);
        // A thread that somebody else made is a conflict under any key. Looked up before the key is noted: of requests that run at once under
        // one key, any may be the one that makes the thread, and all get it.
        if (!keep && await store.Threads.FindAsync(caller.Tenant, wanted, cancellationToken) is not null
            && !await IsNotedAsync(caller.Tenant, key, wanted, cancellationToken))
        {
            throw Exists(wanted);
        }

        if (key is not null) await NoteAsync(caller.Tenant, key, wanted, cancellationToken);
        var (row, isNew) = await store.Threads.CreateAsync(
            new ThreadRow(caller.Tenant, wanted) { Metadata = metadata, Graph = graph is not null && graphs.Find(graph) is not null ? graph : null },
            cancellationToken);
        if (!isNew && !keep && key is null) throw Exists(wanted);
        if (isNew) await ApplyAsync(row, steps, caller.Name, cancellationToken);
        return isNew && steps.Count == 0 ? (row, null) : (row, await threads.StateAsync(caller.Tenant, wanted, null, cancellationToken));
    }

    private static List<(JsonElement Values, string? AsNode)> ReadSupersteps(Fields fields)
    {
        var steps = new List<(JsonElement, string?)>();
        if (fields.Value("supersteps") is not { ValueKind: JsonValueKind.Array } supersteps) return steps;
        foreach (var step in supersteps.EnumerateArray())
        {
            if (step.ValueKind != JsonValueKind.Object || !step.TryGetProperty("updates", out var updates) || updates.ValueKind != JsonValueKind.Array)
            {
                fields.Add("supersteps", "A list of {updates: [{values, as_node}]} is expected.");
                continue;
            }

            foreach (var update in updates.EnumerateArray())
            {
                var node = update.ValueKind == JsonValueKind.Object && update.TryGetProperty("as_node", out var name) ? name.GetString() : null;
                if (update.ValueKind == JsonValueKind.Object && update.TryGetProperty("values", out var values)) steps.Add((values, node));
                else fields.Add("supersteps", "An update needs values.");
            }
        }

        return steps;
    }

    private string NewId(string tenant, string? key) =>
        (key is null ? _ids.NewId(time.GetUtcNow()) : NameIds.Thread(tenant, key)).ToString("D");

    private async ValueTask<bool> IsNotedAsync(string tenant, string? key, string thread, CancellationToken cancellationToken) =>
        key is not null && await store.Records.FindAsync(tenant, RecordCollections.Idempotency, NoteId(key, thread), cancellationToken) is not null;

    // Noted before the thread is made: whoever repeats the request after a crash in between gets the thread, not a conflict.
    private async ValueTask NoteAsync(string tenant, string key, string thread, CancellationToken cancellationToken) =>
        await store.Records.ApplyAsync(
            tenant, [new RecordChange(RecordCollections.Idempotency, NoteId(key, thread), 0, JsonSerializer.SerializeToElement(thread, RunApiJson.Default.String))], cancellationToken);

    /// <summary>A key stands for one request: whoever sends another one under it is not given the first one's thread.</summary>
    private async ValueTask CheckFirstAsync(string tenant, string key, string hash, CancellationToken cancellationToken)
    {
        var id = $"thread_request/{key}";
        var note = new RecordChange(RecordCollections.Idempotency, id, 0, JsonSerializer.SerializeToElement(hash, RunApiJson.Default.String));
        if (await store.Records.ApplyAsync(tenant, [note], cancellationToken)) return;
        if (await store.Records.FindAsync(tenant, RecordCollections.Idempotency, id, cancellationToken) is not { } first || first.Value.ValueEquals(hash)) return;
        throw new BatonException(
            ErrorCodes.IdempotencyConflict, "This Idempotency-Key was used for another request: another thread id, other metadata or supersteps. Give each request a key of its own.");
    }

    private static string Hash(string? thread, JsonElement? metadata, bool keep, List<(JsonElement Values, string? AsNode)> steps)
    {
        List<JsonNode?> parts = [thread, Node(metadata), keep];
        foreach (var (values, node) in steps) parts.AddRange([Node(values), node]);
        var text = Encoding.UTF8.GetBytes(new JsonArray([.. parts]).ToJsonString());
        return Convert.ToHexString(SHA256.HashData(text));
    }

    private static JsonNode? Node(JsonElement? element) => element is { } value ? JsonNode.Parse(value.GetRawText()) : null;

    private static string NoteId(string key, string thread) => $"thread/{key}/{thread}";

    private static BatonException Exists(string thread) =>
        new(ErrorCodes.ThreadExists, $"Thread '{thread}' exists. Use it, choose another id, or send if_exists: do_nothing.");

    private async ValueTask ApplyAsync(
        ThreadRow row, List<(JsonElement Values, string? AsNode)> steps, string? by, CancellationToken cancellationToken)
    {
        foreach (var (values, node) in steps) await threads.UpdateAsync(row.Tenant, row.Id, values, node, null, by, cancellationToken);
    }
}
