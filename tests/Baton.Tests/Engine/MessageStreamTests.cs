using System.Text.Json;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine;

public sealed class MessageStreamTests
{
    private const string Text = "Dear Ada, your parcel is on its way.";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Chunks_are_streamed_as_they_come_and_the_finished_message_is_not_sent_again()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Speaking(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        await using var reader = new Reader(engine, run, new StreamRequest(StreamModes.MessagesTuple));

        var first = await reader.NextAsync("messages");
        gate.Open();
        var rest = await reader.RestAsync();

        Assert.Equal("Dear Ada, ", Content(first));
        Assert.Equal("3.c10", first.Id);
        Assert.Equal(Text, Content(first) + string.Concat(rest.Where(frame => frame.Event == "messages").Select(Content)));
        Assert.Single(rest.Where(frame => frame.Event == "messages").Append(first).Select(MessageId).Distinct());
    }

    [Fact]
    public async Task A_reader_who_comes_back_in_the_middle_of_a_message_gets_the_rest_as_one_chunk()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Speaking(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await using var running = new Reader(engine, run, new StreamRequest(StreamModes.MessagesTuple) { LastEventId = "3.c5" });
        Assert.Equal("Ada, ", Content(await running.NextAsync("messages")));
        gate.Open();
        await running.RestAsync();

        var done = await engine.FramesAsync(run, new StreamRequest(StreamModes.MessagesTuple) { LastEventId = "3.c10" });
        Assert.Equal(Text[10..], Content(Assert.Single(done, frame => frame.Event == "messages")));
        Assert.DoesNotContain(await engine.FramesAsync(run, new StreamRequest(StreamModes.MessagesTuple) { LastEventId = $"3.c{Text.Length}" }), frame => frame.Event == "messages");
    }

    [Fact]
    public async Task Partial_messages_are_whole_from_their_beginning_also_for_who_comes_back()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Speaking(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();

        await using var reader = new Reader(engine, run, new StreamRequest(StreamModes.Messages) { LastEventId = "3.c5" });
        Assert.Equal("Dear Ada, ", Content(await reader.NextAsync("messages/partial")));
        gate.Open();
        var rest = await reader.RestAsync();

        Assert.Equal(Text, Content(Assert.Single(rest, frame => frame.Event == "messages/complete")));
        Assert.All(rest.Where(frame => frame.Event == "messages/partial"), frame => Assert.StartsWith("Dear Ada, ", Content(frame), StringComparison.Ordinal));
        Assert.DoesNotContain(rest, frame => frame.Event == "messages/metadata");
    }

    [Fact]
    public async Task Every_try_is_a_message_of_its_own_and_its_chunks_are_counted_on()
    {
        var (first, second) = (new Gate(), new Gate());
        await using var engine = await EngineFixture.StartStillAsync(Talk.Begin()
            .Function("speak", async (state, context) =>
            {
                var said = await context.EffectAsync(
                    "model",
                    async call =>
                    {
                        call.Delta(call.Attempt == 1 ? "Hello Bob" : "Dear Ada");
                        await (call.Attempt == 1 ? first : second).PassAsync("speak", call.Cancellation);
                        return call.Attempt == 1 ? throw new TransientException("cut") : new StreamTests.Spoken("Dear Ada!");
                    },
                    new EffectOptions { Kind = EffectKind.Model, Retry = new RetryPolicy(2, TimeSpan.Zero, 1, TimeSpan.Zero, 0) });
                return state with { Lines = state.Lines.Add(said.Text) };
            })
            .End());
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await first.ArrivalAsync();
        await using var reader = new Reader(engine, run, new StreamRequest(StreamModes.MessagesTuple));
        var hello = await reader.NextAsync("messages");
        first.Open();
        await second.ArrivalAsync();
        var dear = await reader.NextAsync("messages");

        // Who was cut off in the first try begins the second one's message at its beginning.
        await using var late = new Reader(engine, run, new StreamRequest(StreamModes.MessagesTuple) { LastEventId = hello.Id });
        var again = await late.NextAsync("messages");
        second.Open();

        Assert.Equal(("3.c9", "3.c17", "3.c17"), (hello.Id, dear.Id, again.Id));
        Assert.Equal(("Hello Bob", "Dear Ada", "Dear Ada"), (Content(hello), Content(dear), Content(again)));
        Assert.NotEqual(MessageId(hello), MessageId(dear));
        var rest = (await reader.RestAsync()).Where(frame => frame.Event == "messages").ToList();
        Assert.Equal((MessageId(dear), "!"), (MessageId(Assert.Single(rest)), Content(rest[0])));
    }

    [Fact]
    public async Task A_message_that_a_crash_cut_off_begins_anew_as_another_one()
    {
        var gate = new Gate();
        await using var engine = await EngineFixture.StartStillAsync(Speaking(gate));
        var run = await engine.StartRunAsync("talk", Talk.Input("a"));
        await gate.ArrivalAsync();
        await using var before = new Reader(engine, run, new StreamRequest(StreamModes.MessagesTuple));
        var first = await before.NextAsync("messages");

        await engine.Host.CrashAsync();
        await gate.ArrivalAsync();
        await using var after = new Reader(engine, run, new StreamRequest(StreamModes.MessagesTuple) { LastEventId = first.Id });
        var second = await after.NextAsync("messages");
        gate.Open();

        Assert.Equal(("Dear Ada, ", "Dear Ada, "), (Content(first), Content(second)));
        Assert.NotEqual(MessageId(first), MessageId(second));
        Assert.NotEqual(first.Id, second.Id);
    }

    private static GraphDefinition Speaking(Gate gate) => Talk.Begin()
        .Function("speak", async (state, context) =>
        {
            var said = await context.EffectAsync(
                "model",
                async call =>
                {
                    call.Delta("Dear ");
                    call.Delta("Ada, ");
                    await gate.PassAsync("speak", call.Cancellation);
                    call.Delta("your parcel ");
                    return new StreamTests.Spoken(Text);
                },
                new EffectOptions { Kind = EffectKind.Model });
            return state with { Lines = state.Lines.Add(said.Text) };
        })
        .End();

    private static string Content(Frame frame) => Message(frame).GetProperty("content").GetString()!;

    private static string MessageId(Frame frame) => Message(frame).GetProperty("id").GetString()!;

    private static JsonElement Message(Frame frame) => JsonElement.Parse(frame.Data.Span)[0];

    /// <summary>Reads a stream frame by frame.</summary>
    private sealed class Reader : IAsyncDisposable
    {
        private readonly CancellationTokenSource _limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        private readonly IAsyncEnumerator<Frame> _frames;

        public Reader(EngineFixture engine, Guid run, StreamRequest request)
        {
            _limit.CancelAfter(EngineFixture.Patience);
            _frames = engine.Runs.StreamAsync("default", run, request, _limit.Token).GetAsyncEnumerator(_limit.Token);
        }

        public async Task<Frame> NextAsync(string name)
        {
            while (await _frames.MoveNextAsync())
            {
                if (_frames.Current.Event == name) return _frames.Current;
            }

            throw new InvalidOperationException($"The stream ended without {name}.");
        }

        public async Task<List<Frame>> RestAsync()
        {
            var rest = new List<Frame>();
            while (await _frames.MoveNextAsync()) rest.Add(_frames.Current);
            return rest;
        }

        public async ValueTask DisposeAsync()
        {
            await _frames.DisposeAsync();
            _limit.Dispose();
        }
    }
}
