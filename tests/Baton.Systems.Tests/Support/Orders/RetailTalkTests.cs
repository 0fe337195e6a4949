using Baton.Support.Orders.Evaluation;
using Baton.Tests.Agents;
using Microsoft.Extensions.Configuration;

namespace Baton.Systems.Tests.Support.Orders;

public sealed class RetailTalkTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_model_plays_desk_and_customer_to_the_right_end_state()
    {
        await using var server = await WireServer.StartAsync();
        server
            .NextStream(Wire.OpenAIText(["Hi, I am Ada Stone, zip 10001. ", "Please cancel #W6."]))
            .NextStream(Call("find_user_id_by_name_zip", """{"first_name":"Ada","last_name":"Stone","zip":"10001"}"""))
            .NextStream(Call("cancel_pending_order", """{"order_id":"#W6","reason":"no longer needed"}"""))
            .NextStream(Wire.OpenAIText(["I would cancel #W6 and give $10.30 back to gift_card_1. ", "Yes or no?"]))
            .NextStream(Wire.OpenAIText(["Yes, please."]))
            .NextStream(Call("cancel_pending_order", """{"order_id":"#W6","reason":"no longer needed"}"""))
            .NextStream(Wire.OpenAIText(["Done."]))
            .NextStream(Wire.OpenAIText(["###STOP###"]));
        using var folder = new ShopFolder();

        var result = Assert.Single(await RetailTrials.RunAsync(await ShopTasks.ReadAsync(folder), 1, 1, Models(server), Token));

        Assert.True(result.IsRight, result.Failure + string.Join('\n', result.Differences));
        Assert.Equal(
            [CustomerConversation.Greeting, "Hi, I am Ada Stone, zip 10001. Please cancel #W6.", "I would cancel #W6 and give $10.30 back to gift_card_1. Yes or no?", "Yes, please.", "Done."],
            result.Lines);
        Assert.Equal([1.0], PassRates.Of([result]));

        // The first call came before the customer's yes: it was refused, and the model told why.
        var told = server.Requests.ElementAt(3).Body.GetProperty("messages").EnumerateArray().Last().GetProperty("content").ToString();
        Assert.Contains("has not confirmed", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_that_does_nothing_does_not_pass()
    {
        await using var server = await WireServer.StartAsync();
        server
            .NextStream(Wire.OpenAIText(["Please cancel #W6."]))
            .NextStream(Wire.OpenAIText(["I have cancelled it."]))
            .NextStream(Wire.OpenAIText(["###STOP###"]));
        using var folder = new ShopFolder();

        var result = Assert.Single(await RetailTrials.RunAsync(await ShopTasks.ReadAsync(folder), 1, 1, Models(server), Token));

        Assert.False(result.IsRight);
        Assert.Contains("missing: orders/#W6/status: \"pending\" → \"cancelled\"", result.Differences);
    }

    [Fact]
    public async Task The_rehearsals_hold_a_plain_conversation_to_its_end()
    {
        using var folder = new ShopFolder();

        var results = await RetailTrials.RunAsync(await ShopTasks.ReadAsync(folder), 2, 2, new ConfigurationBuilder().Build(), Token);

        Assert.All(results, result => Assert.True(result.IsRight, $"{result.Failure}\n{string.Join('\n', result.Differences)}\n{string.Join('\n', result.Lines)}"));
        Assert.Equal([1.0, 1.0], PassRates.Of(results));
    }

    private static IEnumerable<string> Call(string tool, string arguments) => Wire.OpenAITools(($"call_{tool}_{arguments.Length}", tool, [arguments]));

    private static IConfiguration Models(WireServer server) => new ConfigurationBuilder().AddInMemoryCollection(
    [
        new("Baton:Models:default:provider", "openai"),
        new("Baton:Models:default:model", "m-asked"),
        new("Baton:Models:default:base_url", server.Address + "/v1"),
    ]).Build();
}
