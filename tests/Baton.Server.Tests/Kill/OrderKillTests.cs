using System.Net.Http.Json;
using System.Text.Json;
using Baton.Server.Tests.Cli;
using Baton.Sqlite;
using Baton.Support.Orders.Records;
using Baton.Tests.Agents;
using Microsoft.AspNetCore.Http;
using ShopCustomer = Baton.Support.Orders.Records.Customer;

namespace Baton.Server.Tests.Kill;

/// <summary>kill -9 of the real server in the middle of an order desk's exchange: the exchange is done once, and the money moves once.</summary>
public sealed class OrderKillTests : IAsyncLifetime
{
    private const int Orders = 10;
    private const decimal Balance = 100.00m;
    private const decimal Difference = 1.70m;
    private static readonly TimeSpan LongestLife = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    private readonly TemporaryData _files = new();
    private readonly HttpClient _client = new();
    private WireServer _model = null!;
    private TaskCompletionSource _asksForExchange = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _model = await WireServer.StartAsync();
        for (var request = 0; request < 1_000; request++) _model.Next(AnswerAsync);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _model.DisposeAsync();
        _files.Dispose();
    }

    [Fact]
    public async Task An_exchange_is_made_once_however_often_the_server_is_killed()
    {
        await ImportAsync();
        var random = new Random(Environment.TickCount);
        for (var number = 1; number <= Orders; number++) await KillDuringAsync(number, random);

        await using var store = new SqliteStore(new SqliteOptions { Directory = _files.Data });
        await store.OpenAsync(Token);
        var customer = await ReadAsync<ShopCustomer>(store, RetailCollections.Users, "ada_stone_1001");
        Assert.Equal(Balance - (Orders * Difference), customer.PaymentMethods["gift_card_1"].Balance);
        for (var number = 1; number <= Orders; number++)
        {
            var order = await ReadAsync<Order>(store, RetailCollections.Orders, $"#K{number}");
            Assert.Equal(OrderStatus.ItemsModified, order.Status);
            Assert.Equal("M2", Assert.Single(order.Items).ItemId);
            Assert.Equal([new Payment(Payment.Paid, 10.30m, "gift_card_1"), new Payment(Payment.Paid, Difference, "gift_card_1")], order.PaymentHistory);
        }

        Assert.Empty(await store.CheckIntegrityAsync(Token));
    }

    // The server dies a random moment after the model was asked for the call that exchanges; the next one brings the run to its end.
    private async Task KillDuringAsync(int number, Random random)
    {
        _asksForExchange = new(TaskCreationOptions.RunContinuationsAsynchronously);
        var (first, url) = await ServeAsync();
        using var accepted = await _client.PostAsJsonAsync($"{url}/runs", new { assistant_id = "order_desk", input = new { message = $"Yes, change #K{number}." } }, Token);
        var body = await accepted.Content.ReadFromJsonAsync<JsonElement>(Token);
        Assert.True(accepted.IsSuccessStatusCode, body.ToString());
        await _asksForExchange.Task.WaitAsync(Patience, Token);

        // Not a wait for something: the moment of the kill is what is being tried out.
        await Task.Delay(LongestLife * random.NextDouble(), Token);
        await first.DisposeAsync();

        var (second, again) = await ServeAsync();
        await using (second) await EndAsync(again, body.GetProperty("run_id").GetString()!);
    }

    private async Task EndAsync(string url, string run)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (true)
        {
            var rows = await _client.GetFromJsonAsync<JsonElement>($"{url}/ops/runs?limit=1000", limit.Token);
            var status = rows.EnumerateArray().First(row => row.GetProperty("run_id").GetString() == run).GetProperty("status").GetString();
            if (status == "success") return;
            Assert.DoesNotContain(status, new[] { "error", "timeout", "cancelled" });
            await Task.Delay(Pause, limit.Token);
        }
    }

    /// <summary>The model: finds the customer, makes the exchange, and says that it is done. What it does follows from the request alone.</summary>
    private async Task AnswerAsync(HttpContext http)
    {
        var messages = _model.Requests.Last().Body.GetProperty("messages").EnumerateArray().ToList();
        var order = messages.Last(message => message.GetProperty("role").GetString() == "user").ToString() is var text ? text[text.IndexOf("#K", StringComparison.Ordinal)..].Split('.')[0] : "";
        var results = messages.Count(message => message.GetProperty("role").GetString() == "tool");
        var answer = results switch
        {
            0 => Wire.OpenAITools(("call_0", "find_user_id_by_email", ["""{"email":"ada@example.com"}"""])),
            1 => Wire.OpenAITools(("call_1", "modify_pending_order_items", [$$"""{"order_id":"{{order}}","item_ids":["M1"],"new_item_ids":["M2"],"payment_method_id":"gift_card_1"}"""])),
            _ => Wire.OpenAIText(["Done."]),
        };
        http.Response.ContentType = "text/event-stream";
        foreach (var line in answer) await http.Response.WriteAsync(line + "\n\n");
        if (results == 1) _asksForExchange.TrySetResult();
    }

    // The address that is written down may be that of the server which was killed: the one that answers counts.
    private async Task<(BatonProcess Process, string Url)> ServeAsync()
    {
        var (process, url) = await BatonProcess.ServeAsync(_files.Data, environment: new Dictionary<string, string>
        {
            ["BATON__MODELS__DEFAULT__PROVIDER"] = "openai",
            ["BATON__MODELS__DEFAULT__MODEL"] = "m-asked",
            ["BATON__MODELS__DEFAULT__BASE_URL"] = _model.Address + "/v1",
        });
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(Token);
        limit.CancelAfter(Patience);
        while (!await IsReadyAsync(url, limit.Token))
        {
            await Task.Delay(Pause, limit.Token);
            url = StoreLock.TryRead(_files.Data)?.Url ?? url;
        }

        return (process, url);
    }

    private async Task<bool> IsReadyAsync(string url, CancellationToken cancellationToken)
    {
        try
        {
            using var answer = await _client.GetAsync($"{url}/ready", cancellationToken);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }

    private async Task ImportAsync()
    {
        var folder = Directory.CreateDirectory(_files.File("shop")).FullName;
        await File.WriteAllTextAsync(Path.Combine(folder, "db.json"), Json(), Token);
        var imported = await BatonProcess.RunAsync(["support", "import-retail", folder, "--data", _files.Data]);
        Assert.True(imported.ExitCode == 0, imported.Error);
        Assert.Contains($"orders: {Orders} added, 0 unchanged.", imported.Output, StringComparison.Ordinal);
        var again = await BatonProcess.RunAsync(["support", "import-retail", folder, "--data", _files.Data]);
        Assert.Contains($"orders: 0 added, {Orders} unchanged.", again.Output, StringComparison.Ordinal);
    }

    private static async Task<T> ReadAsync<T>(SqliteStore store, string collection, string id) => RetailJson.Read<T>((await store.Records.FindAsync("default", collection, id, Token))!.Value);

    private static string Json()
    {
        var address = new { address1 = "1 High Street", address2 = "", city = "Springfield", country = "USA", state = "IL", zip = "10001" };
        string[] ids = [.. Enumerable.Range(1, Orders).Select(number => $"#K{number}")];
        return JsonSerializer.Serialize(new
        {
            products = new
            {
                mugs = new
                {
                    name = "Mug",
                    product_id = "mugs",
                    variants = new
                    {
                        M1 = new { item_id = "M1", options = new { color = "red" }, available = true, price = 10.30m },
                        M2 = new { item_id = "M2", options = new { color = "blue" }, available = true, price = 10.30m + Difference },
                    },
                },
            },
            users = new
            {
                ada_stone_1001 = new
                {
                    user_id = "ada_stone_1001",
                    name = new { first_name = "Ada", last_name = "Stone" },
                    address,
                    email = "ada@example.com",
                    payment_methods = new { gift_card_1 = new { source = "gift_card", id = "gift_card_1", balance = Balance } },
                    orders = ids,
                },
            },
            orders = ids.ToDictionary(id => id, id => new
            {
                order_id = id,
                user_id = "ada_stone_1001",
                address,
                items = new[] { new { name = "Mug", product_id = "mugs", item_id = "M1", price = 10.30m, options = new { color = "red" } } },
                status = "pending",
                fulfillments = Array.Empty<object>(),
                payment_history = new[] { new { transaction_type = "payment", amount = 10.30m, payment_method_id = "gift_card_1" } },
            }),
        });
    }
}
