using System.Text.Json;
using Baton.Agents.Models;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Support.Desk;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Systems.Tests.Support;

public sealed class SupportDeskTests
{
    [Fact]
    public async Task A_failed_payment_with_a_locked_account_goes_to_billing_as_urgent()
    {
        await using var host = await SupportHost.StartAsync();

        var reply = await host.AskAsync("My payment failed and I can't access my account");

        Assert.Equal((Category.Billing, "billing", 1), (reply.Category, reply.CurrentAgent, reply.ConversationTurns));
        Assert.True(reply.Priority >= Priority.High);
        Assert.Contains("payment", reply.Response);
        Assert.True(Guid.TryParse(reply.RequestId, out _));
    }

    [Fact]
    public async Task A_deadline_in_the_second_turn_escalates_the_billing_case()
    {
        await using var host = await SupportHost.StartAsync();
        await host.AskAsync("My payment failed", "case-1");

        var reply = await host.AskAsync("I need this fixed immediately, I have a deadline!", "case-1");

        Assert.Equal(
            (Category.Billing, Priority.Critical, CaseStatus.Escalated, "escalation", 2),
            (reply.Category, reply.Priority, reply.Status, reply.CurrentAgent, reply.ConversationTurns));
    }

    [Fact]
    public async Task A_specialist_hands_over_and_both_answers_stay_in_the_conversation()
    {
        await using var host = await SupportHost.StartAsync();

        var reply = await host.AskAsync("Somebody hacked my account", "case-2");

        Assert.Equal((CaseStatus.Escalated, "escalation"), (reply.Status, reply.CurrentAgent));
        Assert.Equal(["human:", "ai:technical", "ai:escalation"], await host.SpeakersAsync("case-2"));
    }

    [Fact]
    public async Task An_answer_without_a_question_resolves_the_case_and_one_with_a_question_keeps_it_open()
    {
        await using var host = await SupportHost.StartAsync();

        Assert.Equal(CaseStatus.Resolved, (await host.AskAsync("cancel order 00123842")).Status);
        Assert.Equal(CaseStatus.WaitingForCustomer, (await host.AskAsync("the app crashes")).Status);
    }

    [Fact]
    public async Task A_conversation_goes_on_where_it_stood()
    {
        await using var host = await SupportHost.StartAsync();
        await host.AskAsync("I cannot log in", "case-3");

        var reply = await host.AskAsync("it still does not work", "case-3");

        Assert.Equal((Category.Technical, 2), (reply.Category, reply.ConversationTurns));
        Assert.Equal(["human:", "ai:technical", "human:", "ai:technical"], await host.SpeakersAsync("case-3"));
    }

    [Fact]
    public async Task Where_no_agent_can_answer_the_customer_is_promised_a_person()
    {
        await using var host = await SupportHost.StartAsync(baton =>
        {
            baton.Services.RemoveAll<Rehearsal>();
            foreach (var agent in new[] { "triage", "technical_retriever", "technical_analyst", "technical", "billing", "general", "escalation", "case_brief" }) baton.Services.AddSingleton<Rehearsal>(new Broken(agent));
        });

        var reply = await host.AskAsync("My payment failed", "case-down");

        Assert.Equal((CaseStatus.Escalated, "escalation", Category.General), (reply.Status, reply.CurrentAgent, reply.Category));
        Assert.Contains("colleague", reply.Response);
        Assert.Equal(["human:", "ai:escalation"], await host.SpeakersAsync("case-down"));
    }

    [Fact]
    public async Task Triage_that_gives_no_decision_falls_back_to_general_and_medium()
    {
        await using var host = await SupportHost.StartAsync(baton =>
        {
            baton.Services.RemoveAll<Rehearsal>();
            baton.AddRehearsal<BabblingTriage>().AddRehearsal<Echo>();
            foreach (var agent in new[] { "technical_retriever", "technical_analyst", "technical", "billing", "escalation", "case_brief" }) baton.Services.AddSingleton<Rehearsal>(new Silent(agent));
        });

        var reply = await host.AskAsync("My payment failed");

        Assert.Equal((Category.General, Priority.Medium, "general"), (reply.Category, reply.Priority, reply.CurrentAgent));
        Assert.Equal("I heard: My payment failed", reply.Response);
    }

    [Fact]
    public async Task What_the_customer_adds_while_the_run_waits_is_answered_too()
    {
        await using var host = await SupportHost.StartAsync();
        var waiting = await host.RunAsync("My payment failed", "case-4", stopBefore: "billing");
        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);

        var added = await host.StartAsync("And I forgot my password", "case-4");
        Assert.False(added.IsNew);
        await host.WaitAsync(added);
        var result = await host.ContinueAsync("case-4");

        var reply = result.Output!.Value.Deserialize<SupportReply>(BatonJson.Options)!;
        Assert.Equal((Category.Technical, 2), (reply.Category, reply.ConversationTurns));
        Assert.Equal(["human:", "ai:billing", "human:", "ai:technical"], await host.SpeakersAsync("case-4"));
    }

    private sealed class BabblingTriage : Rehearsal
    {
        public override string Agent => "triage";

        public override RehearsalReply Reply(RehearsalRequest request) => RehearsalReply.Say("I would say that this is about money.");
    }

    private sealed class Echo : Rehearsal
    {
        public override string Agent => "general";

        public override RehearsalReply Reply(RehearsalRequest request) => RehearsalReply.Say($"I heard: {request.LastHuman}");
    }

    private sealed class Silent(string agent) : Rehearsal
    {
        public override string Agent => agent;

        public override RehearsalReply Reply(RehearsalRequest request) => throw new InvalidOperationException("Nobody should ask this agent.");
    }

    /// <summary>A model that cannot be had.</summary>
    private sealed class Broken(string agent) : Rehearsal
    {
        public override string Agent => agent;

        public override RehearsalReply Reply(RehearsalRequest request) => throw new Baton.Errors.PermanentException("The model is gone.");
    }
}
