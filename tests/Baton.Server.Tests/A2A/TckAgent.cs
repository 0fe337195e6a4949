using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Server.Tests.A2A;

/// <summary>The agent that the protocol's compatibility kit expects: it behaves as the beginning of the message's id says.</summary>
internal static class TckAgent
{
    public const string Id = "tck";

    /// <summary>Its twin that answers with messages, where it is configured so.</summary>
    public const string Direct = "tck_direct";

    private const string Hello = "Hello from TCK";

    public static GraphDefinition Define(string id = Id, Task? gate = null) => Graph
        .Define<TckInput, TckState, TckOutput>(id, version: 1)
        .Start(input => new TckState(input.Text, new TckOutput("")))
        .Continue((state, input) => state with { Heard = input.Text })
        .Chat(text => new TckInput(text), output => output.Text)
        .Function("act", async (state, context) => state with { Output = await ActAsync(context, MessageId(context), gate ?? Task.CompletedTask) })
        .Return(state => state.Output);

    // Longer beginnings first.
    private static async ValueTask<TckOutput> ActAsync(NodeContext context, string id, Task gate)
    {
        return id switch
        {
            _ when Is("tck-artifact-text") => new TckOutput("Generated text content"),
            _ when Is("tck-artifact-file-url") => new TckOutput("") { File = new FileContent { Name = "output.txt", MediaType = "text/plain", Uri = "https://example.com/output.txt" } },
            _ when Is("tck-artifact-file") || Is("tck-stream-artifact-file") => new TckOutput("") { File = new FileContent { Name = "output.txt", MediaType = "text/plain", Bytes = "aGVsbG8=" } },
            _ when Is("tck-artifact-data") => new TckOutput("") { Data = new TckData("value", 42) },
            _ when Is("tck-message-response") => new TckOutput("Direct message response"),
            _ when Is("tck-input-required") => new TckOutput(await context.AskAsync<string>(new Question("more", "What else?"))),
            _ when Is("tck-yes-or-no") => new TckOutput($"{await context.AskAsync<bool>(new Question("sure", "Sure?"))}"),
            _ when Is("tck-reject-task") => throw new RejectedException("rejected"),
            _ when Is("tck-fail") => throw new PermanentException("broken"),
            _ when Is("tck-stream-artifact-chunked") => await SpeakAsync(context, gate, "chunk-1 ", "chunk-2"),
            _ when Is("tck-stream-artifact-text") => await SpeakAsync(context, gate, "Streamed text content"),
            _ when Is("tck-stream-ordering-001") => await SpeakAsync(context, gate, "Ordered output"),
            _ when Is("tck-stream-003") => await SpeakAsync(context, gate, "Stream task lifecycle"),
            _ when Is("tck-stream-001") => await SpeakAsync(context, gate, "Stream hello from TCK"),
            _ when Is("test-resubscribe-message-id") => await SpeakAsync(context, gate, "Held ", "back"),
            _ => new TckOutput(Hello),
        };

        bool Is(string beginning) => id.StartsWith(beginning, StringComparison.Ordinal);
    }

    private static async ValueTask<TckOutput> SpeakAsync(NodeContext context, Task gate, params string[] chunks)
    {
        var said = await context.EffectAsync(
            "model",
            async call =>
            {
                call.Delta(chunks[0]);
                await gate.WaitAsync(call.Cancellation);
                foreach (var chunk in chunks.Skip(1)) call.Delta(chunk);
                return new TckSpeech(string.Concat(chunks));
            },
            new EffectOptions { Kind = EffectKind.Model });
        return new TckOutput(said.Text);
    }

    private static string MessageId(NodeContext context) => context.Run.Metadata is { } metadata && metadata.TryGetProperty("a2a", out var a2a)
        ? a2a.GetProperty("message_id").GetString()!
        : "";
}

internal sealed record TckInput(string Text);

internal sealed record TckState(string Heard, TckOutput Output);

internal sealed record TckOutput(string Text)
{
    public FileContent? File { get; init; }

    public TckData? Data { get; init; }
}

internal sealed record TckData(string Key, int Count);

internal sealed record TckSpeech(string Text);
