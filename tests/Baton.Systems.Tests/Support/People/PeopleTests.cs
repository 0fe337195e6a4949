using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;
using Baton.Support.Desk.People;

namespace Baton.Systems.Tests.Support.People;

public sealed class PeopleTests
{
    private const string Human = "I want to speak to a person about my invoice #12588";

    private static JsonElement Member(TicketRow question, string name) => question.Value!.Value.GetProperty(name);

    [Fact]
    public async Task An_escalated_request_is_a_question_with_all_that_a_person_needs()
    {
        await using var host = await SupportHost.StartAsync();

        var result = await host.RunAsync(Human, "case-1");
        var question = await host.QuestionAsync("case-1");

        Assert.Equal(RunStatus.Waiting, result.Run.Status);
        Assert.Equal((CaseStatus.Escalated, "escalation"), (SupportHost.Reply(result).Status, SupportHost.Reply(result).CurrentAgent));
        Assert.Equal("case-1", Member(question, "request").GetString());
        Assert.Equal("requested", Member(question, "reason").GetString());
        Assert.NotEmpty(Member(question, "summary").GetString()!);
        Assert.NotEmpty(Member(question, "suggested_reply").GetString()!);
        Assert.Equal(["customer", "escalation"], Member(question, "conversation").EnumerateArray().Select(said => said.GetProperty("from").GetString()));
        Assert.Contains("compensate", Member(question, "tools").EnumerateArray().Select(tool => tool.GetProperty("name").GetString()));
        Assert.NotNull(question.Deadline);
    }

    [Fact]
    public async Task A_persons_answer_reaches_the_customer_and_the_case_stays_with_that_person()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-2");

        var answered = SupportHost.Reply(await host.DecideAsync("case-2", new(PersonAction.Answer) { By = "anna", Text = "Which month is it about?" }));
        var next = await host.RunAsync("the one of May", "case-2");

        Assert.Equal(("Which month is it about?", CaseStatus.WaitingForCustomer, "person"), (answered.Response, answered.Status, answered.CurrentAgent));
        Assert.Equal(RunStatus.Waiting, next.Run.Status);
        Assert.Equal("anna", Member(await host.QuestionAsync("case-2"), "assignee").GetString());
        Assert.Equal(["human:", "ai:escalation", "ai:anna", "human:"], await host.SpeakersAsync("case-2"));
    }

    [Fact]
    public async Task Two_people_answer_and_only_the_first_counts()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-3");
        var question = await host.QuestionAsync("case-3");

        Assert.Equal(SendOutcome.Delivered, await host.AnswerAsync(question, new(PersonAction.Resolve) { By = "anna", Text = "Done." }));
        Assert.Equal(SendOutcome.Conflict, await host.AnswerAsync(question, new(PersonAction.Resolve) { By = "ben", Text = "Done too." }));
        await host.Runs.WaitAsync(SupportHost.Tenant, question.Run, TestContext.Current.CancellationToken);

        Assert.Equal(["human:", "ai:escalation", "ai:anna"], await host.SpeakersAsync("case-3"));
    }

    [Fact]
    public async Task A_draft_is_edited_and_sent()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-4");

        await host.DecideAsync("case-4", new(PersonAction.Edit) { By = "anna", Text = "It is settled now." });
        var sent = SupportHost.Reply(await host.DecideAsync("case-4", new(PersonAction.Answer) { By = "anna" }));

        Assert.Equal("It is settled now.", sent.Response);
    }

    [Fact]
    public async Task A_case_that_is_settled_and_written_to_again_is_reopened()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-5");

        var settled = SupportHost.Reply(await host.DecideAsync("case-5", new(PersonAction.Resolve) { By = "anna", Summary = "The invoice was sent again." }));
        var again = await host.RunAsync("where is my parcel", "case-5", stopBefore: "classify");

        Assert.Equal(CaseStatus.Resolved, settled.Status);
        Assert.Equal(CaseStatus.Reopened, SupportHost.Reply(again).Status);
        Assert.Equal("The invoice was sent again.", (await host.StateAsync("case-5")).Resolution);
    }

    [Fact]
    public async Task What_is_given_back_is_answered_by_the_specialist_and_not_escalated_again_by_rule()
    {
        await using var host = await SupportHost.StartAsync();
        await host.AskAsync("My payment failed", "case-6");
        await host.AskAsync("I need this fixed immediately, I have a deadline!", "case-6");

        var result = await host.DecideAsync("case-6", new(PersonAction.HandBack) { By = "anna", Text = "Nothing that needs us." });

        Assert.Equal(RunStatus.Success, result.Run.Status);
        Assert.Equal("billing", SupportHost.Reply(result).CurrentAgent);
        Assert.Equal(["human:", "ai:billing", "human:", "ai:escalation", "ai:billing"], await host.SpeakersAsync("case-6"));
    }

    [Fact]
    public async Task A_case_changes_hands_as_often_as_people_like()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-7");

        for (var hand = 0; hand < 40; hand++) await host.DecideAsync("case-7", new(PersonAction.Assign) { By = "anna", To = $"team-{hand}" });

        Assert.Equal("team-39", Member(await host.QuestionAsync("case-7"), "assignee").GetString());
    }

    [Fact]
    public async Task A_decision_that_lacks_something_is_asked_for_again_with_the_reason()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-8");

        await host.DecideAsync("case-8", new(PersonAction.Assign) { By = "anna" });

        Assert.Contains("'to'", Member(await host.QuestionAsync("case-8"), "problem").GetString());
    }

    [Fact]
    public async Task What_the_customer_writes_meanwhile_is_kept_and_an_answer_that_did_not_see_it_leaves_the_case_open()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-9");
        var added = await host.StartAsync("And I need it in French", "case-9");
        await host.WaitAsync(added);

        var first = await host.DecideAsync("case-9", new(PersonAction.Answer) { By = "anna", Text = "Here it is." });
        var last = await host.DecideAsync("case-9", new(PersonAction.Resolve) { By = "anna", Text = "And in French." });

        Assert.False(added.IsNew);
        Assert.Equal(RunStatus.Waiting, first.Run.Status);
        Assert.Equal(CaseStatus.Resolved, SupportHost.Reply(last).Status);
        Assert.Equal(["human:", "ai:escalation", "human:", "ai:anna", "ai:anna"], await host.SpeakersAsync("case-9"));
    }

    [Fact]
    public async Task Who_has_read_it_settles_the_case_at_once()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-10");
        await host.WaitAsync(await host.StartAsync("And I need it in French", "case-10"));

        var settled = await host.DecideAsync("case-10", new(PersonAction.Resolve) { By = "anna", Text = "Both are on their way.", Seen = 2 });

        Assert.Equal(RunStatus.Success, settled.Run.Status);
    }

    [Fact]
    public async Task A_case_whose_deadline_passes_goes_to_whoever_is_set_for_that()
    {
        await using var host = await SupportHost.StartAsync(null, ("People:Deadline", "00:00:01"), ("People:OverdueTo", "night_shift"));
        await host.RunAsync(Human, "case-11");

        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while ((await host.StateAsync("case-11")).Overdue < 2) await Task.Delay(50, limit.Token);
        var question = await host.QuestionAsync("case-11");

        Assert.Equal("night_shift", Member(question, "assignee").GetString());
        Assert.Null(question.Deadline);
    }

    [Fact]
    public async Task A_decision_is_signed_with_the_name_of_the_key_it_came_with()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-13");
        var question = await host.QuestionAsync("case-13");

        await host.AnswerAsync(question, new(PersonAction.Take) { By = "anna" }, key: "ben");
        await host.Runs.WaitAsync(SupportHost.Tenant, question.Run, TestContext.Current.CancellationToken);
        var first = (await host.StateAsync("case-13")).Handling[^1].By;
        question = await host.QuestionAsync("case-13");
        await host.AnswerAsync(question, new(PersonAction.Take) { By = "anna" }, key: "local");
        await host.Runs.WaitAsync(SupportHost.Tenant, question.Run, TestContext.Current.CancellationToken);

        Assert.Equal(("ben", "anna"), (first, (await host.StateAsync("case-13")).Handling[^1].By));
    }

    [Fact]
    public async Task Nobody_can_decide_that_a_deadline_has_passed()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync(Human, "case-14");

        var question = await host.QuestionAsync("case-14");
        var answer = new TicketAnswer(JsonSerializer.SerializeToElement(new { action = "overdue" }), null, "anna");

        await Assert.ThrowsAsync<ValidationException>(async () => await host.Runs.AnswerAsync(SupportHost.Tenant, question.Id, answer, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task Without_people_an_escalated_request_ends_with_the_agents_answer()
    {
        await using var host = await SupportHost.StartAsync(null, ("People:Enabled", "false"));

        var result = await host.RunAsync(Human, "case-12");
        var next = await host.AskAsync("where is my parcel", "case-12");

        Assert.Equal((RunStatus.Success, CaseStatus.Escalated), (result.Run.Status, SupportHost.Reply(result).Status));
        Assert.Equal("general", next.CurrentAgent);
    }
}
