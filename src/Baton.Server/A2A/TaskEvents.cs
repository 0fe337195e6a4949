using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Agents.Prompts;
using Baton.Engine.A2A;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.A2A;

/// <summary>What happens to a task, from its journal and then live, until it has ended or asks something.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class TaskEvents(IRuns runs, IStore store, TaskReader reader, TimeProvider time, IServiceProvider services)
{
    private const StreamModes Modes = StreamModes.MessagesTuple | StreamModes.Custom | StreamModes.Lifecycle;
    private readonly AgentCatalog? _agents = services.GetService<AgentCatalog>();

    /// <summary>The events after an entry; the last one says how the task rests.</summary>
    public async IAsyncEnumerable<StreamEvent> FollowAsync(
        A2ACall call, RunRow run, int after, IReadOnlyList<string>? accepted, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var output = new OutputStream(run, _agents);
        string? last = null;
        while (true)
        {
            await foreach (var frame in runs.StreamAsync(run.Tenant, run.Id, new StreamRequest(Modes) { After = after, LastEventId = last }, cancellationToken))
            {
                last = frame.Id ?? last;
                if (Event(run, output, frame) is { } happened) yield return happened;
            }

            var row = await store.Runs.FindAsync(run.Tenant, run.Id, cancellationToken) ?? run;
            if (!Tasks.Rests(row)) continue;
            foreach (var happened in await EndAsync(call, row, output, accepted, cancellationToken)) yield return happened;
            yield break;
        }
    }

    private async ValueTask<IReadOnlyList<StreamEvent>> EndAsync(
        A2ACall call, RunRow row, OutputStream output, IReadOnlyList<string>? accepted, CancellationToken cancellationToken)
    {
        var story = await reader.StoryAsync(row, row.Seq, call.IsAsked, cancellationToken);
        var status = Update(row, TaskReader.Status(row, TaskStates.Of(row), story, row.UpdatedAt));
        return story.Finished?.Output is { } made ? [output.Rest(TaskReader.Artifact(call.Graph, made, accepted)), status] : [status];
    }

    private StreamEvent? Event(RunRow run, OutputStream output, in Frame frame) => frame.Event switch
    {
        "messages" => output.Chunk(frame.Data),
        "custom" => Update(run, Working() with { Message = Progress(run, frame) }),
        "lifecycle" when IsStart(frame.Data) => Update(run, Working()),
        _ => null,
    };

    private AgentTaskStatus Working() => new(TaskState.Working) { Timestamp = time.GetUtcNow() };

    private static bool IsStart(ReadOnlyMemory<byte> data) => JsonElement.Parse(data.Span).GetProperty("event"u8).ValueEquals("started"u8);

    private static AgentMessage Progress(RunRow run, in Frame frame)
    {
        var value = JsonElement.Parse(frame.Data.Span);
        var part = value.ValueKind == JsonValueKind.String ? Part.OfText(value.GetString()!) : Part.OfData(value);
        return new AgentMessage($"{Tasks.IdOf(run)}-{frame.Id}", MessageRole.Agent, [part]) { TaskId = Tasks.IdOf(run), ContextId = Tasks.ContextOf(run) };
    }

    private static StreamEvent Update(RunRow run, AgentTaskStatus status) =>
        new() { StatusUpdate = new StatusUpdate(Tasks.IdOf(run), Tasks.ContextOf(run), status) };
}
