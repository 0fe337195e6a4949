using Baton.Engine.A2A;

namespace Baton.Engine.RemoteAgents;

/// <summary>A task as the events of its stream have made it.</summary>
/// <remarks>Belongs to one call.</remarks>
internal sealed class TaskFold(AgentTask task)
{
    private readonly List<Artifact> _artifacts = [.. task.Artifacts ?? []];
    private AgentTask _task = task;

    /// <summary>The task as it stands.</summary>
    public AgentTask Task => _task with { Artifacts = _artifacts };

    /// <summary>Takes the next event.</summary>
    /// <exception cref="RemoteCallException">It is about another task, or about nothing.</exception>
    public void Take(StreamEvent happened)
    {
        switch (happened)
        {
            case { Task: { } whole }:
                Check(whole.Id);
                _task = whole;
                if (whole.Artifacts is not { } artifacts) return;
                _artifacts.Clear();
                _artifacts.AddRange(artifacts);
                return;
            case { StatusUpdate: { } update }:
                Check(update.TaskId);
                _task = _task with { Status = update.Status ?? throw RemoteCallException.Invalid("a change of state has no state") };
                return;
            case { ArtifactUpdate: { } update }:
                Check(update.TaskId);
                Take(update);
                return;
            case { Message: not null }:
                throw RemoteCallException.Invalid("its stream has a message behind a task");
            default:
                throw RemoteCallException.Invalid("an event of its stream says nothing");
        }
    }

    private void Take(ArtifactUpdate update)
    {
        if (update.Artifact is not { ArtifactId: { } id, Parts: { } parts }) throw RemoteCallException.Invalid("an artifact has no id or no parts");
        var at = _artifacts.FindIndex(known => known?.ArtifactId == id);
        if (at < 0) _artifacts.Add(update.Artifact);
        else if (update.Append) _artifacts[at] = _artifacts[at] with { Parts = [.. _artifacts[at].Parts, .. parts] };
        else _artifacts[at] = update.Artifact;
    }

    private void Check(string? id)
    {
        if (id is { Length: > 0 } && id != _task.Id) throw RemoteCallException.Invalid("an event is about another task");
    }
}
