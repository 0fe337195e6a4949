using Baton.Agents.Context;
using Baton.Contracts;

namespace Baton.Tests.Context;

public sealed class KeyFactTests
{
    [Theory]
    [InlineData("Hello there. The order A-10442 came broken. Bye.", "The order A-10442 came broken.")]
    [InlineData("We meet on 4 March 2026 at the gate.", "We meet on 4 March 2026 at the gate.")]
    [InlineData("I paid 129.90 EUR for it.", "I paid 129.90 EUR for it.")]
    [InlineData("Write to ines@example.org please.", "Write to ines@example.org please.")]
    [InlineData("My dog is Rex. The weather is fine.", "My dog is Rex.")]
    public void Sentences_with_facts_are_kept_word_for_word(string said, string kept) =>
        Assert.Equal(kept, Assert.Single(Of(1_000, Message.Human(said))).Text);

    [Fact]
    public void Chatter_is_not_kept() => Assert.Empty(Of(1_000, Message.Human("Thank you very much! That helps. What else can I do?")));

    [Fact]
    public void What_an_agent_promised_is_kept_with_its_name()
    {
        var fact = Assert.Single(Of(1_000, Message.Ai("Your ticket is T-77.", "billing")));

        Assert.Equal(("billing", "Your ticket is T-77."), (fact.Speaker, fact.Text));
    }

    [Fact]
    public void What_is_said_twice_is_kept_once() => Assert.Single(Of(1_000, Message.Human("My order is A-1042."), Message.Human("my order is A-1042.")));

    [Fact]
    public void Where_there_is_no_room_people_stay_before_figures_and_the_first_before_the_middle()
    {
        var chatter = Enumerable.Range(0, 200).Select(turn => Message.Human($"Parcel {turn + 5000} was late again and again."));

        var facts = Of(300, [Message.Human("My order is A-1042."), .. chatter]);

        Assert.Equal("My order is A-1042.", facts[0].Text);
        Assert.Equal(1, facts[1].Message);
        Assert.True(facts.Sum(fact => new TokenRate(1).Tokens(fact.Text)) <= 300);
    }

    private static IReadOnlyList<KeptFact> Of(int tokens, params IReadOnlyList<Message> messages) => KeyFacts.With([], messages, 0, tokens, new TokenRate(1));
}
