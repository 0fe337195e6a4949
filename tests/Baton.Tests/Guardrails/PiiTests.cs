using System.Text.Json;
using Baton.Agents.Guardrails;
using Baton.Contracts;

namespace Baton.Tests.Guardrails;

/// <summary><c>no_pii_in_output</c>.</summary>
public sealed class PiiTests
{
    private const string Guardrail = "no_pii_in_output";

    [Theory]
    [InlineData("Your card 4111 1111 1111 1111 was charged.", "Your card [card] was charged.")]
    [InlineData("Card 5500-0055-5555-5559.", "Card [card].")]
    [InlineData("4111１１１１１１１１１１１１ it is", "[card] it is")]
    [InlineData("4111\u200B1111\u200B1111\u200B1111 it is", "[card] it is")]
    [InlineData("Her SSN is 219-09-9999, no doubt.", "Her SSN is [ssn], no doubt.")]
    [InlineData("Pay to DE89 3704 0044 0532 0130 00 today", "Pay to [iban] today")]
    [InlineData("gb82west12345698765432", "[iban]")]
    [InlineData("Write to jo.o'neil+x@mail.example.co.uk.", "Write to [email].")]
    [InlineData("Call +49 (0)30 1234567 or (555) 010-4477 ext. 12", "Call [phone] or [phone]")]
    [InlineData("My mobile: 0171 2345678", "My mobile: [phone]")]
    [InlineData("From 192.168.7.21 and 2001:db8::ff00:42:8329", "From [ip] and [ip]")]
    [InlineData("Use sk-proj-abcdefghijklmnopqrstuvwx1234 for it", "Use [secret] for it")]
    [InlineData("The password is hunter22!, keep it", "The password is [secret], keep it")]
    [InlineData("Authorization: Bearer abcdef0123456789ABCDEF", "Authorization: Bearer [secret]")]
    [InlineData("-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- there", "[secret] there")]
    public async Task Personal_data_is_replaced_by_its_kind(string text, string left)
    {
        var verdict = await Checking.AskAsync(Guardrail, text);

        Assert.Equal((GuardrailAction.Redact, left), (verdict.Action, verdict.Text));
    }

    [Theory]
    [InlineData("Order 4111 1111 1111 1112 fails the check digit.")]
    [InlineData("Your order 00004587345 and invoice 37219 of 2026-11-21, 12:34:56.")]
    [InlineData("000-12-3456, 666-12-3456, 123-00-4567, 123-45-0000, 078-05-1120 are never given out.")]
    [InlineData("DE89 3704 0044 0532 0130 01 has wrong check digits.")]
    [InlineData("Version 1.2.3.4.5, 10.11.2026, 300.1.2.3, 3.14159265358979")]
    [InlineData("me@home, @support, a@b, x @ y.com")]
    [InlineData("The password is wrong. Reset your password: choose another one.")]
    [InlineData("It costs 1,234,567.89 or 1.234.567,89 for 10000000 pieces.")]
    public async Task What_only_looks_like_it_stays(string text) => Assert.Equal(GuardrailAction.Pass, (await Checking.AskAsync(Guardrail, text)).Action);

    [Fact]
    public async Task The_findings_are_counted_by_kind()
    {
        var verdict = await Checking.AskAsync(Guardrail, "a@example.com, b@example.com, 192.168.7.21");

        Assert.Equal(new Dictionary<string, int> { ["email"] = 2, ["ip"] = 1 }, verdict.Findings);
    }

    [Fact]
    public async Task A_customers_own_address_may_pass_and_another_may_not()
    {
        var input = new GuardrailInput(GuardrailBoundary.Output, "We write to Me@Example.com, not to you@example.com.") { Given = [Message.Human("I am me@example.com"), Message.Ai("you@example.com", "other")] };

        var verdict = await Checking.AskAsync(Guardrail, input, new { allow = new { email = new[] { "own" } } });

        Assert.Equal("We write to Me@Example.com, not to [email].", verdict.Text);
    }

    [Fact]
    public async Task Addresses_of_a_domain_and_single_values_can_be_allowed()
    {
        var verdict = await Checking.AskAsync(
            Guardrail, "help@shop.example, boss@evil.example, call (555) 010-4477", new { allow = new { email = new[] { "@shop.example" }, phone = new[] { "555 010 4477" } } });

        Assert.Equal("help@shop.example, [email], call (555) 010-4477", verdict.Text);
    }

    [Fact]
    public async Task Only_the_kinds_that_are_set_are_looked_for()
    {
        Assert.Equal("[card] a@example.com", (await Checking.AskAsync(Guardrail, "4111111111111111 a@example.com", new { types = new[] { "card" } })).Text);
    }

    [Fact]
    public async Task It_blocks_where_it_is_told_to()
    {
        Assert.Equal(GuardrailAction.Block, (await Checking.AskAsync(Guardrail, "a@example.com", new { action = "block" })).Action);
    }

    [Fact]
    public async Task In_JSON_escapes_are_read_and_JSON_is_left()
    {
        var input = Checking.Answer("""{"to":"a\u0040example.com","card":4111111111111111,"ok":true,"n":3,"list":["x"]}""");

        var left = JsonSerializer.Deserialize<JsonElement>((await Checking.AskAsync(Guardrail, input)).Text!);

        Assert.Equal("[email]", left.GetProperty("to").GetString());
        Assert.Equal("[card]", left.GetProperty("card").GetString());
        Assert.Equal((true, 3), (left.GetProperty("ok").GetBoolean(), left.GetProperty("n").GetInt32()));
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1 ")]
    [InlineData("@a.")]
    [InlineData(":a")]
    [InlineData("DE89")]
    [InlineData("password:")]
    [InlineData("\uDC00１")]
    public async Task Any_text_of_any_length_is_checked(string part)
    {
        var text = string.Concat(Enumerable.Repeat(part, 100_000 / part.Length));

        await Checking.AskAsync(Guardrail, text).WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
    }

    [Theory]
    [InlineData("""{"note":"paid\n4111111111111111"}""", """{"note":"paid\n[card]"}""")]
    [InlineData("card +4111 1111 1111 1111", "card +[card]")]
    [InlineData("call +49 1512 3456789", "call [phone]")]
    public async Task Neither_an_escape_nor_a_sign_before_it_hides_a_number(string text, string left) =>
        Assert.Equal(left, (await Checking.AskAsync("no_pii_in_output", new GuardrailInput(GuardrailBoundary.ToolResult, text))).Text);
}
