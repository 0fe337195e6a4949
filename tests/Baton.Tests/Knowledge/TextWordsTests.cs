using Baton.Engine.Stores.Search;

namespace Baton.Tests.Knowledge;

public sealed class TextWordsTests
{
    /// <summary>Words and stems from Porter's paper and his list.</summary>
    [Theory]
    [InlineData("caresses", "caress")]
    [InlineData("ponies", "poni")]
    [InlineData("agreed", "agre")]
    [InlineData("plastered", "plaster")]
    [InlineData("motoring", "motor")]
    [InlineData("conflated", "conflat")]
    [InlineData("hopping", "hop")]
    [InlineData("filing", "file")]
    [InlineData("happy", "happi")]
    [InlineData("relational", "relat")]
    [InlineData("vietnamization", "vietnam")]
    [InlineData("hopefulness", "hope")]
    [InlineData("electrical", "electr")]
    [InlineData("replacement", "replac")]
    [InlineData("adoption", "adopt")]
    [InlineData("probate", "probat")]
    [InlineData("controlling", "control")]
    [InlineData("rate", "rate")]
    [InlineData("oscillators", "oscil")]
    [InlineData("sky", "sky")]
    public void Endings_are_cut_off(string word, string stem) => Assert.Equal([stem], TextWords.Of(word));

    [Theory]
    [InlineData("The fees of the Café, ÜBER all!", new[] { "fee", "cafe", "uber" })]
    [InlineData("open_bank_account_4821", new[] { "open", "bank", "account", "4821" })]
    [InlineData("Cafe\u0301s", new[] { "cafe" })]
    [InlineData("東京 tower", new[] { "東", "京", "tower" })]
    [InlineData("страница 12", new[] { "страница", "12" })]
    [InlineData("", new string[0])]
    public void Words_are_folded_and_the_commonest_left_out(string text, string[] words) => Assert.Equal(words, TextWords.Of(text));

    [Fact]
    public void A_long_question_is_cut_into_passages_of_whole_sentences()
    {
        var sentence = string.Join(' ', Enumerable.Range(0, 12).Select(n => $"word{n}"));

        var passages = QueryWords.Passages($"{sentence}. {sentence}! Version 2.5 costs more\n{sentence}");

        Assert.Equal(2, passages.Count);
        Assert.Equal(12, passages[0].Count);
        Assert.Contains("5", passages[1]);
    }

    [Fact]
    public void Of_a_passage_the_rarest_words_are_looked_for_and_no_more_than_their_matches_allow()
    {
        var counts = new Dictionary<string, long> { ["rare"] = 3, ["usual"] = SearchLimits.PassageMatches - 10, ["common"] = SearchLimits.PassageMatches, ["none"] = 0 };

        Assert.Equal([["rare", "usual"]], QueryWords.Choose([["common", "usual", "none", "rare"], ["none"]], counts));
        Assert.Equal([["common"]], QueryWords.Choose([["common", "none"]], counts));
    }
}
