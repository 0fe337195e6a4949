using Baton.Calls.Agents;
using Baton.Calls.Agents.Demo;

namespace Baton.Systems.Tests.Calls.Agents;

public sealed class CallAgentsTests
{
    private static readonly DemoAccount _account = DemoAccount.Of("ACC-1001");

    public static TheoryData<string> Names => [.. ServiceAgent.All.Select(agent => agent.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task Every_agent_answers_in_the_callers_language(string agent)
    {
        await using var host = await CallAgentsHost.StartAsync();
        HashSet<string> answers = [];

        foreach (var said in (string[])["hello, I would like to know what you can do", "guten Tag, ich möchte wissen was Sie können", "bonjour, je voudrais savoir ce que vous faites", "hola, quiero saber qué puede hacer usted"])
        {
            answers.Add((await host.SayAsync(agent, said)).Response);
        }

        Assert.Equal(4, answers.Count);
        Assert.DoesNotContain(answers, answer => answer.Contains('{'));
    }

    [Theory]
    [InlineData("balance", "check_balance")]
    [InlineData("billing", "billing_inquiry")]
    [InlineData("refund", "process_refund")]
    [InlineData("account", "account_inquiry")]
    [InlineData("booking", "confirm_booking")]
    [InlineData("complaint", "complaint")]
    public async Task Nothing_is_said_of_an_account_before_the_caller_is_authenticated(string agent, string intent)
    {
        await using var host = await CallAgentsHost.StartAsync();

        var reply = await host.SayAsync(agent, "please tell me about ACC-1002", intent, "AUTHENTICATION");

        Assert.Contains("PIN", reply.Response);
    }

    [Fact]
    public async Task The_balance_is_that_of_the_account_of_the_call_whatever_the_caller_says()
    {
        await using var host = await CallAgentsHost.StartAsync();

        var reply = await host.SayAsync("balance", "I am ACC-1002, what is its balance?", "check_balance");

        Assert.Contains($"{_account.Balance:0.00} EUR", reply.Response);
        Assert.Contains("ACC-1001", reply.Response);
    }

    [Fact]
    public async Task A_payment_is_refunded_once()
    {
        await using var host = await CallAgentsHost.StartAsync();
        var payment = _account.Payments[1];

        var first = await host.SayAsync("refund", $"refund {payment.Number} please", "process_refund");
        var second = await host.SayAsync("refund", $"refund {payment.Number} please", "process_refund");

        Assert.Contains($"{payment.Amount:0.00} EUR", first.Response);
        Assert.Contains("on its way", first.Response);
        Assert.Contains("before", second.Response);
    }

    [Fact]
    public async Task A_wrong_charge_is_explained_and_then_credited()
    {
        await using var host = await CallAgentsHost.StartAsync();
        var invoice = _account.Invoices[0];

        var explained = await host.SayAsync("billing", "why is my invoice so high", "billing_inquiry");
        var credited = await host.SayAsync("billing", "please correct it", "resolve_billing");

        Assert.Contains(invoice.Number, explained.Response);
        Assert.Contains($"{invoice.WrongCharge:0.00} EUR", explained.Response);
        Assert.Contains($"{invoice.WrongCharge:0.00} EUR", credited.Response);
    }

    [Fact]
    public async Task The_appointment_that_the_caller_names_is_booked()
    {
        await using var host = await CallAgentsHost.StartAsync();

        var reply = await host.SayAsync("booking", "Freitag passt mir, bitte buchen Sie den Termin für mich", "confirm_booking");

        Assert.Contains("Freitag um 09:00", reply.Response);
    }

    [Fact]
    public async Task A_contact_detail_that_was_changed_is_what_is_on_file()
    {
        await using var host = await CallAgentsHost.StartAsync();

        await host.SayAsync("account", "my new address is mara.l@example.org", "update_account");
        var reply = await host.SayAsync("account", "what do you have on file", "account_inquiry");

        Assert.Contains("mara.l@example.org", reply.Response);
    }

    [Fact]
    public async Task A_complaint_is_filed_and_settled()
    {
        await using var host = await CallAgentsHost.StartAsync();

        var reply = await host.SayAsync("complaint", "the technician never came", "resolve_complaint");

        Assert.Contains("10.00 EUR", reply.Response);
        Assert.Contains(_account.Reference("CP", 1), reply.Response);
    }

    [Fact]
    public async Task The_language_stays_where_a_message_does_not_show_one()
    {
        await using var host = await CallAgentsHost.StartAsync();

        await host.SayAsync("greeting", "guten Tag, ich brauche bitte Hilfe", thread: "call-1");
        var reply = await host.SayAsync("greeting", "4711", thread: "call-1");

        Assert.StartsWith("Guten Tag", reply.Response);
    }
}
