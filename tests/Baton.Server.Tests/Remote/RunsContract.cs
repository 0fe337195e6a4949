using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Remote;

/// <summary>What everybody who has <see cref="IRuns"/> may rely on, wherever the runs are.</summary>
public abstract class RunsContract : IAsyncLifetime
{
    private const string Tenant = "default";
    private const StreamModes AllModes = (StreamModes)511;
    private RealServer? _server;

    private IRuns Runs { get; set; } = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private protected abstract IRuns Create(RealServer server);

    public async ValueTask InitializeAsync()
    {
        _server = await RealServer.StartAsync(baton =>
        {
            foreach (var graph in ConformanceGraphs.All) baton.AddGraph(graph);
            baton.AddGraph(Listening());
        });
        Runs = Create(_server);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await _server.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task A_run_that_succeeds_has_its_output()
    {
        var started = await StartAsync(new RunRequest("chat") { Input = Json("""{"text":"hi"}"""), Thread = "t", Metadata = Json("""{"a":1}""") });
        var result = await WaitAsync(started);
        Assert.True(started.IsNew);
        Assert.Equal((Tenant, RunStatus.Success, "t", "chat"), (result.Run.Tenant, result.Run.Status, result.Run.Thread, result.Run.Graph));
        Assert.Equal("You said: hi", result.Output!.Value.GetProperty("messages")[1].GetProperty("content").GetString());
        Assert.Equal("""{"a":1}""", result.Run.Metadata!.Value.GetRawText());
        Assert.Null(result.Error);
    }

    [Fact]
    public async Task A_run_that_fails_has_its_error()
    {
        var started = await StartAsync(new RunRequest("failing") { Input = Json("""{"amount":1}""") });
        var result = await WaitAsync(started);
        Assert.Equal((RunStatus.Error, ErrorCodes.Permanent), (result.Run.Status, result.Run.ErrorCode));
        Assert.Equal(new ErrorBody(ErrorCodes.Permanent, nameof(PermanentException), "boom"), result.Error);
        Assert.Null(result.Output);
        Assert.Null(started.Run.Thread);
    }

    [Fact]
    public async Task A_run_that_asks_waits_for_the_answer_and_ends()
    {
        var started = await StartAsync(new RunRequest("approval") { Input = Json("""{"amount":5}""") });
        var waiting = await WaitAsync(started);
        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);
        Assert.Equal(5, waiting.State!.Value.GetProperty("amount").GetInt32());
        var ticket = Assert.Single(waiting.Tickets);
        Assert.Equal("""{"question":"approve?"}""", ticket.Value!.Value.GetRawText());
        await RefusedAsync(ErrorCodes.AnswerInvalid, () => AnswerAsync(ticket.Id, "17"));
        Assert.Equal(SendOutcome.Unknown, await AnswerAsync("nobody", "true"));
        Assert.Equal(SendOutcome.Delivered, await AnswerAsync(ticket.Id, "true"));
        var ended = await WaitAsync(started);
        Assert.Equal(RunStatus.Success, ended.Run.Status);
        Assert.True(ended.Output!.Value.GetProperty("approved").GetBoolean());
        Assert.Empty(ended.Tickets);
    }

    [Fact]
    public async Task The_first_of_two_answers_counts()
    {
        var tickets = (await WaitAsync(await StartAsync(new RunRequest("two_approvals") { Input = Json("""{"amount":5}""") }))).Tickets;
        Assert.Equal(2, tickets.Count);
        Assert.Equal(SendOutcome.Delivered, await AnswerAsync(tickets[0].Id, "\"yes\"", "k"));
        Assert.Equal(SendOutcome.AlreadyDelivered, await AnswerAsync(tickets[0].Id, "\"yes\"", "k"));
        Assert.Equal(SendOutcome.Conflict, await AnswerAsync(tickets[0].Id, "\"no\""));
    }

    [Fact]
    public async Task A_resume_goes_on_with_the_same_run_and_its_stream_begins_there()
    {
        var first = await StartAsync(new RunRequest("approval") { Thread = "t", Input = Json("""{"amount":5}""") });
        await WaitAsync(first);
        var resume = new RunRequest("approval") { Thread = "t", Resume = Json("true"), IdempotencyKey = "k" };
        var resumed = await StartAsync(resume);
        await WaitAsync(resumed);
        var again = await StartAsync(resume);
        Assert.Equal((first.Run.Id, first.Run.Id), (resumed.Run.Id, again.Run.Id));
        Assert.False(resumed.IsNew);
        Assert.Equal(resumed.After, again.After);
        var all = await FramesAsync(Runs, first.Run.Id, new StreamRequest(StreamModes.Values));
        var rest = await FramesAsync(Runs, first.Run.Id, new StreamRequest(StreamModes.Values) { After = resumed.After });
        Assert.InRange(rest.Count, 3, all.Count - 1);
        Assert.Equal(all.TakeLast(rest.Count - 1), rest.Skip(1));
    }

    [Fact]
    public async Task The_same_idempotency_key_is_the_same_run()
    {
        var request = new RunRequest("chat") { Input = Json("""{"text":"hi"}"""), IdempotencyKey = "k" };
        var first = await StartAsync(request);
        var again = await StartAsync(request);
        var other = await StartAsync(request with { IdempotencyKey = "l" });
        Assert.Equal((first.Run.Id, true, false), (again.Run.Id, first.IsNew, again.IsNew));
        Assert.NotEqual(first.Run.Id, other.Run.Id);
    }

    [Fact]
    public async Task A_cancelled_run_keeps_what_it_did()
    {
        var started = await StartAsync(new RunRequest("slow") { Input = Json("""{"milliseconds":600000,"tag":"a"}""") });
        Assert.Equal(SendOutcome.Unknown, await Runs.CancelAsync(Tenant, Guid.Empty, "", rollback: false, Cancellation));
        await foreach (var frame in Runs.StreamAsync(Tenant, started.Run.Id, new StreamRequest(StreamModes.Updates), Cancellation))
        {
            if (frame.Event == "updates") break;
        }

        Assert.Equal(SendOutcome.Delivered, await Runs.CancelAsync(Tenant, started.Run.Id, "no more", rollback: false, Cancellation));
        var result = await WaitAsync(started);
        Assert.Equal(RunStatus.Cancelled, result.Run.Status);
        Assert.Equal("a:begin", result.State!.Value.GetProperty("steps")[0].GetString());
        Assert.Equal(SendOutcome.Ended, await Runs.CancelAsync(Tenant, started.Run.Id, "again", rollback: false, Cancellation));
    }

    [Fact]
    public async Task A_signal_wakes_the_run_that_waits_for_it()
    {
        var started = await StartAsync(new RunRequest("listening") { Input = Json("""{"text":"hi"}""") });
        Assert.Equal(RunStatus.Waiting, (await WaitAsync(started)).Run.Status);
        Assert.Equal(SendOutcome.Unknown, await Runs.SignalAsync(Tenant, Guid.Empty, "paid", null, Cancellation));
        Assert.Equal(SendOutcome.Delivered, await Runs.SignalAsync(Tenant, started.Run.Id, "paid", Json("42"), Cancellation));
        Assert.Equal("paid 42", (await WaitAsync(started)).Output!.Value.GetProperty("reply").GetString());
        Assert.Equal(SendOutcome.Ended, await Runs.SignalAsync(Tenant, started.Run.Id, "paid", null, Cancellation));
    }

    [Theory]
    [InlineData(AllModes)]
    [InlineData(StreamModes.None)]
    [InlineData(StreamModes.MessagesTuple | StreamModes.Updates)]
    public async Task Frames_are_those_of_the_engine(StreamModes modes)
    {
        var engine = _server!.Services.GetRequiredService<IRuns>();
        var started = await StartAsync(new RunRequest("chat") { Input = Json("""{"text":"hi"}""") });
        await WaitAsync(started);
        var request = new StreamRequest(modes) { Subgraphs = true };
        var expected = await FramesAsync(engine, started.Run.Id, request);
        Assert.Equal(expected, await FramesAsync(Runs, started.Run.Id, request));
        Assert.Equal(("metadata", "end"), (expected[0].Event, expected[^1].Event));
        var middle = request with { LastEventId = expected[expected.Count / 2].Id };
        Assert.Equal(await FramesAsync(engine, started.Run.Id, middle), await FramesAsync(Runs, started.Run.Id, middle));
    }

    [Fact]
    public async Task The_last_frames_of_a_failed_run_say_why()
    {
        var started = await StartAsync(new RunRequest("failing") { Input = Json("""{"amount":1}""") });
        var frames = await FramesAsync(Runs, started.Run.Id, new StreamRequest(StreamModes.None));
        Assert.Equal(["metadata", "error", "end"], frames.Select(frame => frame.Event));
        Assert.Contains("boom", frames[1].Data, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Refusals_have_their_codes()
    {
        await RefusedAsync(ErrorCodes.GraphUnknown, () => StartAsync(new RunRequest("nobody") { Input = Json("{}") }));
        await RefusedAsync(ErrorCodes.RunUnknown, () => Runs.WaitAsync(Tenant, Guid.Empty, Cancellation));
        await RefusedAsync(ErrorCodes.RunUnknown, async () => await FramesAsync(Runs, Guid.Empty, new StreamRequest(StreamModes.Values)));
        await RefusedAsync(
            ErrorCodes.ThreadUnknown, () => StartAsync(new RunRequest("chat") { Thread = "x", CreateThread = false, Input = Json("""{"text":"hi"}""") }));
        var slow = new RunRequest("slow") { Thread = "t", Input = Json("""{"milliseconds":600000,"tag":"a"}""") };
        var started = await StartAsync(slow);
        await RefusedAsync(ErrorCodes.ThreadBusy, () => StartAsync(slow with { Strategy = MultitaskStrategy.Reject }));
        await Runs.CancelAsync(Tenant, started.Run.Id, "", rollback: false, Cancellation);
    }

    [Fact]
    public async Task A_wrong_input_is_refused_with_every_fault()
    {
        var refusal = await Assert.ThrowsAsync<ValidationException>(
            () => StartAsync(new RunRequest("approval") { Input = Json("""{"amount":"five","colour":"red"}""") }).AsTask());
        Assert.Equal(ErrorCodes.InputInvalid, refusal.Code);
        Assert.Equal(2, refusal.Faults.Count);
        Assert.Equal(2, refusal.Message.Split("\n  ").Length - 1);
    }

    private static GraphDefinition Listening() => Graph
        .Define<EchoInput, EchoState, EchoOutput>("listening", version: 1)
        .Start(input => new EchoState(input.Text, ""))
        .WaitFor("hear", "paid", (state, payload) => state with { Reply = $"paid {payload}" })
        .Return(state => new EchoOutput(state.Reply));

    private ValueTask<StartedRun> StartAsync(RunRequest request) => Runs.StartAsync(request, Cancellation);

    private ValueTask<RunResult> WaitAsync(StartedRun started) => Runs.WaitAsync(Tenant, started.Run.Id, Cancellation);

    private ValueTask<SendOutcome> AnswerAsync(string ticket, string value, string? key = null) =>
        Runs.AnswerAsync(Tenant, ticket, new TicketAnswer(Json(value), key), Cancellation);

    private static async Task<List<(string? Id, string Event, string Data)>> FramesAsync(IRuns runs, Guid run, StreamRequest request)
    {
        var frames = new List<(string?, string, string)>();
        await foreach (var frame in runs.StreamAsync(Tenant, run, request, Cancellation))
        {
            frames.Add((frame.Id, frame.Event, System.Text.Encoding.UTF8.GetString(frame.Data.Span)));
        }

        return frames;
    }

    private static async Task RefusedAsync<T>(string code, Func<ValueTask<T>> call) =>
        Assert.Equal(code, (await Assert.ThrowsAnyAsync<BatonException>(async () => await call())).Code);

    private static JsonElement Json(string text) => JsonElement.Parse(text);
}
