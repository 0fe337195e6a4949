using System.Text;
using Baton.Agents.Context;

namespace Baton.Tests.Context;

public sealed class TextCutTests
{
    private static readonly TokenRate Rate = new(1);

    [Fact]
    public void A_text_that_fits_is_left_alone() => Assert.Equal(("short", 0), TextCut.Fit("short", 100, Rate));

    [Theory]
    [InlineData(100)]
    [InlineData(300)]
    [InlineData(2_000)]
    public void A_cut_text_fits(int tokens)
    {
        var (text, left) = TextCut.Fit(LongTalk.Log(1_000), tokens, Rate);

        Assert.True(Rate.Tokens(text) <= tokens, $"{Rate.Tokens(text)} of {tokens}");
        Assert.True(left > 900 - tokens);
    }

    [Fact]
    public void A_text_without_lines_keeps_its_head_and_tail()
    {
        var (text, _) = TextCut.Fit($"BEGIN {string.Concat(Enumerable.Repeat("lorem ipsum ", 4_000))} END", 400, Rate);

        Assert.StartsWith("BEGIN", text, StringComparison.Ordinal);
        Assert.Contains(" END\n", text, StringComparison.Ordinal);
    }

    [Fact]
    public void What_is_kept_of_a_long_line_is_not_broken_up()
    {
        var (text, _) = TextCut.Fit(string.Concat(Enumerable.Repeat("0123456789abcdef🙂", 3_000)), 2_000, Rate);

        Assert.StartsWith(string.Concat(Enumerable.Repeat("0123456789abcdef🙂", 20)), text, StringComparison.Ordinal);
        Assert.DoesNotContain('\ufffd', Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)));
    }

    [Fact]
    public void Of_many_errors_that_differ_in_figures_the_rare_one_is_seen()
    {
        var lines = Enumerable.Range(0, 3_000).Select(line => $"10:00:{line % 60:00} ERROR attempt {line} timed out").ToList();
        lines[1_700] = "10:00:20 FATAL disk sdb1 is full";

        var (text, _) = TextCut.Fit(string.Join('\n', lines), 500, Rate);

        Assert.Contains("disk sdb1 is full", text, StringComparison.Ordinal);
    }

    [Fact]
    public void The_note_says_how_much_is_missing()
    {
        var (text, left) = TextCut.Fit(LongTalk.Log(500), 300, Rate);

        Assert.Contains($"[… {left} lines left out …]", text, StringComparison.Ordinal);
    }
}
