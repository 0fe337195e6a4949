using System.Text;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Tests.Engine;

/// <summary>Journals whose bodies are packed and refer to one another, together with such as earlier versions wrote.</summary>
public sealed class LongTextTests
{
    private static readonly string Asked = Text("asked", 60);
    private static readonly string Said = Text("said", 90);
    private static readonly string Noted = Text("noted", 120);

    private static readonly string Read = Text("read", 150);

    private readonly InMemoryStore _store = new(TimeProvider.System);

    public sealed record Ask(string Message, string Copy, string Note);

    public sealed record State(string Message, string Note, string? Answer = null, string? Read = null, bool Granted = false);

    public sealed record Reply(string Answer, string Message, string Note);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_run_with_long_texts_is_packed_in_the_store_and_whole_for_who_reads_it()
    {
        await using var engine = await StartAsync();

        var waiting = await engine.RunAsync("letters", new Ask(Asked, Asked, Noted));
        var result = await engine.AnswerAsync(waiting, true);

        var stored = await _store.Runs.ReadAsync(result.Run.Id, 0, 100, Token);
        Assert.Contains(stored, entry => entry.Kind == EntryKind.RunStarted && PackedBody.IsPacked(entry.Body));
        Assert.Contains(stored, entry => entry.Kind == EntryKind.EffectCompleted && PackedBody.IsPacked(entry.Body));
        Assert.Contains(stored, entry => entry.Kind == EntryKind.RunFinished && SharedText.HasReferences(entry.Body));
        var bodies = await engine.JournalAsync(result.Run.Id);
        Assert.Equal(Said, bodies.OfType<EffectCompleted>().Single().Result.GetString());
        Assert.Equal(Asked, bodies.OfType<RunStarted>().Single().Input!.Value.GetProperty("copy").GetString());
        AssertReply(result);
    }

    [Fact]
    public async Task Who_watches_sees_the_texts_as_who_comes_later()
    {
        var gate = new Gate();
        await using var engine = await StartAsync(gate);
        var run = await engine.StartRunAsync("letters", new Ask(Asked, Asked, Noted));
        await gate.ArrivalAsync();

        var live = new List<string>();
        await foreach (var frame in engine.Runs.StreamAsync("default", run, new StreamRequest(StreamModes.Updates), Token))
        {
            live.Add(Show(frame.Data));
            gate.Open();
        }

        Assert.Contains(live, frame => frame.Contains(Read, StringComparison.Ordinal));
        Assert.Equal(live, (await engine.FramesAsync(run, new StreamRequest(StreamModes.Updates))).Select(frame => Show(frame.Data)));
    }

    [Fact]
    public async Task A_run_goes_on_after_a_crash_with_the_texts_that_it_refers_to()
    {
        await using var engine = await StartAsync();
        var waiting = await engine.RunAsync("letters", new Ask(Asked, Asked, Noted));

        await engine.Host.CrashAsync(Define());
        var result = await engine.AnswerAsync(waiting, true);

        AssertReply(result);
        Assert.Empty((await engine.Replay.ReplayAsync(await engine.Replay.HistoryAsync("default", result.Run.Id, Token), Token)).Differences);
    }

    [Fact]
    public async Task A_run_that_an_earlier_version_accepted_goes_on()
    {
        var graph = Define();
        var started = new RunStarted(JournalCodec.Format, "letters", 1, graph.Describe().Fingerprint) { Input = EngineFixture.Json(new Ask(Asked, Asked, Noted)), TimeBudgetSeconds = 60 };
        var plain = new JournalEntry(1, EntryKind.RunStarted, TimeProvider.System.GetUtcNow(), JournalCodec.Encode(started));
        var run = Guid.CreateVersion7();
        await _store.OpenAsync(Token);
        await _store.Runs.AcceptAsync(new RunAcceptance("default", run, "letters", 1, "default", [plain]) { Assistant = "letters" }, Token);

        await using var engine = await StartAsync();
        await engine.UntilAsync(run, RunStatus.Waiting);
        var result = await engine.AnswerAsync(await engine.WaitAsync(run), true);

        AssertReply(result);
        Assert.Equal(Said, (await engine.JournalAsync(run)).OfType<RunFinished>().Single().Output!.Value.GetProperty("answer").GetString());
    }

    [Fact]
    public async Task Plain_shared_and_packed_bodies_stand_in_one_journal_whatever_part_of_it_is_read()
    {
        ReadOnlyMemory<byte>[] plain = [Body(new Ask(Asked, Asked, Noted)), Body(new { answer = Said, message = Asked }), Body(new { more = Noted, said = Said, last = Text("last", 80) })];
        var shared = new SharedText([Entry(1, plain[0])]);
        var run = await AcceptAsync([plain[0], shared.Shrink(2, plain[1]), PackedBody.Pack(shared.Shrink(3, plain[2]))]);

        for (var after = 0; after < 3; after++)
        {
            var read = await new JournalReader(_store).ReadAsync(run, after, 10, Token);

            Assert.Equal(plain.Skip(after).Select(Show), read.Select(entry => Show(entry.Body)));
        }
    }

    [Fact]
    public async Task A_reference_to_what_is_not_there_is_damage()
    {
        var run = await AcceptAsync([Body(new Ask(Asked, Asked, Noted)), Encoding.UTF8.GetBytes(" {\"output\":{\"$text\":[7,0]}}")]);
        var other = await AcceptAsync([Body(new Ask(Asked, Asked, Noted)), Encoding.UTF8.GetBytes(" {\"output\":{\"$text\":[1,9]}}")]);

        Assert.Equal(ErrorCodes.StoreDamaged, await EngineFixture.CodeAsync(() => new JournalReader(_store).ReadAsync(run, 0, 10, Token).AsTask()));
        Assert.Equal(ErrorCodes.StoreDamaged, await EngineFixture.CodeAsync(() => new JournalReader(_store).ReadAsync(other, 0, 10, Token).AsTask()));
    }

    private static GraphDefinition Define(Gate? gate = null) => Graph
        .Define<Ask, State, Reply>("letters", 1)
        .Start(ask => new State(ask.Message, ask.Note))
        .Function("answer", async (state, context) => state with { Answer = await context.EffectAsync("call", call => SayAsync(gate, call)), Read = Read })
        .Approval<bool>("grant", state => new Question("grant", new { state.Answer }), (state, granted) => state with { Granted = granted })
        .Return(state => new Reply(state.Answer!, state.Message, state.Note));

    private static async ValueTask<string> SayAsync(Gate? gate, EffectCall call)
    {
        if (gate is not null) await gate.PassAsync("call", call.Cancellation);
        return Said;
    }

    private static void AssertReply(RunResult result)
    {
        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal(Said, result.Output!.Value.GetProperty("answer").GetString());
        Assert.Equal(Asked, result.Output!.Value.GetProperty("message").GetString());
        Assert.Equal(Noted, result.Output!.Value.GetProperty("note").GetString());
    }

    private Task<EngineFixture> StartAsync(Gate? gate = null) => EngineFixture.StartAsync(_store, TimeProvider.System, null, Define(gate));

    private async Task<Guid> AcceptAsync(IReadOnlyList<ReadOnlyMemory<byte>> bodies)
    {
        var run = Guid.CreateVersion7();
        var entries = bodies.Select((body, index) => Entry(index + 1, body)).ToList();
        await _store.Runs.AcceptAsync(new RunAcceptance("default", run, "letters", 1, "default", entries) { Assistant = "letters" }, Token);
        return run;
    }

    private static JournalEntry Entry(int seq, ReadOnlyMemory<byte> body) => new(seq, EntryKind.Checkpoint, default, body);

    private static ReadOnlyMemory<byte> Body(object value) => Encoding.UTF8.GetBytes(EngineFixture.Json(value).GetRawText());

    private static string Show(ReadOnlyMemory<byte> body) => Encoding.UTF8.GetString(body.Span);

    private static string Text(string word, int count) => string.Join(' ', Enumerable.Range(0, count).Select(index => $"{word} {index * 7_919 % 1_000}"));
}
