using Baton.Support.Desk;

namespace Baton.Systems.Tests.Support;

public sealed class EscalationRulesTests
{
    private static SupportState Case(string message, Category category, Priority priority) =>
        SupportState.Open(new SupportRequest("u1", message)).Triaged(new TriageDecision(category, priority));

    [Theory]
    [InlineData("I want a manager", Category.Escalation, Priority.Medium, true)]
    [InlineData("Fix it, I have a deadline", Category.Billing, Priority.Critical, true)]
    [InlineData("It is due tomorrow", Category.Technical, Priority.Critical, true)]
    [InlineData("Fix it, I have a deadline", Category.Billing, Priority.High, false)]
    [InlineData("Everything is down", Category.Technical, Priority.Critical, false)]
    public void Escalation_requests_and_critical_deadlines_go_straight_up(string message, Category category, Priority priority, bool up) =>
        Assert.Equal(up, EscalationRules.GoesStraightUp(Case(message, category, priority)));

    [Theory]
    [InlineData("This is beyond my scope, so I escalate it.", true)]
    [InlineData("I am escalating this to the team.", true)]
    [InlineData("That is outside of my area.", true)]
    [InlineData("There is no need to escalate this.", false)]
    [InlineData("I will not escalate this without your consent.", false)]
    [InlineData("The escalator of the shop is closed.", false)]
    [InlineData("Please reset your password.", false)]
    public void A_specialist_asks_for_escalation_in_its_own_words(string answer, bool asks)
    {
        var state = Case("help", Category.Technical, Priority.Medium).Answered("technical", answer);

        Assert.Equal(asks, EscalationRules.AsksForEscalation(state));
    }
}
