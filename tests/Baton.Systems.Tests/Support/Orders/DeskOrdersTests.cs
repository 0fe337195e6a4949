using System.Text.Json;
using Baton.Engine.Runs;
using Baton.Graphs;
using Baton.Support.Desk;
using Baton.Support.Orders;
using Baton.Support.Orders.Import;
using Baton.Support.Orders.Records;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Systems.Tests.Support.Orders;

/// <summary>Orders at the support desk.</summary>
public sealed class DeskOrdersTests
{
    private const string Cancel = "Please cancel order #W1, it is no longer needed";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_order_is_cancelled_at_the_desk_once_the_customer_is_known_and_agrees()
    {
        await using var host = await WithShopAsync();

        var asked = await host.AskAsync(Cancel, "c1");
        Assert.Equal(("orders", CaseStatus.WaitingForCustomer, Category.General), (asked.CurrentAgent, asked.Status, asked.Category));
        var proposed = await host.AskAsync("ada@example.com", "c1");
        Assert.Contains("cancel order #W1", proposed.Response, StringComparison.Ordinal);
        Assert.Equal(OrderStatus.Pending, await StatusAsync(host, "#W1"));
        var done = await host.AskAsync("Yes, please", "c1");

        Assert.Equal(("orders", CaseStatus.Resolved), (done.CurrentAgent, done.Status));
        Assert.Equal(OrderStatus.Cancelled, await StatusAsync(host, "#W1"));
    }

    [Theory]
    [InlineData("I want to exchange an item of my order")]
    [InlineData("I would like to return the desk lamp from order #W2")]
    [InlineData("can I change order #W1, I am Ada Stone, 10001")]
    public async Task Who_wants_to_change_an_order_comes_to_the_order_desk(string message)
    {
        await using var host = await WithShopAsync();

        Assert.Equal("orders", (await host.AskAsync(message)).CurrentAgent);
    }

    [Theory]
    [InlineData(Cancel, "general")]
    [InlineData("how do I download the invoice for my order", "billing")]
    public async Task Without_a_shop_the_specialists_answer_as_before(string message, string agent)
    {
        await using var host = await SupportHost.StartAsync();

        Assert.Equal(agent, (await host.AskAsync(message)).CurrentAgent);
    }

    [Theory]
    [InlineData("where can I download the invoice for my order", "billing")]
    [InlineData("how long does delivery take", "general")]
    [InlineData("I cannot log in to my account", "technical")]
    public async Task What_is_no_work_on_an_order_stays_with_the_specialists(string message, string agent)
    {
        await using var host = await WithShopAsync();

        Assert.Equal(agent, (await host.AskAsync(message)).CurrentAgent);
    }

    [Fact]
    public async Task A_customer_who_turns_to_another_matter_leaves_the_order_desk()
    {
        await using var host = await WithShopAsync();
        await host.AskAsync(Cancel, "c1");

        Assert.Equal("technical", (await host.AskAsync("Before that, how do I reset my password?", "c1")).CurrentAgent);
    }

    [Fact]
    public async Task A_large_refund_waits_for_a_person_inside_the_desk()
    {
        await using var host = await WithShopAsync(limit: 50m);
        await host.AskAsync($"{Cancel}. I am ada@example.com", "c1");
        var waiting = await host.RunAsync("yes", "c1");
        Assert.Equal((RunStatus.Waiting, OrderStatus.Pending), (waiting.Run.Status, await StatusAsync(host, "#W1")));

        var question = await host.QuestionAsync("c1");
        await host.Runs.AnswerAsync(SupportHost.Tenant, question.Id, new TicketAnswer(JsonElement.Parse("""{"approved":true}"""), null, "anna"), Token);
        var done = await host.Runs.WaitAsync(SupportHost.Tenant, question.Run, Token);

        Assert.Equal((RunStatus.Success, OrderStatus.Cancelled), (done.Run.Status, await StatusAsync(host, "#W1")));
    }

    [Theory]
    [InlineData("Please cancel order #W99")]
    [InlineData("Please change the address of order #W99 to Springfield")]
    [InlineData("I want to exchange the desk lamp of order W99 for a red one")]
    public async Task An_order_that_is_not_there_is_never_taken_for_another(string wish)
    {
        await using var host = await WithShopAsync();

        var reply = await host.AskAsync($"{wish}. I am ada@example.com", "c1");

        Assert.Equal("I find no order #W99 of yours. Which order do you mean?", reply.Response);
    }

    [Fact]
    public void A_transfer_of_the_order_desk_goes_up()
    {
        var state = SupportState.Open(new SupportRequest("u1", Cancel)).Answered("orders", "YOU ARE BEING TRANSFERRED TO A HUMAN AGENT. PLEASE HOLD ON.");

        Assert.True(DeskSteps.Default.LeadsUp(state));
    }

    private static async Task<SupportHost> WithShopAsync(decimal? limit = null)
    {
        var host = await SupportHost.StartAsync(baton => baton.Services.Replace(ServiceDescriptor.Singleton(new OrderSettings(limit))));
        using var folder = new ShopFolder();
        await new RetailImport(host.Store, SupportHost.Tenant).RunAsync(await RetailFolder.ReadAsync(folder.Path, Token), replace: false, Token);
        return host;
    }

    private static async Task<string> StatusAsync(SupportHost host, string order) =>
        RetailJson.Read<Order>((await host.Store.Records.FindAsync(SupportHost.Tenant, RetailCollections.Orders, order, Token))!.Value).Status;
}
