namespace Baton.Server.Tests.A2A;

/// <summary>Streams, over both bindings.</summary>
public sealed class TckStreamTests(TckServer server) : IClassFixture<TckServer>
{
    public static TheoryData<string> Bindings => [A2AClient.Rpc, A2AClient.Rest];

    private static string New(string beginning) => $"{beginning}-{Guid.NewGuid():N}";

    [Theory]
    [InlineData(A2AClient.Rpc, "tck-stream-001", "Stream hello from TCK")]
    [InlineData(A2AClient.Rest, "tck-stream-001", "Stream hello from TCK")]
    [InlineData(A2AClient.Rpc, "tck-stream-003", "Stream task lifecycle")]
    [InlineData(A2AClient.Rest, "tck-stream-ordering-001", "Ordered output")]
    [InlineData(A2AClient.Rpc, "tck-stream-artifact-text", "Streamed text content")]
    [InlineData(A2AClient.Rest, "tck-stream-artifact-chunked", "chunk-1 chunk-2")]
    [InlineData(A2AClient.Rpc, "tck-stream-002", "Hello from TCK")]
    [Tck("CORE-STREAM-001", "CORE-STREAM-002", "CORE-STREAM-003", "STREAM-ORDER-001", "STREAM-ORDER-002", "STREAM-ORDER-003", "STREAM-ORDER-004", "JSONRPC-SSE-001", "JSONRPC-SSE-002", "HTTP_JSON-SSE-001")]
    public async Task A_stream_begins_with_the_task_and_ends_with_its_end(string binding, string id, string text)
    {
        using var stream = await server.Client(binding).StreamAsync(New(id));
        var events = await stream.AllAsync();

        Assert.Equal("text/event-stream", stream.Response.Content.Headers.ContentType?.MediaType);
        Assert.True(events[0].TryGetProperty("task", out _));
        Assert.Equal(["TASK_STATE_SUBMITTED", "TASK_STATE_WORKING", "TASK_STATE_COMPLETED"], A2AEvents.States(events));
        Assert.True(events[^1].TryGetProperty("statusUpdate", out _));
        Assert.Equal(text, A2AEvents.Text(events));
        Assert.True(events[^2].GetProperty("artifactUpdate").GetProperty("lastChunk").GetBoolean());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task Chunks_are_appended_and_the_last_says_so(string binding)
    {
        using var stream = await server.Client(binding).StreamAsync(New("tck-stream-artifact-chunked"));
        var updates = (await stream.AllAsync()).Where(happened => happened.TryGetProperty("artifactUpdate", out _)).Select(happened => happened.GetProperty("artifactUpdate")).ToList();

        Assert.False(updates[0].GetProperty("append").GetBoolean());
        Assert.All(updates.Skip(1), update => Assert.True(update.GetProperty("append").GetBoolean()));
        Assert.Equal(Enumerable.Repeat(false, updates.Count - 1).Append(true), updates.Select(update => update.GetProperty("lastChunk").GetBoolean()));
        Assert.Single(updates.Select(update => update.GetProperty("artifact").GetProperty("artifactId").GetString()).Distinct());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("DM-ART-001")]
    public async Task A_file_comes_as_one_artifact(string binding)
    {
        using var stream = await server.Client(binding).StreamAsync(New("tck-stream-artifact-file"));
        var update = (await stream.AllAsync()).Single(happened => happened.TryGetProperty("artifactUpdate", out _)).GetProperty("artifactUpdate");

        Assert.Equal("output.txt", update.GetProperty("artifact").GetProperty("parts")[0].GetProperty("filename").GetString());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_stream_ends_where_the_task_asks_and_goes_on_with_the_answer(string binding)
    {
        var client = server.Client(binding);
        using var first = await client.StreamAsync(New("tck-input-required"));
        var asked = await first.AllAsync();
        using var second = await client.StreamAsync(New("answer"), "that", asked[0].GetProperty("task").GetProperty("id").GetString());
        var answered = await second.AllAsync();

        Assert.Equal(["TASK_STATE_SUBMITTED", "TASK_STATE_WORKING", "TASK_STATE_INPUT_REQUIRED"], A2AEvents.States(asked));
        Assert.Equal("TASK_STATE_COMPLETED", A2AEvents.States(answered)[^1]);
        Assert.Equal("that", A2AEvents.Text(answered));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("STREAM-SUB-003")]
    public async Task A_task_that_has_ended_is_not_followed(string binding)
    {
        var client = server.Client(binding);
        var done = await client.SendAsync(New("tck-complete-task"));

        using var stream = await client.SubscribeAsync(done.Id);

        Assert.Equal("UNSUPPORTED_OPERATION", stream.Refusal!.Error);
    }

    [Fact]
    public async Task An_agent_that_answers_with_messages_streams_one_and_ends()
    {
        using var stream = await server.Client(A2AClient.Rpc, TckAgent.Direct).StreamAsync(New("tck-message-response"));

        var only = Assert.Single(await stream.AllAsync());
        Assert.Equal("Direct message response", only.GetProperty("message").GetProperty("parts")[0].GetProperty("text").GetString());
    }
}

/// <summary>Several streams of one task. The agent speaks on when the test says so, so each test has a server of its own.</summary>
public sealed class TckSubscriptionTests(TckServer server) : IClassFixture<TckServer>
{
    [Fact]
    [Tck("STREAM-SUB-001", "STREAM-SUB-002", "BIND-EQUIV-004")]
    public async Task Every_stream_of_a_task_tells_the_same_and_one_that_closes_leaves_the_others()
    {
        var (rpc, rest) = (server.Client(A2AClient.Rpc, "held"), server.Client(A2AClient.Rest, "held"));
        using var origin = await rpc.StreamAsync($"test-resubscribe-message-id-{Guid.NewGuid():N}");
        await using var told = origin.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await told.MoveNextAsync());
        var task = told.Current.GetProperty("task").GetProperty("id").GetString()!;
        while (!told.Current.TryGetProperty("artifactUpdate", out _)) Assert.True(await told.MoveNextAsync());

        using var gone = await rest.SubscribeAsync(task);
        gone.Dispose();
        using var first = await rpc.SubscribeAsync(task);
        using var second = await rest.SubscribeAsync(task);
        var (left, right) = (first.AllAsync(), second.AllAsync());
        server.Open();

        var (one, other) = (await left, await right);
        Assert.Equal("TASK_STATE_WORKING", A2AEvents.States(one)[0]);
        Assert.Equal("TASK_STATE_COMPLETED", A2AEvents.States(one)[^1]);
        Assert.Equal("Held back", A2AEvents.Text(one));
        Assert.Equal(A2AEvents.States(one), A2AEvents.States(other));
        Assert.Equal("Held back", A2AEvents.Text(other));
    }
}
