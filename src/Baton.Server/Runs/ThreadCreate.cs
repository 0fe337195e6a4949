using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Server.Runs;

/// <summary>The body that makes a thread, as documented.</summary>
/// <param name="ThreadId">The caller's own id (up to 128 letters, digits, <c>-_.:</c>); without one a UUID is made.</param>
/// <param name="Metadata">Kept with the thread; <c>graph_id</c> ties it to a graph.</param>
/// <param name="IfExists"><c>raise</c> (the default) or <c>do_nothing</c>.</param>
/// <param name="Supersteps">States to begin with: <c>[{updates:[{values, as_node}]}]</c>.</param>
internal sealed record ThreadCreate(string? ThreadId, JsonObject? Metadata, string? IfExists, JsonArray? Supersteps);

/// <summary>The body that changes a thread, as documented.</summary>
/// <param name="Metadata">Merged into the thread's.</param>
internal sealed record ThreadPatch(JsonObject? Metadata);

/// <summary>A filter for threads, as documented.</summary>
internal sealed record ThreadSearch(
    JsonObject? Metadata, IReadOnlyList<string>? Ids, string? Status, int? Limit, int? Offset, string? SortBy, string? SortOrder,
    IReadOnlyList<string>? Select);

/// <summary>The body that edits a thread's state, as documented.</summary>
/// <param name="Values">State members to set; for lists: items to append.</param>
/// <param name="AsNode">The node as which the state is edited.</param>
/// <param name="CheckpointId">The checkpoint to edit; without one the newest.</param>
/// <param name="Checkpoint">The same as an object.</param>
internal sealed record StateUpdate(JsonElement? Values, string? AsNode, string? CheckpointId, CheckpointName? Checkpoint);

/// <summary>The body that asks for a state, as documented.</summary>
/// <param name="Checkpoint">The checkpoint; without one the newest.</param>
internal sealed record StateLookup(CheckpointName? Checkpoint);

/// <summary>The body that asks for states, as documented.</summary>
/// <param name="Limit">How many at most; 10 by default.</param>
/// <param name="Before">Only older ones than this checkpoint: its id, or a config that names it.</param>
/// <param name="Metadata">Only states whose metadata has these values.</param>
internal sealed record HistoryQuery(int? Limit, JsonElement? Before, JsonObject? Metadata);
