using System.Text;
using System.Text.Json;
using Baton.Engine.A2A;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Registry;

namespace Baton.Server.A2A;

/// <summary>
/// Tells the receivers of a task's push notifications that it rests. Who they are is read when it is sent, so that a configuration that was
/// acknowledged before the task rested is told of it; receivers that were told are not told again because another could not be.
/// </summary>
internal sealed class PushRoute(IStore store, PushConfigs configs, TaskReader reader, GraphRegistry graphs, EngineOptions options) : IOutboxRoute, IDisposable
{
    // An artifact and a state must both go out before the outbox takes the message for lost (30 s).
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    private readonly HttpClient _http = new(OutboundGuard.Handler(options.AllowPrivateWebhooks, "Set Baton:Engine:AllowPrivateWebhooks to allow it.")) { Timeout = Patience };

    public bool Takes(OutboxMessage message) => message.Destination == Tasks.Announce;

    public async ValueTask<string?> SendAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var rested = RunRested.Read(message);
        var receivers = (await configs.ListAsync(rested.Tenant, rested.Run, cancellationToken)).Where(record => record.Told < rested.Seq).ToList();
        if (receivers.Count == 0 || await store.Runs.FindAsync(rested.Tenant, rested.Run, cancellationToken) is not { } row) return null;
        var task = await TaskAtAsync(row, rested, cancellationToken);
        var failures = await Task.WhenAll(receivers.Select(receiver => TellAsync(rested, receiver, task, cancellationToken)));
        return failures.OfType<string>().ToList() is { Count: > 0 } failed ? string.Join("; ", failed) : null;
    }

    public void Dispose() => _http.Dispose();

    /// <summary>The task as it was when it came to rest.</summary>
    private async ValueTask<AgentTask> TaskAtAsync(RunRow row, RunRested rested, CancellationToken cancellationToken)
    {
        var graph = graphs.Get(row.Graph);

        // Whoever named the receiver need not be one who answers.
        var story = await reader.StoryAsync(row, rested.Seq, !Tasks.AsksOthers(graph), cancellationToken);
        var state = TaskStates.Of(rested.Status, story.Finished?.Error?.Code);
        return new AgentTask(Tasks.IdOf(row), Tasks.ContextOf(row), TaskReader.Status(row, state, story, story.At))
        {
            Artifacts = story.Finished?.Output is { } output ? [TaskReader.Artifact(graph, output, accepted: null)] : [],
            History = TaskReader.Newest(story.History, length: null),
        };
    }

    private async Task<string?> TellAsync(RunRested rested, PushRecord receiver, AgentTask task, CancellationToken cancellationToken)
    {
        var number = 0;
        foreach (var (body, type) in Bodies(receiver.Version, task))
        {
            var key = $"{rested.Run:D}:{rested.Seq}:{receiver.Config.Id}:{number++}";
            if (await TryPostAsync(receiver.Config, body, type, key, cancellationToken) is { } failure) return failure;
        }

        await configs.ToldAsync(rested.Tenant, rested.Run, receiver.Config.Id!, rested.Seq, cancellationToken);
        return null;
    }

    /// <summary>What version 1.0 gets are events; 0.3 gets the task.</summary>
    private static IEnumerable<(byte[] Body, string Type)> Bodies(string version, AgentTask task)
    {
        if (version == A2AWire.Version03)
        {
            yield return (Encoding.UTF8.GetBytes(LegacyWriter.Task(task).ToJsonString()), "application/json");
            yield break;
        }

        foreach (var artifact in task.Artifacts!) yield return Event(new() { ArtifactUpdate = new ArtifactUpdate(task.Id, task.ContextId, artifact) { LastChunk = true } });
        yield return Event(new() { StatusUpdate = new StatusUpdate(task.Id, task.ContextId, task.Status) });

        static (byte[] Body, string Type) Event(StreamEvent happened) => (JsonSerializer.SerializeToUtf8Bytes(happened, A2AJson.Wire.StreamEvent), A2AWire.MediaType);
    }

    private async Task<string?> TryPostAsync(PushConfig config, byte[] body, string type, string key, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, config.Url) { Content = new ByteArrayContent(body) };
            request.Content.Headers.ContentType = new(type);
            request.Headers.TryAddWithoutValidation("Idempotency-Key", key);
            if (config.Token is { } token) request.Headers.TryAddWithoutValidation(A2AWire.TokenHeader, token);
            if (config.Authentication is { } authentication) request.Headers.TryAddWithoutValidation("Authorization", $"{authentication.Scheme} {authentication.Credentials}".TrimEnd());
            using var response = await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
            return response.IsSuccessStatusCode ? null : $"a receiver answered {(int)response.StatusCode}";
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return $"a receiver did not answer within {Patience.TotalSeconds} s";
        }
        catch (HttpRequestException exception)
        {
            return (OutboundGuard.RefusalIn(exception) ?? exception as Exception).Message;
        }
    }
}
