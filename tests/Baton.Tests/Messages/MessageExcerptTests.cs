using Baton.Engine.Messages;
using Baton.Engine.Stores.Messages;

namespace Baton.Tests.Messages;

public sealed class MessageExcerptTests
{
    [Fact]
    public void Words_that_were_looked_for_are_marked_in_whatever_form_they_stand()
    {
        var excerpt = MessageExcerpt.Of("We refunded your café order.", MessageTerms.Words("refund cafes"));

        Assert.Equal("We refunded your café order.", excerpt.Text);
        Assert.Equal(["refunded", "café"], excerpt.Highlights.Select(mark => excerpt.Text.Substring(mark.Start, mark.Length)));
    }

    [Fact]
    public void A_word_far_inside_is_shown_with_what_stands_around_it()
    {
        var text = $"{string.Concat(Enumerable.Repeat("filler 🙂 ", 200))}needle{string.Concat(Enumerable.Repeat(" more", 200))}";

        var excerpt = MessageExcerpt.Of(text, MessageTerms.Words("needle"));

        var mark = Assert.Single(excerpt.Highlights);
        Assert.Equal("needle", excerpt.Text.Substring(mark.Start, mark.Length));
        Assert.True(excerpt.Text is ['…', .., '…'] && excerpt.Text.Length < 250);
    }

    [Fact]
    public void Without_words_the_beginning_is_shown()
    {
        Assert.Equal(("hello", 0), (MessageExcerpt.Of("hello", []).Text, MessageExcerpt.Of("hello", []).Highlights.Count));
        Assert.Equal("", MessageExcerpt.Of("", MessageTerms.Words("x")).Text);
    }
}
