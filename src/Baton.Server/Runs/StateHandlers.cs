using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Runs;

/// <summary>Reading and editing the state of threads.</summary>
internal static class StateHandlers
{
    private const int DefaultLimit = 10;

    public static Task<Ok<StateBody>> Get(HttpContext context, IThreads threads, string threadId) => ReadAsync(context, threads, threadId, null);

    public static Task<Ok<StateBody>> GetAt(HttpContext context, IThreads threads, string threadId, string checkpointId) =>
        ReadAsync(context, threads, threadId, CheckpointNames.Parse(checkpointId));

    public static async Task<Ok<StateBody>> Find(HttpContext context, IThreads threads, string threadId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var checkpoint = RunOrder.ReadCheckpoint(fields);
        fields.Throw();
        return await ReadAsync(context, threads, threadId, checkpoint);
    }

    public static async Task<Ok<EditedBody>> Update(HttpContext context, IThreads threads, string threadId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var values = fields.Object("values") ?? JsonElement.Parse("{}"u8);
        var node = fields.Text("as_node");
        var at = RunOrder.ReadCheckpoint(fields);
        fields.Throw();
        var caller = Caller.Of(context);
        var edited = await threads.UpdateAsync(caller.Tenant, threadId, values, node, at, caller.Name, context.RequestAborted);
        var checkpoint = Projection.Checkpoint(threadId, edited);
        return TypedResults.Ok(new EditedBody(checkpoint, checkpoint));
    }

    public static async Task<Ok<IReadOnlyList<StateBody>>> History(HttpContext context, IThreads threads, string threadId)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var limit = fields.Number("limit", DefaultLimit, 1, 1_000);
        var before = CheckpointNames.Parse(ReadBefore(fields));
        var metadata = fields.Object("metadata");
        fields.Throw();
        return await HistoryAsync(context, threads, threadId, before, limit, metadata);
    }

    public static Task<Ok<IReadOnlyList<StateBody>>> HistoryOf(
        HttpContext context, IThreads threads, string threadId, int limit = DefaultLimit, string? before = null)
    {
        var faults = Fields.None();
        limit = faults.Within("limit", limit, 1, 1_000);
        faults.Throw();
        return HistoryAsync(context, threads, threadId, CheckpointNames.Parse(before), limit, null);
    }

    private static async Task<Ok<StateBody>> ReadAsync(HttpContext context, IThreads threads, string thread, CheckpointRef? at)
    {
        var state = await threads.StateAsync(Caller.Of(context).Tenant, thread, at, context.RequestAborted);
        if (state is null) throw RunHandlers.UnknownThread(thread);
        return TypedResults.Ok(Projection.State(thread, await CustomerView.ShowAsync(context, thread, state)));
    }

    private static async Task<Ok<IReadOnlyList<StateBody>>> HistoryAsync(
        HttpContext context, IThreads threads, string thread, CheckpointRef? before, int limit, JsonElement? metadata)
    {
        var states = await threads.HistoryAsync(Caller.Of(context).Tenant, thread, before, limit, context.RequestAborted)
            ?? throw RunHandlers.UnknownThread(thread);
        var bodies = new List<StateBody>(states.Count);
        foreach (var state in states) bodies.Add(Projection.State(thread, await CustomerView.ShowAsync(context, thread, state)));
        return TypedResults.Ok<IReadOnlyList<StateBody>>([.. bodies.Where(state => Fits(state, metadata))]);
    }

    private static bool Fits(StateBody state, JsonElement? metadata) =>
        metadata is null || Selection.Matches(JsonSerializer.SerializeToElement(state, RunApiJson.Default.StateBody).GetProperty("metadata"), metadata);

    // Clients send a config that names the checkpoint; some send its id alone.
    private static string? ReadBefore(Fields fields)
    {
        if (fields.Value("before") is not { } before || before.ValueKind == JsonValueKind.Null) return null;
        if (before.ValueKind == JsonValueKind.String) return before.GetString();
        if (fields.Nested("before") is not { } named) return null;
        return named.Text("checkpoint_id")
            ?? named.Nested("configurable")?.Text("checkpoint_id")
            ?? throw new BatonException(ErrorCodes.RequestInvalid, "before must name a checkpoint: its id, or {\"configurable\":{\"checkpoint_id\":…}}.");
    }
}
