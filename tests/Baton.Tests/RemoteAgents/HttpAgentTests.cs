using System.Text.Json.Nodes;
using Baton.Errors;
using Microsoft.AspNetCore.Http;

namespace Baton.Tests.RemoteAgents;

/// <summary>Agents over HTTP.</summary>
public sealed class HttpAgentTests
{
    [Fact]
    public async Task A_message_is_sent_without_waiting_and_its_task_is_asked_for()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, count) => ScriptedAgent.Task(count < 3 ? "WORKING" : "COMPLETED", "done");
        await using var engine = await Caller.StartAsync(agent.Settings(more: ("ApiKey", "secret-1")));

        var result = Caller.Read(await engine.RunAsync("caller", new { agent = "there", text = "hello", conversation = "c", context = new Dictionary<string, string> { ["eci"] = "E-1" } }));

        Assert.Equal(("done", "t-1", "c-1", null), (result.Text, result.Task, result.Conversation, result.Code));
        var sent = Assert.Single(agent.Of("SendMessage"));
        Assert.True(sent.Params["configuration"]!["returnImmediately"]!.GetValue<bool>());
        Assert.Equal(("hello", "E-1", "c"), (sent.Params["message"]!["parts"]![0]!["text"]!.GetValue<string>(), sent.Params["message"]!["metadata"]!["eci"]!.GetValue<string>(), sent.Params["message"]!["contextId"]!.GetValue<string>()));
        Assert.Equal(("1.0", "Bearer secret-1"), (sent.Headers["A2A-Version"], sent.Headers["Authorization"]));
        Assert.Equal(3, agent.Of("GetTask").Count());
    }

    [Fact]
    public async Task A_message_may_be_the_whole_answer_in_several_parts()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Raw("""
            {"message":{"messageId":"m","role":"ROLE_AGENT","contextId":"c","parts":[{"text":"one"},{"data":{"n":1}},{"raw":"aGk=","filename":"hi.txt","mediaType":"text/plain"},{"text":"two"},{"url":"https://example.com/x"}]}}
            """);
        await using var engine = await Caller.StartAsync(agent.Settings());

        var result = await engine.CallAsync("there", "hello");

        Assert.Equal(("one\ntwo", 1, null), (result.Text, result.Data!.Value.GetProperty("n").GetInt32(), result.Task));
        Assert.Equal(["aGk= hi.txt text/plain ", "   https://example.com/x"], result.Files.Select(file => $"{file.Bytes} {file.Name} {file.MediaType} {file.Uri}"));
    }

    [Fact]
    public async Task A_call_that_fails_for_a_moment_is_repeated_under_its_message_id()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, count) => count < 3 ? 503 : ScriptedAgent.Sent("COMPLETED", "at last");
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal("at last", (await engine.CallAsync("there", "hello")).Text);
        Assert.Single(agent.Of("SendMessage").Select(asked => asked.MessageId).Distinct());
    }

    [Fact]
    public async Task An_agent_that_wants_to_be_asked_later_than_it_is_waited_for_is_a_failure_at_once()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => (Func<HttpContext, Task>)(http =>
        {
            (http.Response.StatusCode, http.Response.Headers.RetryAfter) = (429, "3600");
            return Task.CompletedTask;
        });
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal(ErrorCodes.RemoteAgentTimeout, (await engine.CallAsync("there", "hello")).Code);
        Assert.Single(agent.Requests);
    }

    [Theory]
    [InlineData("garbage", ErrorCodes.RemoteAnswerInvalid)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":{}}""", ErrorCodes.RemoteAnswerInvalid)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":{"task":{"id":"t"}}}""", ErrorCodes.RemoteAnswerInvalid)]
    [InlineData("""{"jsonrpc":"2.0","id":"other","result":{"task":{"id":"t","status":{"state":"TASK_STATE_COMPLETED"}}}}""", ErrorCodes.RemoteAnswerInvalid)]
    [InlineData("""{"jsonrpc":"2.0","id":"\ud800","result":{"task":{"id":"t","status":{"state":"TASK_STATE_COMPLETED"}}}}""", ErrorCodes.RemoteAnswerInvalid)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","result":{"message":{"messageId":"m","role":"ROLE_AGENT","parts":[{"data":"\ud800"}]}}}""", ErrorCodes.RemoteAnswerInvalid)]
    [InlineData("""{"jsonrpc":"2.0","id":"1","error":{"code":-32001,"message":"no"}}""", ErrorCodes.RemoteAgentRefused)]
    public async Task What_is_no_answer_is_a_failure_at_once(string answer, string code)
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => answer;
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal(code, (await engine.CallAsync("there", "hello")).Code);
        Assert.Single(agent.Requests);
    }

    [Fact]
    public async Task An_answer_that_is_too_long_is_a_failure()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("COMPLETED", new string('x', 5 * 1024 * 1024));
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal(ErrorCodes.RemoteAnswerInvalid, (await engine.CallAsync("there", "hello")).Code);
    }

    [Fact]
    public async Task An_agent_that_is_too_slow_is_a_failure_and_its_task_is_told_to_end()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("WORKING");
        agent.Answers["GetTask"] = (_, _) => ScriptedAgent.Task("WORKING");
        agent.Answers["CancelTask"] = (_, _) => ScriptedAgent.Task("CANCELED");
        await using var engine = await Caller.StartAsync(agent.Settings(more: ("Timeout", "00:00:00.3")));

        Assert.Equal(ErrorCodes.RemoteAgentTimeout, (await engine.CallAsync("there", "hello")).Code);
        Assert.Equal("t-1", Assert.Single(agent.Of("CancelTask")).Params["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task The_fallback_is_asked_where_the_agent_fails_and_named_in_the_reply()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("COMPLETED", "instead");
        var settings = agent.Settings("second");
        settings["Baton:RemoteAgents:first:Url"] = "http://127.0.0.1:1";
        settings["Baton:RemoteAgents:first:AllowPrivate"] = "true";
        settings["Baton:RemoteAgents:first:Retries"] = "0";
        settings["Baton:RemoteAgents:first:Fallback"] = "second";
        await using var engine = await Caller.StartAsync(settings);

        var result = await engine.CallAsync("first", "hello");

        Assert.Equal(("instead", "second"), (result.Text, result.Agent));
        Assert.Equal(ErrorCodes.RemoteAgentUnreachable, (await engine.CallAsync("first", "yes", "c", "t-1")).Code);
    }

    [Fact]
    public async Task A_question_is_a_reply()
    {
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (asked, _) => asked.Params["message"]!["taskId"] is null
            ? ScriptedAgent.Raw("""{"task":{"id":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_INPUT_REQUIRED","message":{"messageId":"q","role":"ROLE_AGENT","parts":[{"text":"Which one?"}]}}}}""")
            : ScriptedAgent.Sent("COMPLETED", "that one");
        await using var engine = await Caller.StartAsync(agent.Settings());

        var asked = await engine.CallAsync("there", "hello");
        var answered = await engine.CallAsync("there", "the first", asked.Conversation, asked.Task);

        Assert.Equal(("Which one?", true, "that one"), (asked.Text, asked.Asks, answered.Text));
        Assert.Equal("t-1", agent.Of("SendMessage").Last().Params["message"]!["taskId"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_stream_is_followed_and_its_chunks_are_one_text()
    {
        await using var agent = (await ScriptedAgent.StartAsync()).Streaming();
        agent.Answers["SendStreamingMessage"] = (_, _) => new JsonNode[] { (JsonNode)ScriptedAgent.Sent("WORKING"), Chunk("chunk-1 ", false), Chunk("chunk-2", true), Status("COMPLETED") };
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal("chunk-1 chunk-2", (await engine.CallAsync("there", "hello")).Text);
        Assert.Single(agent.Requests);
    }

    [Fact]
    public async Task Half_a_stream_is_taken_up_again()
    {
        await using var agent = (await ScriptedAgent.StartAsync()).Streaming();
        agent.Answers["SendStreamingMessage"] = (_, _) => new JsonNode[] { (JsonNode)ScriptedAgent.Sent("WORKING"), Chunk("half", false) };
        agent.Answers["GetTask"] = (_, _) => ScriptedAgent.Task("WORKING", "half");
        agent.Answers["SubscribeToTask"] = (_, _) => new JsonNode[] { (JsonNode)ScriptedAgent.Sent("WORKING", "half"), Chunk(" and half", true), Status("COMPLETED") };
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal("half and half", (await engine.CallAsync("there", "hello")).Text);
    }

    [Fact]
    public async Task Garbage_in_a_stream_is_a_failure()
    {
        await using var agent = (await ScriptedAgent.StartAsync()).Streaming();
        agent.Answers["SendStreamingMessage"] = (_, _) => new JsonNode[] { (JsonNode)ScriptedAgent.Sent("WORKING"), JsonNode.Parse("""{"nothing":1}""")! };
        agent.Answers["CancelTask"] = (_, _) => ScriptedAgent.Task("CANCELED");
        await using var engine = await Caller.StartAsync(agent.Settings());

        Assert.Equal(ErrorCodes.RemoteAnswerInvalid, (await engine.CallAsync("there", "hello")).Code);
    }

    private static JsonNode Chunk(string text, bool append) => JsonNode.Parse($$$"""
        {"artifactUpdate":{"taskId":"t-1","contextId":"c-1","append":{{{(append ? "true" : "false")}}},"artifact":{"artifactId":"a","parts":[{"text":"{{{text}}}"} ] } } }
        """)!;

    private static JsonNode Status(string state) => JsonNode.Parse($$$"""{"statusUpdate":{"taskId":"t-1","contextId":"c-1","status":{"state":"TASK_STATE_{{{state}}}" } } }""")!;
}
