using Baton.Support.Desk.Rules;
using Baton.Support.Languages;

namespace Baton.Systems.Tests.Support.Rules;

public sealed class SmallTalkTests
{
    [Theory]
    [InlineData("hello", "en")]
    [InlineData("Hi there!", "en")]
    [InlineData("good morning, how are you?", "en")]
    [InlineData("Guten Tag", "de")]
    [InlineData("Bonjour !", "fr")]
    [InlineData("¡Buenas tardes!", "es")]
    public void A_greeting_is_greeted(string message, string language) => Assert.Equal(DeskPhrases.In(language).Greeting, SmallTalk.Answer(message, language));

    [Theory]
    [InlineData("thanks a lot", "en")]
    [InlineData("Thank you so much for your help!", "en")]
    [InlineData("vielen Dank", "de")]
    [InlineData("ok thanks bye", "en")]
    public void Thanks_are_taken(string message, string language) => Assert.Equal(DeskPhrases.In(language).Thanks, SmallTalk.Answer(message, language));

    [Theory]
    [InlineData("hello, my payment failed")]
    [InlineData("thanks, but it still does not work")]
    [InlineData("help")]
    [InlineData("yes")]
    [InlineData("ok")]
    [InlineData("hi, where is my order?")]
    [InlineData("")]
    public void What_says_more_is_none(string message) => Assert.Null(SmallTalk.Answer(message, "en"));
}
