using System.Text;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Benchmarks;

/// <summary>Bytes that a long conversation takes in the store, against the bytes of its messages.</summary>
internal static class ThreadBench
{
    private const string GraphId = "bench_chat";

    public sealed record Request(string Message);

    public sealed record State
    {
        public Log<Message> Messages { get; init; } = Log<Message>.Empty;

        public string Status { get; init; } = "new";
    }

    public sealed record Answer(string Text, int InputTokens, int OutputTokens);

    public sealed record Reply(string Response, string Status);

    public static GraphDefinition Define() => Graph
        .Define<Request, State, Reply>(GraphId, 1)
        .Start(request => new State().With(request))
        .Continue((state, request) => state.With(request))
        .Function("answer", async (state, context) =>
        {
            var answer = await context.EffectAsync("model", _ => new ValueTask<Answer>(Speak(state)), new EffectOptions { Kind = EffectKind.Model });
            return state with { Messages = state.Messages.Add(Message.Ai(answer.Text, "support")), Status = "in_progress" };
        })
        .Function("close", state => state with { Status = "resolved" })
        .Return(state => new Reply(state.Messages[^1].Content, state.Status));

    public static async Task RunAsync(BenchOptions options)
    {
        var turns = options.Number("turns", 200);
        var size = options.Number("message-bytes", 600);
        var empty = await EmptyAsync();
        await using var place = BenchStore.Create("sqlite");
        long content = 0;
        long journal = 0;
        await using (var engine = await BenchEngine.StartAsync(place.Store, Define()))
        {
            for (var turn = 0; turn < turns; turn++)
            {
                var input = JsonSerializer.SerializeToElement(new Request(Text("question", turn, size / 2)), BatonJson.Options);
                var started = await engine.Runs.StartAsync(new RunRequest(GraphId) { Thread = "bench-thread", Input = input }, CancellationToken.None);
                var result = await engine.Runs.WaitAsync("default", started.Run.Id, CancellationToken.None);
                if (result.Run.Status != RunStatus.Success) throw new InvalidOperationException($"Turn {turn} ended as {result.Run.Status}: {result.Error?.Message}");
                content += Encoding.UTF8.GetByteCount(Text("question", turn, size / 2)) + Encoding.UTF8.GetByteCount(result.Output!.Value.GetProperty("response").GetString()!);
                journal += (await engine.Store.Runs.ReadAsync(started.Run.Id, 0, 1_000, CancellationToken.None)).Sum(entry => (long)entry.Body.Length);
            }
        }

        await place.Store.DisposeAsync();
        var stored = place.BytesOnDisk() - empty;
        new Report($"thread: {turns} turns, messages of {size / 2} and {size} bytes")
            .Add("content_bytes", "content of the messages", content, "bytes")
            .Add("journal_bytes", "bodies of the journal's entries", journal, "bytes")
            .Add("stored_bytes", "the database grew by", stored, "bytes")
            .Add("journal_ratio", "journal bodies / content", (double)journal / content, "")
            .Add("ratio", "stored / content", (double)stored / content, "")
            .Print(options.Json);
    }

    private static async Task<long> EmptyAsync()
    {
        await using var place = BenchStore.Create("sqlite");
        await (await BenchEngine.StartAsync(place.Store, Define())).DisposeAsync();
        await place.Store.DisposeAsync();
        return place.BytesOnDisk();
    }

    private static State With(this State state, Request request) => state with { Messages = state.Messages.Add(Message.Human(request.Message)), Status = "new" };

    private static Answer Speak(State state) => new(Text("answer", state.Messages.Count, state.Messages[^1].Content.Length * 2), 100, 50);

    /// <summary>Text of a length that no two turns share.</summary>
    private static string Text(string word, int turn, int length)
    {
        var text = new StringBuilder();
        for (var index = 0; text.Length < length; index++) text.Append(word).Append(' ').Append(turn).Append(" part ").Append(index).Append("; ");
        return text.ToString(0, length);
    }
}
