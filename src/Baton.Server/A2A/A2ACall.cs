using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Server.Security;

namespace Baton.Server.A2A;

/// <summary>One request: who asks which assistant in which version.</summary>
/// <param name="Graph">The assistant's graph.</param>
/// <param name="Caller">Who asks.</param>
/// <param name="Version">The version of the protocol.</param>
/// <param name="BaseUrl">The server's address as the caller knows it, without a slash at its end.</param>
/// <param name="Gone">Cancelled when the caller is gone.</param>
internal sealed record A2ACall(GraphDefinition Graph, Caller Caller, string Version, string BaseUrl, CancellationToken Gone)
{
    /// <summary>The tenant whose tasks are reached.</summary>
    public string Tenant => Caller.Tenant;

    /// <summary>True where the key may answer approvals: it has a role of <see cref="BatonPolicies.Operate"/>.</summary>
    public bool Operates { get; init; }

    /// <summary>True where the tasks' questions are the caller's to read and answer. A graph that takes input while it waits asks its own people, not who writes to it.</summary>
    public bool IsAsked => Operates || !Tasks.AsksOthers(Graph);

    /// <summary>True for runs that are this assistant's tasks.</summary>
    public bool Reaches(RunRow row) => row is { Hidden: false, IsEdit: false } && row.Graph == Graph.Id;
}

/// <summary>Runs as tasks.</summary>
internal static class Tasks
{
    /// <summary>Where rests of tasks are told of, for push notifications.</summary>
    public const string Announce = "a2a:push";

    /// <summary>A task's id.</summary>
    public static string IdOf(RunRow row) => row.Id.ToString("D");

    /// <summary>A task's conversation: the run's thread; a run on its own is its own conversation.</summary>
    public static string ContextOf(RunRow row) => row.Thread ?? IdOf(row);

    /// <summary>True where the run was begun by a message, so that its rests are told of.</summary>
    public static bool IsAnnounced(RunRow row) =>
        row.Metadata is { ValueKind: System.Text.Json.JsonValueKind.Object } metadata && metadata.TryGetProperty(TaskMetadata.Member, out _);

    /// <summary>True where questions are for the server's people, and messages are input meanwhile.</summary>
    public static bool AsksOthers(GraphDefinition graph) => graph.WhileWaiting == WhileWaiting.Deliver;

    /// <summary>True where nothing happens to the run by itself.</summary>
    public static bool Rests(RunRow row) => row.Status == RunStatus.Waiting || row.Status.HasEnded();
}
