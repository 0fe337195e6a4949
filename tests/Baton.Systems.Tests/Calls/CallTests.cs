using System.Net;
using System.Text.Json;

namespace Baton.Systems.Tests.Calls;

public sealed class CallTests
{
    [Fact]
    public async Task A_call_goes_through_its_five_stages_and_ends_with_its_audit_trail()
    {
        await using var site = await CallSite.StartAsync();

        var last = await site.TakeWholeCallAsync("CALL-1");

        Assert.True(last.GetProperty("is_complete").GetBoolean());
        Assert.Equal(JsonValueKind.Null, last.GetProperty("next_flow_id").ValueKind);
        var summary = last.GetProperty("session_summary");
        Assert.Equal(5, summary.GetProperty("total_steps").GetInt32());
        Assert.Equal([1, 2, 3, 4, 5], summary.GetProperty("completed_flows").EnumerateArray().Select(flow => flow.GetInt32()));
        Assert.All(summary.GetProperty("steps").EnumerateArray(), step => Assert.Equal("success", step.GetProperty("response_status").GetString()));
    }

    [Fact]
    public async Task A_response_has_the_documented_members_and_no_others()
    {
        await using var site = await CallSite.StartAsync();

        var first = await site.TakeAsync("CALL-1", "Hello", "greeting");

        Assert.Equal(
            ["call_identify_id", "intent_flow_id", "intent", "status", "response", "next_flow_id", "is_complete"],
            first.EnumerateObject().Select(member => member.Name));
        Assert.Equal((1, 2), (first.GetProperty("intent_flow_id").GetInt32(), first.GetProperty("next_flow_id").GetInt32()));
    }

    [Fact]
    public async Task A_session_has_the_documented_members_and_no_others()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeAsync("CALL-1", "Hello", "greeting");

        var session = await site.GetAsync("session/CALL-1");

        Assert.Equal(
            ["call_identify_id", "account_id", "eci", "current_flow_id", "completed_flows", "is_complete", "steps", "created_at", "updated_at"],
            session.EnumerateObject().Select(member => member.Name));
        Assert.Equal(
            ["intent_flow_id", "intent", "input_message", "a2a_agent_url", "response_status", "response_data", "timestamp"],
            session.GetProperty("steps")[0].EnumerateObject().Select(member => member.Name));
        Assert.Equal("assistant:calls_greeting", session.GetProperty("steps")[0].GetProperty("a2a_agent_url").GetString());
    }

    [Fact]
    public async Task Every_step_keeps_the_session_as_it_was_after_it()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeWholeCallAsync("CALL-1");

        var steps = await site.GetAsync("session/CALL-1/steps");

        Assert.Equal([2, 3, 4, 5, 5], steps.EnumerateArray().Select(step => step.GetProperty("session_state").GetProperty("current_flow_id").GetInt32()));
        Assert.Equal([false, false, false, false, true], steps.EnumerateArray().Select(step => step.GetProperty("session_state").GetProperty("is_complete").GetBoolean()));
    }

    [Fact]
    public async Task A_complete_call_takes_no_more_turns_and_records_nothing()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeWholeCallAsync("CALL-1");

        using var again = await site.SendAsync(CallSite.Turn("CALL-1", "One more thing", "feedback"));

        Assert.Equal((HttpStatusCode.Conflict, "BTN7304"), await CallSite.RefusalAsync(again));
        Assert.Equal(5, (await site.GetAsync("session/CALL-1/steps")).GetArrayLength());
    }

    [Fact]
    public async Task An_intent_of_another_stage_gets_a_clear_answer_and_does_not_advance()
    {
        await using var site = await CallSite.StartAsync();

        var early = await site.TakeAsync("CALL-1", "Refund my order", "process_refund");

        Assert.Equal(("error", 1), (early.GetProperty("status").GetString(), early.GetProperty("next_flow_id").GetInt32()));
        Assert.Contains("stage 4", early.GetProperty("response").GetString(), StringComparison.Ordinal);
        var step = (await site.GetAsync("session/CALL-1")).GetProperty("steps")[0];
        Assert.Equal((JsonValueKind.Null, "BTN7306"), (step.GetProperty("a2a_agent_url").ValueKind, step.GetProperty("response_data").GetProperty("code").GetString()));
    }

    [Theory]
    [InlineData("unknown")]
    [InlineData("warranty_claim")]
    public async Task An_unknown_intent_goes_to_the_fallback_agent_and_does_not_advance(string intent)
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeAsync("CALL-1", "Hello", "greeting");

        var turn = await site.TakeAsync("CALL-1", "Blue bananas", intent);

        Assert.Equal(("success", 2), (turn.GetProperty("status").GetString(), turn.GetProperty("next_flow_id").GetInt32()));
        Assert.Equal("assistant:calls_fallback", (await site.GetAsync("session/CALL-1")).GetProperty("steps")[1].GetProperty("a2a_agent_url").GetString());
    }

    [Fact]
    public async Task A_wrong_code_keeps_the_caller_at_authentication()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeAsync("CALL-1", "Hello", "greeting");

        var turn = await site.TakeAsync("CALL-1", "My PIN is 0815", "otp_verify");

        Assert.Equal(2, turn.GetProperty("next_flow_id").GetInt32());
        Assert.Equal([1], (await site.GetAsync("session/CALL-1")).GetProperty("completed_flows").EnumerateArray().Select(flow => flow.GetInt32()));
    }

    [Fact]
    public async Task An_agent_that_cannot_be_reached_is_an_error_step_and_the_call_goes_on()
    {
        await using var site = await CallSite.StartAsync(("RemoteAgents:greeting:Url", "http://127.0.0.1:9/"), ("RemoteAgents:greeting:AllowPrivate", "true"), ("RemoteAgents:greeting:Retries", "0"));

        var failed = await site.TakeAsync("CALL-1", "Hello", "greeting");

        Assert.Equal(("error", 1), (failed.GetProperty("status").GetString(), failed.GetProperty("next_flow_id").GetInt32()));
        var step = (await site.GetAsync("session/CALL-1")).GetProperty("steps")[0];
        Assert.Equal(("error", "http://127.0.0.1:9/"), (step.GetProperty("response_status").GetString(), step.GetProperty("a2a_agent_url").GetString()));
    }

    [Fact]
    public async Task Another_account_is_refused_and_learns_nothing()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeAsync("CALL-1", "Hello", "greeting");

        using var other = await site.SendAsync(CallSite.Turn("CALL-1", "Hello", "verify_identity", account: "ACC-2"));

        var text = await other.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.Forbidden, "BTN7303"), (other.StatusCode, JsonElement.Parse(text).GetProperty("code").GetString()));
        Assert.DoesNotContain("ACC-1001", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Turns_that_come_at_once_are_taken_one_after_the_other()
    {
        await using var site = await CallSite.StartAsync();

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => site.TakeAsync("CALL-1", "Hello", "greeting")));

        var steps = (await site.GetAsync("session/CALL-1/steps")).EnumerateArray().ToList();
        Assert.Equal(8, steps.Count);
        Assert.Single(steps, step => step.GetProperty("response_status").GetString() == "success");
    }

    [Fact]
    public async Task A_turn_with_the_same_key_is_taken_once_also_where_it_completed_the_call()
    {
        await using var site = await CallSite.StartAsync();
        foreach (var (intent, message) in CallSite.FiveTurns.Take(4)) await site.TakeAsync("CALL-1", message, intent);
        var last = await site.TakeAsync("CALL-1", "Goodbye", "end_call", key: "turn-5");

        var again = await site.TakeAsync("CALL-1", "Goodbye", "end_call", key: "turn-5");

        Assert.Equal(last.GetRawText(), again.GetRawText());
        Assert.Equal(5, (await site.GetAsync("session/CALL-1/steps")).GetArrayLength());
    }

    [Fact]
    public async Task A_deleted_session_is_gone_with_what_the_agents_remember_of_it()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeAsync("CALL-1", "Hello", "greeting");
        Assert.NotEmpty(await site.AgentThreadsAsync("calls_greeting"));

        using var deleted = await site.Client.DeleteAsync("session/CALL-1", TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.NoContent, deleted.StatusCode);
        using var gone = await site.Client.GetAsync("session/CALL-1", TestContext.Current.CancellationToken);
        Assert.Equal((HttpStatusCode.NotFound, "BTN7302"), await CallSite.RefusalAsync(gone));
        Assert.Empty(await site.AgentThreadsAsync("calls_greeting"));
    }

    [Fact]
    public async Task A_call_is_a_case()
    {
        await using var site = await CallSite.StartAsync();
        await site.TakeWholeCallAsync("CALL-1");

        var row = await site.Store.Cases.FindAsync("default", "call:CALL-1", TestContext.Current.CancellationToken);

        Assert.Equal((Baton.Graphs.CaseStatus.Resolved, "ACC-1001", 5), (row!.Facts.Status, row.Facts.Customer, row.Facts.Turns));
    }
}
