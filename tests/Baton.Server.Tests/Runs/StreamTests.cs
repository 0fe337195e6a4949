using System.Text;
using Baton.Engine.Streaming;
using Baton.Errors;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Runs;

public sealed class StreamTests
{
    [Fact]
    public async Task Frames_are_written_as_clients_read_them()
    {
        await using var server = await TestServer.StartAsync();
        Write(server, null, "metadata", """{"run_id":"r"}""");
        Write(server, "3", "values", """{"a":1}""");
        Write(server, "4.c12", "messages", "[]");
        Write(server, null, "end", "null");
        server.Engine.Frames.Writer.Complete();
        using var response = await server.PostAsync("/threads/t-1/runs/stream", """{"assistant_id":"echo","stream_mode":["values","messages-tuple"]}""");
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.ToString());
        Assert.Equal($"/threads/t-1/runs/{ScriptedEngine.RunId}", response.Content.Headers.ContentLocation?.ToString());
        Assert.Equal(
            $"/threads/t-1/runs/{ScriptedEngine.RunId}/stream?stream_mode=values&stream_mode=messages-tuple",
            response.Headers.Location?.ToString());
        Assert.Equal(
            "event: metadata\ndata: {\"run_id\":\"r\"}\n\nid: 3\nevent: values\ndata: {\"a\":1}\n\n"
            + "id: 4.c12\nevent: messages\ndata: []\n\nevent: end\ndata: null\n\n",
            await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_stream_of_a_new_run_begins_after_what_was_there_before()
    {
        await using var server = await TestServer.StartAsync();
        server.Engine.Frames.Writer.Complete();
        using var response = await server.PostAsync("/runs/stream", """{"assistant_id":"echo","stream_subgraphs":true,"stream_mode":"debug"}""");
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new StreamRequest(StreamModes.Debug) { After = 7, Subgraphs = true }, server.Engine.Streamed);
    }

    [Fact]
    public async Task Heartbeats_are_comments_without_a_blank_line_between_frames()
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?> { ["Baton:Heartbeat"] = "00:00:00.010" });
        using var response = await server.PostAsync("/runs/stream", """{"assistant_id":"echo"}""");
        await using var body = await response.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
        var beats = new byte[2 * ": heartbeat\n".Length];
        await body.ReadExactlyAsync(beats, TestContext.Current.CancellationToken);
        Assert.Equal(": heartbeat\n: heartbeat\n", Encoding.UTF8.GetString(beats));
        Write(server, "1", "values", "{}");
        server.Engine.Frames.Writer.Complete();
        using var reader = new StreamReader(body);
        var rest = await reader.ReadToEndAsync(TestContext.Current.CancellationToken);
        Assert.Equal("id: 1\nevent: values\ndata: {}\n\n", rest.Replace(": heartbeat\n", "", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_failing_stream_ends_with_an_error_event()
    {
        await using var server = await TestServer.StartAsync();
        Write(server, "1", "values", "{}");
        server.Engine.Frames.Writer.Complete(new BatonException(ErrorCodes.StoreUnavailable, "The store is gone."));
        using var response = await server.PostAsync("/runs/stream", """{"assistant_id":"echo"}""");
        var text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.EndsWith(
            "event: error\ndata: {\"error\":\"BatonException\",\"message\":\"The store is gone.\",\"code\":\"BTN4004\"}\n\n", text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("stream_mode=values&stream_mode=updates")]
    [InlineData("stream_mode=%5B%22values%22%2C%22updates%22%5D")]
    public async Task Both_encodings_of_lists_in_queries_are_read(string query)
    {
        await using var server = await StoredRunAsync();
        server.Engine.Frames.Writer.Complete();
        using var response = await server.SendAsync(
            HttpMethod.Get, $"/runs/{ScriptedEngine.RunId}/stream?{query}", null, ("Last-Event-ID", "-1"));
        await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(new StreamRequest(StreamModes.Values | StreamModes.Updates) { LastEventId = "-1" }, server.Engine.Streamed);
    }

    [Fact]
    public async Task Joining_cancels_on_disconnect_where_asked()
    {
        await using var server = await StoredRunAsync();
        using (await server.SendAsync(HttpMethod.Get, $"/runs/{ScriptedEngine.RunId}/stream?cancel_on_disconnect=1"))
        {
            Assert.Empty(server.Engine.Cancelled);
        }

        await server.Engine.CancelSeen.Task.WaitAsync(TestServer.Patience, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Unknown_modes_and_runs_are_refused_before_the_stream_begins()
    {
        await using var server = await StoredRunAsync();
        using var mode = await server.PostAsync("/runs/stream", """{"assistant_id":"echo","stream_mode":["value"]}""");
        Assert.Equal(422, (int)mode.StatusCode);
        using var query = await server.SendAsync(HttpMethod.Get, $"/runs/{ScriptedEngine.RunId}/stream?stream_mode=value");
        Assert.Equal(422, (int)query.StatusCode);
        using var run = await server.SendAsync(HttpMethod.Get, "/runs/019c0000-0000-7000-8000-0000000000ff/stream");
        Assert.Equal(404, (int)run.StatusCode);
        Assert.Equal("BTN3004", (await TestServer.JsonAsync(run)).GetProperty("code").GetString());
        Assert.Empty(server.Engine.Started);
    }

    private static void Write(TestServer server, string? id, string name, string data) =>
        Assert.True(server.Engine.Frames.Writer.TryWrite(new Frame(id, name, Encoding.UTF8.GetBytes(data))));

    private static async Task<TestServer> StoredRunAsync()
    {
        var server = await TestServer.StartAsync();
        await SampleRuns.AcceptAsync(server.Store, ScriptedEngine.RunId);
        return server;
    }
}
