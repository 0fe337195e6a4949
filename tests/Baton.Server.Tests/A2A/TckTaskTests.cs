using System.Net;
using System.Text.Json.Nodes;

namespace Baton.Server.Tests.A2A;

/// <summary>Messages and tasks, over both bindings.</summary>
public sealed class TckTaskTests(TckServer server) : IClassFixture<TckServer>
{
    private static int count;

    public static TheoryData<string> Bindings => [A2AClient.Rpc, A2AClient.Rest];

    private static string New(string beginning) => $"{beginning}-{Interlocked.Increment(ref count)}-{Guid.NewGuid():N}";

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-SEND-001", "DM-TASK-001", "DM-TASK-002", "DM-STATUS-001", "CORE-EXECUTION-MODE-001", "DM-SERIAL-001", "DM-SERIAL-002", "DM-SERIAL-003", "DM-SERIAL-004")]
    public async Task A_message_is_answered_with_its_completed_task(string binding)
    {
        var answer = await server.Client(binding).SendAsync(New("tck-complete-task"));

        Assert.Equal("TASK_STATE_COMPLETED", answer.State);
        Assert.Equal("Hello from TCK", Texts(answer));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-EXECUTION-MODE-002")]
    public async Task A_message_that_is_not_waited_for_is_answered_at_once(string binding)
    {
        var client = server.Client(binding, "held");
        var answer = await client.SendAsync(New("tck-stream-001"), configuration: new JsonObject { ["returnImmediately"] = true });

        Assert.Contains(answer.State, new[] { "TASK_STATE_SUBMITTED", "TASK_STATE_WORKING" });
        Assert.Equal("TASK_STATE_CANCELED", (await client.CancelAsync(answer.Id)).State);
    }

    [Theory]
    [InlineData(A2AClient.Rpc, "tck-artifact-text", """{"text":"Generated text content"}""")]
    [InlineData(A2AClient.Rest, "tck-artifact-file", """{"raw":"aGVsbG8=","filename":"output.txt","mediaType":"text/plain"}""")]
    [InlineData(A2AClient.Rpc, "tck-artifact-file", """{"raw":"aGVsbG8=","filename":"output.txt","mediaType":"text/plain"}""")]
    [InlineData(A2AClient.Rest, "tck-artifact-file-url", """{"url":"https://example.com/output.txt","filename":"output.txt","mediaType":"text/plain"}""")]
    [Tck("DM-ART-001", "DM-PART-001")]
    public async Task Outputs_are_artifacts(string binding, string id, string part)
    {
        var answer = await server.Client(binding).SendAsync(New(id));

        Assert.True(JsonNode.DeepEquals(JsonNode.Parse(part), JsonNode.Parse(Parts(answer)[0].GetRawText())), Parts(answer)[0].GetRawText());
    }

    [Fact]
    [Tck("DM-PART-001")]
    public async Task An_output_is_a_data_part_besides()
    {
        var answer = await server.Client(A2AClient.Rpc).SendAsync(New("tck-artifact-data"));

        var data = Parts(answer)[^1].GetProperty("data").GetProperty("data");
        Assert.Equal("""{"key":"value","count":42}""", data.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("DM-MSG-001", "DM-MSG-002")]
    public async Task An_agent_can_answer_with_a_message(string binding)
    {
        var answer = await server.Client(binding, TckAgent.Direct).SendAsync(New("tck-message-response"));

        var message = answer.Result.GetProperty("message");
        Assert.Equal("ROLE_AGENT", message.GetProperty("role").GetString());
        Assert.Equal("Direct message response", message.GetProperty("parts")[0].GetProperty("text").GetString());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_refusal_is_told_as_such(string binding)
    {
        var answer = await server.Client(binding).SendAsync(New("tck-reject-task"));

        Assert.Equal("TASK_STATE_REJECTED", answer.State);
        Assert.Equal("rejected", answer.Task.GetProperty("status").GetProperty("message").GetProperty("parts")[0].GetProperty("text").GetString());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-GET-001", "CORE-SEND-002")]
    public async Task A_task_is_read_again_as_it_was_told(string binding)
    {
        var client = server.Client(binding);
        var sent = await client.SendAsync(New("tck-artifact-text"));

        Assert.Equal(sent.Task.GetRawText(), (await client.GetAsync(sent.Id)).Result.GetRawText());
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-GET-002", "CORE-CANCEL-003", "STREAM-SUB-004", "CORE-ERR-001", "JSONRPC-ERR-001", "JSONRPC-ERR-002", "JSONRPC-ERR-003", "HTTP_JSON-ERR-001", "HTTP_JSON-ERR-002", "HTTP_JSON-STATUS-001", "BIND-EQUIV-003")]
    public async Task A_task_that_is_not_there_is_refused(string binding)
    {
        var client = server.Client(binding);
        var unknown = $"{Guid.NewGuid()}";

        foreach (var answer in new[] { await client.GetAsync(unknown), await client.GetAsync("no-id-of-ours"), await client.CancelAsync(unknown), (await client.SubscribeAsync(unknown)).Refusal! })
        {
            Assert.Equal("TASK_NOT_FOUND", answer.Error);
            Assert.Equal(client.IsRpc ? HttpStatusCode.OK : HttpStatusCode.NotFound, answer.Status);
            if (client.IsRpc) Assert.Equal(-32001, answer.Code);
        }
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-CANCEL-001")]
    public async Task A_task_that_asks_is_cancelled(string binding)
    {
        var client = server.Client(binding);
        var asked = await client.SendAsync(New("tck-input-required"));

        Assert.Equal("TASK_STATE_INPUT_REQUIRED", asked.State);
        Assert.Equal("TASK_STATE_CANCELED", (await client.CancelAsync(asked.Id)).State);
        Assert.Equal("TASK_STATE_CANCELED", (await client.GetAsync(asked.Id)).State);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-CANCEL-002")]
    public async Task A_task_that_has_ended_is_not_cancelled(string binding)
    {
        var client = server.Client(binding);
        var done = await client.SendAsync(New("tck-complete-task"));

        var refused = await client.CancelAsync(done.Id);

        Assert.Equal("TASK_NOT_CANCELABLE", refused.Error);
        Assert.Equal(client.IsRpc ? HttpStatusCode.OK : HttpStatusCode.BadRequest, refused.Status);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-MULTI-001a", "CORE-MULTI-002a", "CORE-MULTI-003")]
    public async Task A_conversation_goes_on_under_its_context(string binding)
    {
        var client = server.Client(binding);
        var first = await client.SendAsync(New("tck-complete-task"));
        var second = await client.SendAsync(New("tck-complete-task"), contextId: first.Context);
        var own = await client.SendAsync(New("tck-complete-task"), contextId: New("own"));

        Assert.NotEqual(first.Id, second.Id);
        Assert.Equal(first.Context, second.Context);
        Assert.StartsWith("own-", own.Context, StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-MULTI-004", "CORE-MULTI-005", "CORE-MULTI-006", "CORE-ERR-002")]
    public async Task A_message_to_a_task_must_fit_it(string binding)
    {
        var client = server.Client(binding);
        var done = await client.SendAsync(New("tck-complete-task"));
        var asked = await client.SendAsync(New("tck-input-required"));

        Assert.Equal("TASK_NOT_FOUND", (await client.SendAsync(New("m"), taskId: $"{Guid.NewGuid()}")).Error);
        Assert.Equal("UNSUPPORTED_OPERATION", (await client.SendAsync(New("m"), taskId: done.Id)).Error);
        Assert.Equal("INVALID_ARGUMENT", (await client.SendAsync(New("m"), taskId: asked.Id, contextId: "another")).Error);
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    public async Task A_message_answers_what_a_task_asks_and_both_are_its_history(string binding)
    {
        var client = server.Client(binding);
        var asked = await client.SendAsync(New("tck-input-required"));
        var question = asked.Task.GetProperty("status").GetProperty("message");
        var answered = await client.SendAsync(New("answer"), "that", taskId: asked.Id);

        Assert.Equal("What else?", question.GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Equal((asked.Id, "TASK_STATE_COMPLETED", "that"), (answered.Id, answered.State, Texts(answered)));
        Assert.Equal(
            ["hi", "What else?", "that"],
            answered.Task.GetProperty("history").EnumerateArray().Select(message => message.GetProperty("parts")[0].GetProperty("text").GetString()));
    }

    [Theory]
    [MemberData(nameof(Bindings))]
    [Tck("CORE-HIST-001", "CORE-HIST-002", "CORE-HIST-003", "CORE-HIST-005")]
    public async Task A_history_is_as_long_as_asked(string binding)
    {
        var client = server.Client(binding);
        var asked = await client.SendAsync(New("tck-input-required"));
        await client.SendAsync(New("answer"), "that", taskId: asked.Id);

        Assert.False((await client.GetAsync(asked.Id, 0)).Result.TryGetProperty("history", out _));
        var newest = Assert.Single((await client.GetAsync(asked.Id, 1)).Result.GetProperty("history").EnumerateArray());
        Assert.Equal("that", newest.GetProperty("parts")[0].GetProperty("text").GetString());
        Assert.Equal(3, (await client.GetAsync(asked.Id)).Result.GetProperty("history").GetArrayLength());
        Assert.Equal("INVALID_ARGUMENT", (await client.GetAsync(asked.Id, -1)).Error);
    }

    private static List<System.Text.Json.JsonElement> Parts(A2AAnswer answer) => [.. answer.Task.GetProperty("artifacts")[0].GetProperty("parts").EnumerateArray()];

    private static string Texts(A2AAnswer answer) =>
        string.Concat(Parts(answer).Where(part => part.TryGetProperty("text", out _)).Select(part => part.GetProperty("text").GetString()));
}
