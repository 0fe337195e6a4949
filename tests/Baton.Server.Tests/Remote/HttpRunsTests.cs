using System.Net;
using System.Text;
using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Remote;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Policies;
using Baton.Server.Tests.Fixtures;
using Baton.Server.Tests.Security;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Remote;

/// <summary>What only runs over HTTP have to get right.</summary>
public sealed class HttpRunsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("""{"text":"hi"}""", null, null, null)]
    [InlineData(null, "null", """{"text":"ho"}""", "reply")]
    public async Task Everything_that_a_request_says_reaches_the_engine(string? input, string? resume, string? update, string? node)
    {
        await using var server = await TestServer.StartAsync();
        var request = new RunRequest("echo")
        {
            Thread = "t:1",
            CreateThread = false,
            Input = Json(input),
            Resume = Json(resume),
            Update = Json(update),
            Goto = node,
            From = new CheckpointRef(ScriptedEngine.RunId, 42),
            Strategy = MultitaskStrategy.Rollback,
            IdempotencyKey = "key 1",
            Delay = TimeSpan.FromSeconds(1.5),
            Metadata = Json("""{"a":"\u00e4"}"""),
            Budget = new RunBudget { Tokens = 5_000, CostUsd = 0.25m, ModelCalls = 3 },
            Configuration = Json("""{"b":2}"""),
            Webhook = "http://example.org/done",
            InterruptBefore = ["*"],
            InterruptAfter = ["reply"],
            By = "local",
        };
        var started = await new HttpRuns(server.Client).StartAsync(request, Cancellation);
        Assert.Equal((ScriptedEngine.RunId, "t:1", 7, true), (started.Run.Id, started.Run.Thread, started.After, started.IsNew));
        Assert.Equal(JsonSerializer.Serialize(request), JsonSerializer.Serialize(Assert.Single(server.Engine.Started)));
    }

    [Fact]
    public async Task What_the_run_api_cannot_say_is_refused_at_once()
    {
        await using var server = await TestServer.StartAsync();
        var runs = new HttpRuns(server.Client);
        var request = new RunRequest("echo") { Input = Json("{}") };
        await Assert.ThrowsAsync<NotSupportedException>(() => runs.StartAsync(request with { Deadline = DateTimeOffset.MaxValue }, Cancellation).AsTask());
        await Assert.ThrowsAsync<NotSupportedException>(() => runs.StartAsync(request with { Goto = "reply" }, Cancellation).AsTask());
        await Assert.ThrowsAsync<ArgumentException>(() => runs.StartAsync(request with { IdempotencyKey = "a\nb" }, Cancellation).AsTask());
        Assert.Empty(server.Engine.Started);
    }

    [Fact]
    public async Task A_full_pool_is_transient_and_says_when_to_come_back()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Refusal = new BatonException(ErrorCodes.PoolFull, "The pool's queue is full.");
        var refusal = await Assert.ThrowsAsync<TransientException>(() => StartAsync(new HttpRuns(server.Client)));
        Assert.Equal(TimeSpan.FromSeconds(1), refusal.RetryAfter);
        Assert.Equal(ErrorCodes.PoolFull, Assert.IsType<BatonException>(refusal.InnerException).Code);
    }

    [Fact]
    public async Task A_server_that_is_gone_is_transient()
    {
        var server = await TestServer.StartAsync();
        using var client = new HttpClient { BaseAddress = server.Client.BaseAddress };
        await server.DisposeAsync();
        await Assert.ThrowsAsync<TransientException>(() => StartAsync(new HttpRuns(client)));
    }

    [Fact]
    public async Task An_answer_that_is_not_batons_is_refused()
    {
        using var client = Client(new Interrupting(_ => new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("<html>") }));
        var refusal = await Assert.ThrowsAsync<BatonException>(() => StartAsync(new HttpRuns(client)));
        Assert.Equal(ErrorCodes.ServerRefused, refusal.Code);
    }

    [Fact]
    public async Task A_stream_goes_on_after_every_break_without_a_gap_or_a_repetition()
    {
        await using var server = await RealServer.StartAsync(baton => baton.AddGraph(SampleGraphs.Echo()));
        var engine = server.Services.GetRequiredService<IRuns>();
        var started = await engine.StartAsync(new RunRequest("echo") { Input = Json("""{"text":"hi"}""") }, Cancellation);
        await engine.WaitAsync("default", started.Run.Id, Cancellation);
        var request = new StreamRequest(StreamModes.Values | StreamModes.Updates | StreamModes.Tasks | StreamModes.Checkpoints | StreamModes.Debug);
        var cuts = new Queue<int>([0, 250, 700, 1_300]);
        var tries = 0;
        var handler = new Interrupting(_ => null, async response =>
        {
            tries++;
            if (!cuts.TryDequeue(out var length)) return;
            var whole = await response.Content.ReadAsByteArrayAsync(Cancellation);
            Assert.True(length < whole.Length);
            response.Content = new StreamContent(new BrokenStream(whole[..length]));
        });
        using var client = Client(handler, server.Client.BaseAddress);
        var frames = await EventsAsync(new HttpRuns(client), started.Run.Id, request);
        Assert.Equal(await EventsAsync(engine, started.Run.Id, request), frames);
        Assert.Equal(5, tries);
    }

    [Fact]
    public async Task What_came_since_a_broken_text_began_does_not_come_twice()
    {
        var connections = new Queue<HttpContent>(
        [
            new StreamContent(new BrokenStream(Events(("5.c3", "messages"), ("7", "values"), ("7.1", "updates"), ("5.c9", "messages")))),
            new ByteArrayContent(Events(("7", "values"), ("7.1", "updates"), ("5.c12", "messages"), ("8", "values"), (null, "end"))),
        ]);
        var positions = new List<string?>();
        using var client = Client(new Interrupting(message =>
        {
            positions.Add(message.Headers.TryGetValues("Last-Event-ID", out var values) ? Assert.Single(values) : null);
            return new HttpResponseMessage(HttpStatusCode.OK) { Content = connections.Dequeue() };
        }));
        var frames = await EventsAsync(new HttpRuns(client), ScriptedEngine.RunId, new StreamRequest(StreamModes.Values));
        Assert.Equal(["5.c3", "7", "7.1", "5.c9", "5.c12", "8", null], frames.Select(frame => frame.Id));
        Assert.Equal([null, "5.c9"], positions);
    }

    [Fact]
    public async Task A_wait_goes_on_after_a_break()
    {
        await using var server = await RealServer.StartAsync(baton => baton.AddGraph(SampleGraphs.Echo()));
        var tries = 0;
        var handler = new Interrupting(_ => null, response =>
        {
            if (response.RequestMessage!.RequestUri!.AbsolutePath.EndsWith("/join", StringComparison.Ordinal) && ++tries == 1)
            {
                response.Content = new StreamContent(new BrokenStream([]));
            }

            return Task.CompletedTask;
        });
        using var client = Client(handler, server.Client.BaseAddress);
        var runs = new HttpRuns(client);
        var started = await runs.StartAsync(new RunRequest("echo") { Input = Json("""{"text":"hi"}""") }, Cancellation);
        var result = await runs.WaitAsync("default", started.Run.Id, Cancellation);
        Assert.Equal((RunStatus.Success, 2), (result.Run.Status, tries));
    }

    [Fact]
    public async Task A_run_that_was_taken_back_while_it_was_waited_for_is_cancelled()
    {
        using var client = Client(new Interrupting(message => message.RequestUri!.AbsolutePath.EndsWith("/join", StringComparison.Ordinal)
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent("\n\n{}") }
            : new HttpResponseMessage(HttpStatusCode.NotFound) { Content = new StringContent("""{"code":"BTN3004","detail":"No."}""") }));
        var result = await new HttpRuns(client).WaitAsync("default", ScriptedEngine.RunId, Cancellation);
        Assert.Equal((ScriptedEngine.RunId, RunStatus.Cancelled, true), (result.Run.Id, result.Run.Status, result.Run.Hidden));
    }

    [Fact]
    public async Task A_stream_that_never_comes_ends_after_a_few_tries()
    {
        var tries = 0;
        using var client = Client(new Interrupting(_ =>
        {
            tries++;
            var response = new HttpResponseMessage(HttpStatusCode.ServiceUnavailable) { Content = new StringContent("""{"code":"BTN6012","detail":"Not yet."}""") };
            response.Headers.Add("Retry-After", "0");
            return response;
        }));
        var failure = await Assert.ThrowsAsync<TransientException>(
            () => EventsAsync(new HttpRuns(client), ScriptedEngine.RunId, new StreamRequest(StreamModes.Values)));
        Assert.Equal("Not yet. (BTN6012)", failure.Message);
        Assert.Equal(6, tries);
    }

    [Fact]
    public async Task A_failure_in_the_middle_of_a_stream_has_its_code()
    {
        await using var server = await TestServer.StartAsync();
        await SampleRuns.AcceptAsync(server.Store, ScriptedEngine.RunId);
        server.Engine.Frames.Writer.Complete(new BatonException(ErrorCodes.StoreUnavailable, "The store is gone."));
        var failure = await Assert.ThrowsAsync<BatonException>(
            () => EventsAsync(new HttpRuns(server.Client), ScriptedEngine.RunId, new StreamRequest(StreamModes.Values)));
        Assert.Equal((ErrorCodes.StoreUnavailable, "The store is gone."), (failure.Code, failure.Message));
    }

    [Theory]
    [InlineData("client", ErrorCodes.RoleMissing)]
    [InlineData("operator", null)]
    public async Task Registered_runs_send_their_key_and_signals_need_an_operator(string role, string? refusal)
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?>
        {
            ["Baton:ApiKeys:0:Name"] = "n",
            ["Baton:ApiKeys:0:Sha256"] = ApiKeyTests.Sha256("secret"),
            ["Baton:ApiKeys:0:Roles:0"] = role,
        });
        await using var services = new ServiceCollection().AddRemoteRuns(server.Client.BaseAddress!, "secret").BuildServiceProvider();
        var runs = services.GetRequiredService<IRuns>();
        await StartAsync(runs);
        Assert.Equal("n", Assert.Single(server.Engine.Started).By);
        if (refusal is null)
        {
            Assert.Equal(SendOutcome.Delivered, await SignalAsync());
            return;
        }

        Assert.Equal(refusal, (await Assert.ThrowsAsync<BatonException>(SignalAsync)).Code);

        Task<SendOutcome> SignalAsync() => runs.SignalAsync("default", ScriptedEngine.RunId, "paid", null, Cancellation).AsTask();
    }

    private static Task<StartedRun> StartAsync(IRuns runs) => runs.StartAsync(new RunRequest("echo") { Input = Json("{}") }, Cancellation).AsTask();

    private static async Task<List<(string? Id, string Event)>> EventsAsync(IRuns runs, Guid run, StreamRequest request)
    {
        var frames = new List<(string?, string)>();
        await foreach (var frame in runs.StreamAsync("default", run, request, Cancellation)) frames.Add((frame.Id, frame.Event));
        return frames;
    }

    private static byte[] Events(params (string? Id, string Event)[] frames) => Encoding.UTF8.GetBytes(
        string.Concat(frames.Select(frame => $"{(frame.Id is null ? "" : $"id: {frame.Id}\n")}event: {frame.Event}\ndata: {{}}\n\n")));

    private static HttpClient Client(HttpMessageHandler handler, Uri? address = null) => new(handler) { BaseAddress = address ?? new Uri("http://127.0.0.1/") };

    private static JsonElement? Json(string? text) => text is null ? null : JsonElement.Parse(text);

    /// <summary>Answers itself, or changes what the server answers.</summary>
    private sealed class Interrupting(
        Func<HttpRequestMessage, HttpResponseMessage?> answer, Func<HttpResponseMessage, Task>? change = null) : DelegatingHandler(new SocketsHttpHandler())
    {
        protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            if (answer(request) is { } own) return own;
            var response = await base.SendAsync(request, cancellationToken);
            if (change is not null) await change(response);
            return response;
        }
    }

    /// <summary>A connection that breaks after its last byte.</summary>
    private sealed class BrokenStream(byte[] bytes) : MemoryStream(bytes)
    {
        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            var count = await base.ReadAsync(buffer, cancellationToken);
            return count > 0 ? count : throw new IOException("The connection is broken.");
        }
    }
}
