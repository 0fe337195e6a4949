using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Benchmarks;

/// <summary>
/// Tokens sent over a long conversation, and how many of the facts of its first turn can still be told: everything sent, the latest messages
/// alone, and a window with and without a compression agent. Rehearsals play the models; they can tell only what they are sent.
/// </summary>
internal static class ContextBench
{
    private const string GraphId = "bench_context";
    private const string Thread = "bench";

    /// <summary>
    /// Half have figures, which need no model to be found; the other half are plain words, said so that Baton's own rules do not take them for
    /// statements.
    /// </summary>
    private static readonly (string What, string Value)[] Facts =
    [
        ("order number", "A-10442"), ("delivery date", "4 March 2026"), ("deposit", "129.90 EUR"), ("address for mail", "ines@example.org"), ("serial", "SN-77120-B"), ("callback hour", "17:30"),
        ("name", "Ines Calder"), ("city", "Porto"), ("dog", "Rex"), ("favourite colour", "dark green"), ("contact person", "Mr Oduya"), ("language", "Portuguese"),
    ];

    public sealed record Said(string Text);

    public sealed record State
    {
        public Log<Message> Messages { get; init; } = Log<Message>.Empty;
    }

    public sealed record Reply(string Text);

    public static async Task RunAsync(BenchOptions options)
    {
        var (turns, size, window) = (options.Number("turns", 200), options.Number("message-bytes", 600), options.Number("window", 4_000));
        var report = new Report($"context: {turns} turns, messages of {size / 2} and {size} bytes, {Facts.Length} facts in the first, window {window}");
        foreach (var (mode, label, context, latest) in new[]
        {
            ("none", "everything", "window: 10000000", false),
            ("latest", "latest messages only", "window: 10000000", true),
            ("facts", "window, no agent", $"window: {window}", false),
            ("window", "window and agent", $"window: {window}, agent: compressor", false),
            ("each_step", "window and agent, each step", $"window: {window}, compress: each_step, agent: compressor", false),
        })
        {
            var run = await PlayAsync(context, latest ? window : null, turns, size, options);
            report.Add($"tokens_sent_{mode}", $"{label}: tokens sent", run.Tokens, "")
                .Add($"largest_call_{mode}", "  the largest call", run.Largest, "")
                .Add($"compressions_{mode}", "  calls of the compression agent", run.Compressions, "")
                .Add($"facts_kept_{mode}", "  facts told", (double)run.Told / run.Asked, "")
                .Add($"plain_facts_kept_{mode}", "    plain ones", (double)run.PlainTold / Math.Max(1, run.PlainAsked), "")
                .Add($"journal_bytes_{mode}", "  bodies of the journals", run.JournalBytes, "bytes");
        }

        report.Print(options.Json);
    }

    private static async Task<Played> PlayAsync(string context, int? latest, int turns, int size, BenchOptions options)
    {
        var texts = new BenchTexts(options.Text("texts", "") is { Length: > 0 } file ? file : null);
        using var agents = new ContextAgents(context, () => texts.Next(size));
        await using var place = BenchStore.Create("memory");
        await using var engine = await BenchEngine.StartAsync(place.Store, Define(latest), with: agents.Configure);
        var played = new Played();
        for (var turn = 1; turn <= turns; turn++)
        {
            var question = Question(turn, turns);
            var said = turn == 1 ? "Good day. " + string.Join(' ', Facts.Select(Sentence)) : question is { } asked ? $"What is my {asked.What}?" : texts.Next(size / 2);
            var answer = await TurnAsync(engine, said, played);
            if (question is { } fact) played.Count(answer == $"It is {fact.Value}.", Array.IndexOf(Facts, fact) >= Facts.Length / 2);
        }

        (played.Tokens, played.Largest, played.Compressions) = (agents.Tokens, agents.Largest, agents.Compressions);
        return played;
    }

    private static string Sentence((string What, string Value) fact, int index) =>
        index < Facts.Length / 2 ? $"My {fact.What} is {fact.Value}." : $"Just so that you know, {fact.Value} is the {fact.What}.";

    /// <summary>Each fact is asked for in the middle and at the end.</summary>
    private static (string What, string Value)? Question(int turn, int turns)
    {
        var (middle, end) = (turn - (turns / 2) - 1, turn - (turns - Facts.Length) - 1);
        return middle >= 0 && middle < Facts.Length ? Facts[middle] : end >= 0 ? Facts[end] : null;
    }

    private static async Task<string> TurnAsync(BenchEngine engine, string said, Played played)
    {
        var input = JsonSerializer.SerializeToElement(new Said(said), BatonJson.Options);
        var started = await engine.Runs.StartAsync(new RunRequest(GraphId) { Thread = Thread, Input = input }, CancellationToken.None);
        var result = await engine.Runs.WaitAsync("default", started.Run.Id, CancellationToken.None);
        if (result.Run.Status != RunStatus.Success) throw new InvalidOperationException($"A turn ended as {result.Run.Status}: {result.Error?.Message}");
        foreach (JournalEntry entry in await engine.Store.Runs.ReadAsync(started.Run.Id, 0, 1_000, CancellationToken.None)) played.JournalBytes += entry.Body.Length;
        return result.Output!.Value.GetProperty("text").GetString()!;
    }

    private static GraphDefinition Define(int? latest) => Graph
        .Define<Said, State, Reply>(GraphId, 1)
        .Start(said => Heard(new State(), said))
        .Continue(Heard)
        .Agent<string>(
            "helper", "helper", state => new AgentRequest(latest is { } tokens ? Latest(state.Messages, tokens) : state.Messages),
            (state, answer) => state with { Messages = state.Messages.Add(Message.Ai(answer, "helper")) })
        .Return(state => new Reply(state.Messages[^1].Content));

    private static State Heard(State state, Said said) => state with { Messages = state.Messages.Add(Message.Human(said.Text)) };

    private static List<Message> Latest(Log<Message> messages, int tokens)
    {
        var from = messages.Count;
        for (var left = tokens * 4; from > 0 && left >= messages[from - 1].Content.Length; from--) left -= messages[from - 1].Content.Length;
        return [.. messages.Skip(from)];
    }

    private sealed class Played
    {
        public long Tokens { get; set; }

        public long Largest { get; set; }

        public int Compressions { get; set; }

        public long JournalBytes { get; set; }

        public int Asked { get; private set; }

        public int Told { get; private set; }

        public int PlainAsked { get; private set; }

        public int PlainTold { get; private set; }

        public void Count(bool told, bool isPlain)
        {
            (Asked, Told) = (Asked + 1, Told + (told ? 1 : 0));
            if (isPlain) (PlainAsked, PlainTold) = (PlainAsked + 1, PlainTold + (told ? 1 : 0));
        }
    }
}
