using Baton.Agents.Context;
using Baton.Agents.Models;

namespace Baton.Tests.Context;

public sealed class TokenCountTests
{
    private static readonly ModelEntry Model = new() { Name = "m", Provider = "openai", Model = "m" };

    [Theory]
    [InlineData("The customer has been waiting for a replacement since Monday.")]
    [InlineData("{\"order_id\": \"A-10442\", \"total\": 129.90}")]
    [InlineData("客户已经等了很久了")]
    [InlineData("Перезвоните мне завтра утром")]
    public void What_is_likely_lies_below_what_is_possible(string text) =>
        Assert.InRange(new TokenRate(1).Tokens(text), text.Length / 8, TokenCount.Never(text));

    [Fact]
    public void A_rehearsal_counts_characters() => Assert.Equal(3, TokenRate.Offline.Tokens("123456789"));

    [Fact]
    public void What_a_provider_reports_moves_the_rate()
    {
        var rates = new TokenRates();
        var before = rates.Of(Model).Factor;

        for (var call = 0; call < 40; call++) rates.Learn(Model, (long)(1_000 * rates.Of(Model).Factor), 1_500);

        Assert.Equal(1.5, rates.Of(Model).Factor / before, precision: 2);
    }

    [Fact]
    public void A_report_out_of_all_proportion_moves_it_little()
    {
        var rates = new TokenRates();

        rates.Learn(Model, 1_000, 90_000_000);

        Assert.InRange(rates.Of(Model).Factor, 1.0, 1.5);
    }
}
