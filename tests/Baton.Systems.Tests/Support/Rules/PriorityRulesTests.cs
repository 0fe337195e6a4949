using Baton.Support.Desk;
using Baton.Support.Desk.Rules;

namespace Baton.Systems.Tests.Support.Rules;

public sealed class PriorityRulesTests
{
    private static Priority Judge(string message, Priority suggested = Priority.Medium, bool vip = false) =>
        PriorityRules.Judge(suggested, Signals.Read(message), vip).Priority;

    [Theory]
    [InlineData("where is my parcel", Priority.Medium)]
    [InlineData("I need this today, it is urgent", Priority.High)]
    [InlineData("the deadline is on Friday", Priority.High)]
    [InlineData("I need this fixed immediately, I have a deadline!", Priority.Critical)]
    [InlineData("this is unacceptable", Priority.High)]
    [InlineData("WHERE IS MY PARCEL I WANT IT NOW", Priority.High)]
    [InlineData("this is the third time I write", Priority.High)]
    [InlineData("it still does not work", Priority.High)]
    [InlineData("somebody hacked my account", Priority.Critical)]
    [InlineData("my parcel was stolen from the porch", Priority.Medium)]
    [InlineData("my card was stolen", Priority.Critical)]
    [InlineData("Das muss sofort gehen, ich habe eine Frist", Priority.Critical)]
    [InlineData("mon compte a été piraté", Priority.Critical)]
    [InlineData("es urgente", Priority.High)]
    public void Words_raise_what_triage_decided(string message, Priority expected) => Assert.Equal(expected, Judge(message));

    [Fact]
    public void Rules_only_raise() => Assert.Equal(Priority.Critical, Judge("thanks", Priority.Critical));

    [Fact]
    public void Who_must_not_wait_comes_one_step_sooner()
    {
        Assert.Equal(Priority.High, Judge("where is my parcel", Priority.Medium, vip: true));
        Assert.Equal(Priority.Critical, Judge("where is my parcel", Priority.Critical, vip: true));
    }

    [Fact]
    public void The_reason_is_told() =>
        Assert.Equal("anger, a customer who must not wait", PriorityRules.Judge(Priority.Low, Signals.Read("I am furious"), isVip: true).Reason);
}
