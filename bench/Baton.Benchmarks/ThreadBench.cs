using System.Text;
using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
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

    private static GraphDefinition Define(BenchTexts texts) => Graph
        .Define<Request, State, Reply>(GraphId, 1)
        .Start(request => new State().With(request))
        .Continue((state, request) => state.With(request))
        .Function("answer", async (state, context) =>
        {
            var answer = await context.EffectAsync("model", _ => new ValueTask<Answer>(Speak(texts, state)), new EffectOptions { Kind = EffectKind.Model });
            return state with { Messages = state.Messages.Add(Message.Ai(answer.Text, "support")), Status = "in_progress" };
        })
        .Function("close", state => state with { Status = "resolved" })
        .Return(state => new Reply(state.Messages[^1].Content, state.Status));

    public static async Task RunAsync(BenchOptions options)
    {
        var (threads, turns, size) = (options.Number("threads", 1), options.Number("turns", 200), options.Number("message-bytes", 600));
        var texts = new BenchTexts(options.Text("texts", "") is { Length: > 0 } file ? file : null);
        var empty = await EmptyAsync();
        await using var place = BenchStore.Create("sqlite");
        long content = 0;
        var journal = new SortedDictionary<EntryKind, long>();
        await using (var engine = await BenchEngine.StartAsync(place.Store, Define(texts)))
        {
            for (var turn = 0; turn < turns * threads; turn++) content += await TurnAsync(engine, $"bench-thread-{turn % threads}", texts.Next(size / 2), journal);
        }

        await place.Store.DisposeAsync();
        var stored = place.BytesOnDisk();
        var report = new Report($"thread: {threads} thread(s) of {turns} turns, messages of {size / 2} and {size} bytes")
            .Add("content_bytes", "content of the messages", content, "bytes")
            .Add("journal_bytes", "bodies of the journal's entries", journal.Values.Sum(), "bytes")
            .Add("stored_bytes", "the database grew by", stored - empty, "bytes")
            .Add("empty_bytes", "an empty database", empty, "bytes")
            .Add("journal_ratio", "journal bodies / content", (double)journal.Values.Sum() / content, "")
            .Add("ratio", "stored / content", (double)(stored - empty) / content, "");
        foreach (var (kind, bytes) in journal) report.Add(JsonNamingPolicy.SnakeCaseLower.ConvertName($"{kind}"), $"{kind}: bodies a turn", (double)bytes / (turns * threads), "bytes");
        report.Print(options.Json);
    }

    /// <returns>The bytes of the turn's two messages.</returns>
    private static async Task<int> TurnAsync(BenchEngine engine, string thread, string question, SortedDictionary<EntryKind, long> journal)
    {
        var input = JsonSerializer.SerializeToElement(new Request(question), BatonJson.Options);
        var started = await engine.Runs.StartAsync(new RunRequest(GraphId) { Thread = thread, Input = input }, CancellationToken.None);
        var result = await engine.Runs.WaitAsync("default", started.Run.Id, CancellationToken.None);
        if (result.Run.Status != RunStatus.Success) throw new InvalidOperationException($"A turn ended as {result.Run.Status}: {result.Error?.Message}");
        foreach (var entry in await engine.Store.Runs.ReadAsync(started.Run.Id, 0, 1_000, CancellationToken.None))
        {
            journal[entry.Kind] = journal.GetValueOrDefault(entry.Kind) + entry.Body.Length;
        }

        return Encoding.UTF8.GetByteCount(question) + Encoding.UTF8.GetByteCount(result.Output!.Value.GetProperty("response").GetString()!);
    }

    private static async Task<long> EmptyAsync()
    {
        await using var place = BenchStore.Create("sqlite");
        await (await BenchEngine.StartAsync(place.Store, Define(new BenchTexts(null)))).DisposeAsync();
        await place.Store.DisposeAsync();
        return place.BytesOnDisk();
    }

    private static State With(this State state, Request request) => state with { Messages = state.Messages.Add(Message.Human(request.Message)), Status = "new" };

    private static Answer Speak(BenchTexts texts, State state) => new(texts.Next(state.Messages[^1].Content.Length * 2), 100, 50);
}
