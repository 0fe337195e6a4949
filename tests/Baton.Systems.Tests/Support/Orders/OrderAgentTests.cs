using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Errors;
using Baton.Support.Orders;
using Baton.Support.Orders.Evaluation;
using Baton.Support.Orders.Guardrails;
using Baton.Support.Orders.Import;
using Baton.Support.Orders.Records;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Systems.Tests.Support.Orders;

/// <summary>The order agent as it is shipped, with a model that makes given calls.</summary>
public sealed class OrderAgentTests
{
    private static readonly string Return = """{"order_id":"#W2","item_ids":["L1","L1"],"payment_method_id":"credit_card_1"}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_refund_above_the_limit_waits_for_a_person_and_is_made_when_approved()
    {
        await using var host = await StartAsync(("return_delivered_order_items", Return));
        var waiting = await AskAsync(host, "Yes.");
        Assert.Equal(RunStatus.Waiting, waiting.Run.Status);
        Assert.Equal(OrderStatus.Delivered, (await OrderAsync(host, "#W2")).Status);
        var question = Assert.Single(waiting.Tickets).Value.ToString()!;
        Assert.Contains("gives back $200.00 for #W2, more than the limit of $150.00", question, StringComparison.Ordinal);

        var done = await AnswerAsync(host, approved: true);

        Assert.Equal(RunStatus.Success, done.Run.Status);
        Assert.Equal(OrderStatus.ReturnRequested, (await OrderAsync(host, "#W2")).Status);
    }

    [Fact]
    public async Task A_refund_that_a_person_refuses_is_not_made()
    {
        await using var host = await StartAsync(("return_delivered_order_items", Return));
        await AskAsync(host, "Yes.");

        var done = await AnswerAsync(host, approved: false);

        Assert.Equal(RunStatus.Success, done.Run.Status);
        Assert.Equal(OrderStatus.Delivered, (await OrderAsync(host, "#W2")).Status);
    }

    [Fact]
    public async Task A_refund_up_to_the_limit_waits_for_nobody()
    {
        await using var host = await StartAsync(("cancel_pending_order", """{"order_id":"#W1","reason":"no longer needed"}"""));

        Assert.Equal(RunStatus.Success, (await AskAsync(host, "Yes.")).Run.Status);

        Assert.Equal(OrderStatus.Cancelled, (await OrderAsync(host, "#W1")).Status);
    }

    [Fact]
    public async Task What_the_policy_refuses_is_not_put_before_a_person()
    {
        await using var host = await StartAsync(("return_delivered_order_items", Return.Replace("credit_card_1", "paypal_1", StringComparison.Ordinal)));

        Assert.Equal(RunStatus.Success, (await AskAsync(host, "Yes.")).Run.Status);
    }

    [Fact]
    public async Task Nothing_is_changed_without_the_customers_yes()
    {
        await using var host = await StartAsync(("cancel_pending_order", """{"order_id":"#W1","reason":"no longer needed"}"""));

        Assert.Equal(RunStatus.Success, (await AskAsync(host, "Cancel order #W1, it is no longer needed.")).Run.Status);

        Assert.Equal(OrderStatus.Pending, (await OrderAsync(host, "#W1")).Status);
    }

    [Fact]
    public async Task Two_changes_of_one_order_at_once_are_both_made_one_after_the_other()
    {
        await using var host = await StartAsync(
            ("modify_pending_order_payment", """{"order_id":"#W1","payment_method_id":"paypal_1"}"""),
            ("modify_pending_order_address", """{"order_id":"#W1","address1":"5 New Street","address2":"","city":"Springfield","state":"IL","country":"USA","zip":"10005"}"""));

        Assert.Equal(RunStatus.Success, (await AskAsync(host, "Yes.")).Run.Status);

        var order = await OrderAsync(host, "#W1");
        Assert.Equal(("10005", 3), (order.Address.Zip, order.PaymentHistory.Count));
    }

    [Theory]
    [InlineData("Yes, please.", true)]
    [InlineData("ok, go ahead", true)]
    [InlineData("Ja, bitte", true)]
    [InlineData("Sí", true)]
    [InlineData("No, only the lamp.", false)]
    [InlineData("Wait, is that sure?", false)]
    [InlineData("Please cancel my order.", false)]
    [InlineData("", false)]
    public void A_yes_is_told_from_everything_else(string message, bool isYes) => Assert.Equal(isYes, CustomerConfirmed.IsYes(message));

    [Theory]
    [InlineData(null, 500.0)]
    [InlineData("99.90", 99.90)]
    [InlineData("OFF", null)]
    public void The_limit_is_an_amount_or_off(string? setting, double? limit) =>
        Assert.Equal((decimal?)limit, OrderSettings.From(Settings(setting)).RefundLimit);

    [Fact]
    public void A_limit_that_is_no_amount_is_refused() =>
        Assert.Equal(ErrorCodes.OrderSettingInvalid, Assert.Throws<BatonException>(() => OrderSettings.From(Settings("-5"))).Code);

    private static IConfiguration Settings(string? limit) => new ConfigurationBuilder().AddInMemoryCollection([new(OrderSettings.LimitKey, limit)]).Build();

    private static async Task<RetailHost> StartAsync(params (string Tool, string Arguments)[] calls)
    {
        var host = await RetailHost.StartAsync(Settings("150"), baton => baton.AddModel("default", _ => new CallingModel(calls)), Token);
        using var folder = new ShopFolder();
        await new RetailImport(host.Store, Shop.Tenant).RunAsync(await RetailFolder.ReadAsync(folder.Path, Token), replace: false, Token);
        await host.Sessions.SignInAsync(Shop.Tenant, "talk", Shop.Ada, Token);
        return host;
    }

    private static Task<RunResult> AskAsync(RetailHost host, string message) =>
        RunAsync(host, new RunRequest(OrderConversation.Id) { Thread = "talk", Input = JsonSerializer.SerializeToElement(new OrderQuestion(message), BatonJson.Options) });

    private static Task<RunResult> AnswerAsync(RetailHost host, bool approved) =>
        RunAsync(host, new RunRequest(OrderConversation.Id) { Thread = "talk", Resume = JsonSerializer.SerializeToElement(new { approved }) });

    private static async Task<RunResult> RunAsync(RetailHost host, RunRequest request)
    {
        var started = await host.Runs.StartAsync(request, Token);
        return await host.Runs.WaitAsync(Shop.Tenant, started.Run.Id, Token);
    }

    private static async Task<Order> OrderAsync(RetailHost host, string id) =>
        RetailJson.Read<Order>((await host.Store.Records.FindAsync(Shop.Tenant, RetailCollections.Orders, id, Token))!.Value);
}
