using Baton.Support.Desk;
using Baton.Support.Desk.Rules;
using Baton.Support.Desk.Settings;
using Microsoft.Extensions.Configuration;

namespace Baton.Systems.Tests.Support.Rules;

public sealed class EscalationRulesTests
{
    private static readonly EscalationRules _rules = new(DeskSettings.Default.Escalation);

    private static SupportState Case(string message, Category category, Priority priority) =>
        SupportState.Open(new SupportRequest("u1", message)).Triaged(new TriageDecision(category, priority));

    [Theory]
    [InlineData("I want a manager", Category.Escalation, Priority.Medium, "requested")]
    [InlineData("Can I talk to a real person about my bill?", Category.Billing, Priority.Medium, "requested")]
    [InlineData("Ich möchte mit einem Mitarbeiter sprechen", Category.General, Priority.Medium, "requested")]
    [InlineData("Fix it, I have a deadline", Category.Billing, Priority.Critical, "deadline")]
    [InlineData("It is due tomorrow", Category.Technical, Priority.Critical, "deadline")]
    [InlineData("Fix it, I have a deadline", Category.Billing, Priority.High, null)]
    [InlineData("Everything is down", Category.Technical, Priority.Critical, null)]
    [InlineData("I want a refund of $1,250.00", Category.Billing, Priority.Medium, "large_refund")]
    [InlineData("Ich will die Erstattung von 1.250,00 € haben", Category.Billing, Priority.Medium, "large_refund")]
    [InlineData("I want a refund of $125.00", Category.Billing, Priority.Medium, null)]
    [InlineData("I paid $1,250 and want an invoice", Category.Billing, Priority.Medium, null)]
    public void Some_cases_go_straight_up_and_the_reason_is_told(string message, Category category, Priority priority, string? reason) =>
        Assert.Equal(reason, _rules.Before(Case(message, category, priority)));

    [Fact]
    public void Answers_that_did_not_help_so_often_lead_up()
    {
        var once = Case("help", Category.Technical, Priority.Medium).Answered("technical", "so").Hear(new SupportRequest("u1", "it still does not work"))
            .Triaged(new TriageDecision(Category.Technical, Priority.Medium));
        var twice = once.Answered("technical", "so").Hear(new SupportRequest("u1", "same problem")).Triaged(new TriageDecision(Category.Technical, Priority.Medium));

        Assert.Null(_rules.Before(once));
        Assert.Equal("repeated_failures", _rules.Before(twice));
    }

    [Fact]
    public void Another_matter_begins_the_count_anew()
    {
        var once = Case("help", Category.Technical, Priority.Medium).Answered("technical", "so").Hear(new SupportRequest("u1", "it still does not work"))
            .Triaged(new TriageDecision(Category.Technical, Priority.Medium));

        var other = once.Answered("technical", "so").Hear(new SupportRequest("u1", "again I was charged twice")).Triaged(new TriageDecision(Category.Billing, Priority.Medium));

        Assert.Equal(0, other.FailedAnswers);
    }

    [Fact]
    public void A_triage_that_is_not_sure_leads_up() =>
        Assert.Equal("low_confidence", _rules.Before(Case("hm", Category.General, Priority.Medium) with { Confidence = 0.2 }));

    [Fact]
    public void What_a_person_gave_back_is_not_taken_up_again_by_rule() =>
        Assert.Null(_rules.Before(Case("I want a manager", Category.Escalation, Priority.Critical) with { IsHandedBack = true }));

    [Theory]
    [InlineData("This is beyond my scope, so I escalate it.", true)]
    [InlineData("I am escalating this to the team.", true)]
    [InlineData("That is outside of my area.", true)]
    [InlineData("A senior engineer must look at this.", true)]
    [InlineData("I am sorry, I cannot resolve this.", true)]
    [InlineData("There is no need to escalate this.", false)]
    [InlineData("I will not escalate this without your consent.", false)]
    [InlineData("The escalator of the shop is closed.", false)]
    [InlineData("Please reset your password.", false)]
    public void A_specialist_asks_for_escalation_in_its_own_words(string answer, bool asks) => Assert.Equal(asks, _rules.AsksForEscalation(answer));

    [Fact]
    public void The_words_can_be_set()
    {
        var settings = DeskSettings.From(new ConfigurationBuilder().AddInMemoryCollection([new("Baton:Support:Escalation:Phrases:0", "ask the wizard")]).Build());
        var rules = new EscalationRules(settings.Escalation);

        Assert.True(rules.AsksForEscalation("Let us Ask  the wizard."));
        Assert.False(rules.AsksForEscalation("I escalate this."));
    }
}
