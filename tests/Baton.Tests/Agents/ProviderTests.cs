using System.Text.Json;
using Baton.Errors;
using Baton.Policies;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

/// <summary>The real SDK clients against a real server that speaks their wire formats, through the whole loop. One subclass for each provider.</summary>
public abstract class ProviderTests : IAsyncLifetime
{
    private const string Key = "key-that-must-not-leak";
    private readonly AgentHost _host = new();
    private WireServer _server = null!;

    protected abstract string Provider { get; }

    protected abstract string BasePath { get; }

    protected abstract IEnumerable<string> Text(string[] words, bool end = true);

    protected abstract IEnumerable<string> Tools(params (string Id, string Name, string[] Arguments)[] calls);

    protected abstract string Schema(JsonElement request);

    protected abstract IEnumerable<string> ToolResults(JsonElement request);

    public async ValueTask InitializeAsync()
    {
        _server = await WireServer.StartAsync();
        _host.Set("default:provider", Provider).Set("default:model", "m-asked").Set("default:base_url", _server.Address + BasePath)
            .Set("default:api_key", Key).Set("default:max_output_tokens", "500")
            .Set("default:prices:input_per_million", "2.5").Set("default:prices:cached_input_per_million", "0.25")
            .Set("default:prices:output_per_million", "10")
            .Agent("helper", "tools: [look_up]").Agent("sorter", "output: Decision").Agent("clerk", "output: Decision\ntools: [look_up]").Agent("plain", "policies: { retries: 2 }")
            .With(baton => baton.AddOutput<Decision>().AddTool("look_up", (string id) => $"found {id}"));
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        _host.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task An_answer_streams_as_it_comes_with_its_tokens_and_cost()
    {
        _server.NextStream(Text(["Good ", "day", "!"]));
        var context = new RecordingContext();

        Assert.Equal("Good day!", await _host.RunAsync("plain", "hi", context));

        Assert.Equal(["Good ", "day", "!"], context.Deltas);
        var answer = context.Effects["model:1"].Result;
        Assert.Equal("m-wire", answer.GetProperty("model").GetString());
        Assert.Equal(Provider, answer.GetProperty("provider").GetString());
        Assert.False(answer.GetProperty("rehearsal").GetBoolean());
        var usage = answer.GetProperty("usage");
        Assert.Equal(
            (1000L, 400L, 200L),
            (usage.GetProperty("input_tokens").GetInt64(), usage.GetProperty("cached_input_tokens").GetInt64(), usage.GetProperty("output_tokens").GetInt64()));
        Assert.Equal(0.0036m, answer.GetProperty("cost_usd").GetDecimal());
        Assert.Equal("stop", answer.GetProperty("finish_reason").GetString());
    }

    [Fact]
    public async Task Tool_calls_come_in_pieces_and_their_results_go_back()
    {
        _server.NextStream(Tools(("t1", "look_up", ["{\"id\":", "\"a\"}"]), ("t2", "look_up", ["{\"id\":\"b\"}"]))).NextStream(Text(["Both ", "found"]));
        var context = new RecordingContext();

        Assert.Equal("Both found", await _host.RunAsync("helper", "find", context));

        Assert.Equal(["found a", "found b"], ToolResults(_server.Requests.Last().Body));
        Assert.Equal(2, _server.Requests.Count);
    }

    [Fact]
    public async Task Arguments_that_are_not_JSON_are_told_to_the_model()
    {
        _server.NextStream(Tools(("t1", "look_up", ["{\"id\":"]))).NextStream(Text(["Sorry"]));

        Assert.Equal("Sorry", await _host.RunAsync("helper", "find", new RecordingContext()));

        Assert.Equal(["Error: the arguments are not a JSON object."], ToolResults(_server.Requests.Last().Body));
    }

    [Fact]
    public async Task A_record_is_asked_for_by_its_schema_and_read()
    {
        _server.NextStream(Text(["```json\n{\"category\":", "\"billing\",\"score\":2}\n```"]));

        Assert.Equal(new Decision("billing", 2, null), await _host.RunAsync("sorter", "sort", new RecordingContext(), typeof(Decision)));

        var schema = Schema(_server.Requests.Single().Body);
        Assert.Contains("\"category\"", schema, StringComparison.Ordinal);
        Assert.Contains("\"additionalProperties\":false", schema, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Too_many_requests_are_retried_when_the_server_says()
    {
        _server.NextStatus(429, """{"error":{"type":"rate_limit_error","message":"slow down"}}""", ("Retry-After", "7")).NextStream(Text(["ok"]));
        var context = new RecordingContext();

        Assert.Equal("ok", await _host.RunAsync("plain", "hi", context));

        Assert.Equal([TimeSpan.FromSeconds(7)], context.RetryAfters);
        Assert.Equal(2, context.Effects["model:1"].Attempts);
    }

    [Fact]
    public async Task The_SDK_does_not_retry_on_its_own()
    {
        for (var count = 0; count < 3; count++) _server.NextStatus(500, """{"error":{"type":"api_error","message":"secret question"}}""");
        var context = new RecordingContext();

        var exception = await Assert.ThrowsAsync<TransientException>(async () => await _host.RunAsync("plain", "secret question", context));

        Assert.Equal(3, _server.Requests.Count);
        Assert.Contains("HTTP 500 (api_error)", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Half_a_stream_then_a_disconnect_is_tried_again()
    {
        _server.NextStream(Text(["Half ", "an"], end: false), cut: true).NextStream(Text(["Whole"]));
        var context = new RecordingContext();

        Assert.Equal("Whole", await _host.RunAsync("plain", "hi", context));

        Assert.Equal(2, context.Effects["model:1"].Attempts);
        Assert.Equal("Whole", context.Effects["model:1"].Result.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_stream_that_just_stops_is_not_taken_for_an_answer()
    {
        _server.NextStream(Text(["Half ", "an"], end: false)).NextStream(Text(["Whole"]));
        var context = new RecordingContext();

        Assert.Equal("Whole", await _host.RunAsync("plain", "hi", context));
        Assert.Single(context.RetryAfters);
    }

    [Fact]
    public async Task Malformed_JSON_is_tried_again()
    {
        _server.NextStream(["data: {\"id\":", "data: nonsense"]).NextStream(["event: message_start\ndata: {]"]).NextStream(Text(["ok"]));
        var context = new RecordingContext();

        Assert.Equal("ok", await _host.RunAsync("plain", "hi", context));
        Assert.Equal(3, context.Effects["model:1"].Attempts);
    }

    [Fact]
    public async Task A_wrong_key_fails_at_once_and_is_not_shown()
    {
        _server.NextStatus(401, $$$"""{"error":{"type":"authentication_error","message":"invalid {{{Key}}}"}}""");

        var exception = await Assert.ThrowsAsync<PermanentException>(async () => await _host.RunAsync("plain", "hi", new RecordingContext()));

        Assert.Single(_server.Requests);
        Assert.Contains("HTTP 401 (authentication_error)", exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, exception.ToString(), StringComparison.Ordinal);
        Assert.Contains(Key, string.Join(' ', _server.Requests.Single().Headers.Values), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_redirect_is_not_followed()
    {
        _server.NextStatus(307, "", ("Location", _server.Address + "/elsewhere"));

        await Assert.ThrowsAsync<PermanentException>(async () => await _host.RunAsync("plain", "hi", new RecordingContext()));

        Assert.Single(_server.Requests);
    }

    [Fact]
    public async Task A_server_that_is_not_there_may_come_back()
    {
        await _server.DisposeAsync();
        var context = new RecordingContext();

        await Assert.ThrowsAsync<TransientException>(async () => await _host.RunAsync("plain", "hi", context));

        Assert.Equal(RetryPolicy.Default.Attempts, context.Calls);
    }

    [Fact]
    public async Task A_repair_shows_the_tools_but_allows_none()
    {
        _server.NextStream(Tools(("t1", "look_up", ["{\"id\":\"a\"}"]))).NextStream(Text(["no idea"]))
            .NextStream(Text(["{\"category\":\"billing\",\"score\":1,\"note\":null}"]));

        Assert.Equal(new Decision("billing", 1, null), await _host.RunAsync("clerk", "sort", new RecordingContext(), typeof(Decision)));

        var repair = _server.Requests.Last().Body;
        Assert.Equal(1, repair.GetProperty("tools").GetArrayLength());
        Assert.Contains("none", repair.GetProperty("tool_choice").GetRawText(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_cancel_ends_a_call_that_hangs()
    {
        using var cancel = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var arrived = new TaskCompletionSource();
        _server.Next(async http =>
        {
            arrived.SetResult();
            await Task.Delay(Timeout.Infinite, http.RequestAborted);
        });

        var run = _host.RunAsync("plain", "hi", new RecordingContext { Token = cancel.Token }).AsTask();
        await arrived.Task.WaitAsync(TestContext.Current.CancellationToken);
        await cancel.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => run);
    }

    [Fact]
    public async Task Unreadable_keys_of_an_error_are_not_repeated()
    {
        _server.NextStatus(400, """{"error":{"code":"You said: secret question","type":"invalid_request_error"}}""");

        var exception = await Assert.ThrowsAsync<PermanentException>(async () => await _host.RunAsync("plain", "secret question", new RecordingContext()));

        Assert.DoesNotContain("secret", exception.ToString(), StringComparison.Ordinal);
        Assert.Contains("invalid_request_error", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_wait_that_a_server_asks_for_can_be_a_date_or_milliseconds()
    {
        _server.NextStatus(503, "", ("Retry-After", DateTimeOffset.UtcNow.AddHours(1).ToString("R")))
            .NextStatus(429, "", ("retry-after-ms", "250")).NextStream(Text(["ok"]));
        var context = new RecordingContext();

        await _host.RunAsync("plain", "hi", context);

        Assert.InRange(context.RetryAfters.First()!.Value, TimeSpan.FromMinutes(30), TimeSpan.FromHours(1));
        Assert.Equal(TimeSpan.FromMilliseconds(250), context.RetryAfters.Last());
    }

    private sealed record Decision(string Category, int Score, string? Note);
}
