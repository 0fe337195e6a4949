using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.LedgerServer.Tracing;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Alerts;

public sealed class AlertTests
{
    private static readonly (string, string)[] ErrorRate =
    [
        ("Alerts:Rules:errors:Kind", "error_rate"), ("Alerts:Rules:errors:Above", "0.4"), ("Alerts:Rules:errors:MinCount", "4"), ("Alerts:Rules:errors:Window", "00:10:00"),
        ("Alerts:Rules:errors:ResolveFor", "00:00:00.3"), ("Alerts:Rules:errors:Channels:0", "ops"),
    ];

    [Fact]
    public async Task Of_three_servers_of_one_store_an_alert_fires_once_and_resolves_once()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var store = AlertedDesk.SharedStore();
        var settings = AlertedDesk.Settings(hook.Address, ErrorRate);
        await using var first = await AlertedDesk.StartAsync(settings, store);
        await using var second = await AlertedDesk.StartAsync(settings, store);
        await using var third = await AlertedDesk.StartAsync(settings, store);

        // No server alone has seen as many as the rule asks for.
        foreach (var desk in new[] { first, second, third })
        {
            await desk.RunAsync("fail", $"{Guid.NewGuid()}");
            await desk.RunAsync("fail", $"{Guid.NewGuid()}");
        }

        await hook.UntilAsync(posted => posted.Count > 0);
        for (var run = 0; run < 12; run++) await third.RunAsync("well", $"{Guid.NewGuid()}");
        await hook.UntilAsync(posted => posted.Any(one => StatusOf(one) == "resolved"));
        await second.UntilAsync("ok");

        Assert.Equal(["firing", "resolved"], hook.Posted.Select(StatusOf));
        Assert.Equal(2, hook.Posted.Select(posted => posted.Key).Distinct().Count());
    }

    [Fact]
    public async Task What_fires_survives_a_restart_and_does_not_fire_again()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var store = AlertedDesk.SharedStore();
        var settings = AlertedDesk.Settings(hook.Address, ErrorRate);
        await using (var before = await AlertedDesk.StartAsync(settings, store))
        {
            for (var run = 0; run < 4; run++) await before.RunAsync("fail", $"{Guid.NewGuid()}");
            await hook.UntilAsync(posted => posted.Count == 1);
        }

        await using var after = await AlertedDesk.StartAsync(settings, store);
        var restarted = (await after.AlertAsync()).GetProperty("at").GetDateTimeOffset();
        await Eventually.TrueAsync(async () => (await after.AlertAsync()).GetProperty("at").GetDateTimeOffset() > restarted.AddSeconds(0.5));

        Assert.Equal("firing", (await after.AlertAsync()).GetProperty("status").GetString());
        Assert.Single(hook.Posted);
    }

    [Fact]
    public async Task A_webhook_is_signed_and_tried_again_under_the_same_key()
    {
        await using var hook = await WebhookReceiver.StartAsync(refusals: 1);
        await using var desk = await AlertedDesk.StartAsync(AlertedDesk.Settings(hook.Address, ErrorRate));
        for (var run = 0; run < 4; run++) await desk.RunAsync("fail", $"{Guid.NewGuid()}");

        var posted = (await hook.UntilAsync(posted => posted.Count > 0))[0];

        var parts = posted.Signature.Split(',').Select(part => part.Split('=', 2)).ToDictionary(part => part[0], part => part[1], StringComparer.Ordinal);
        var signed = Encoding.UTF8.GetBytes($"{parts["t"]}.{posted.Body}");
        Assert.Equal(Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes("a secret"), signed)), parts["v1"]);
        var alert = JsonElement.Parse(posted.Body).GetProperty("alert");
        Assert.Equal(("errors", "error_rate", 1.0), (alert.GetProperty("rule").GetString(), alert.GetProperty("kind").GetString(), alert.GetProperty("value").GetDouble()));
    }

    [Fact]
    public async Task A_private_address_is_refused_unless_the_channel_allows_it()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        var settings = AlertedDesk.Settings(hook.Address, ErrorRate);
        settings["Baton:Notifications:Channels:ops:AllowPrivate"] = "false";
        await using var desk = await AlertedDesk.StartAsync(settings);
        for (var run = 0; run < 4; run++) await desk.RunAsync("fail", $"{Guid.NewGuid()}");
        await desk.UntilAsync("firing");

        var message = new OutboxMessage("channel:ops", "k", "{}"u8.ToArray());
        var route = desk.Services.GetServices<IOutboxRoute>().Single(route => route.Takes(message));
        var failure = await Record.ExceptionAsync(async () => await route.SendAsync(message, TestContext.Current.CancellationToken));

        Assert.Contains("Baton:Notifications:Channels:ops:AllowPrivate", OutboundGuard.RefusalIn(failure!)?.Message, StringComparison.Ordinal);
        Assert.Empty(hook.Posted);
    }

    [Fact]
    public async Task The_live_feed_tells_of_it()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var store = AlertedDesk.SharedStore();
        var settings = AlertedDesk.Settings(hook.Address, ErrorRate);
        await using var working = await AlertedDesk.StartAsync(settings, store);
        await using var watched = await AlertedDesk.StartAsync(settings, store);
        await using var feed = await watched.Client.GetStreamAsync(new Uri("/ops/live", UriKind.Relative), TestContext.Current.CancellationToken);
        using var reader = new StreamReader(feed);
        for (var run = 0; run < 4; run++) await working.RunAsync("fail", $"{Guid.NewGuid()}");

        var line = "";
        while (line is not null && !line.Contains("\"alert\"", StringComparison.Ordinal)) line = await reader.ReadLineAsync(TestContext.Current.CancellationToken);

        Assert.Contains("\"status\":\"firing\"", line, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("escalation_rate", "Escalated billing", 0.5)]
    [InlineData("stuck_runs", "well", null)]
    [InlineData("queue_age", "well", null)]
    [InlineData("spend", "well", null)]
    public async Task Other_kinds_are_measured(string kind, string what, double? value)
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var desk = await AlertedDesk.StartAsync(AlertedDesk.Settings(hook.Address, ("Alerts:Rules:rule:Kind", kind), ("Alerts:Rules:rule:Above", "0.4")));
        await desk.RunAsync(what, $"{Guid.NewGuid()}");
        await desk.RunAsync("New", $"{Guid.NewGuid()}");

        await desk.UntilAsync(value is null ? "ok" : "firing");
        await Eventually.TrueAsync(async () => value is null || (await desk.AlertAsync()).GetProperty("value").GetDouble() == value, () => $"It is not {value}.");

        Assert.Equal(JsonValueKind.Null, (await desk.AlertAsync()).GetProperty("problem").ValueKind);
    }

    [Fact]
    public async Task An_agent_s_latency_and_open_circuits_are_measured()
    {
        var settings = new Dictionary<string, string?>
        {
            ["Baton:Alerts:Interval"] = "00:00:00.2",
            ["Baton:Alerts:Rules:a_slow:Kind"] = "agent_latency",
            ["Baton:Alerts:Rules:a_slow:Agent"] = "clerk",
            ["Baton:Alerts:Rules:a_slow:Above"] = "0",
            ["Baton:Alerts:Rules:b_open:Kind"] = "circuit_open",
        };
        await using var server = await RealServer.StartAsync(baton => TracedDesk.AddTo(baton), settings);
        using var content = new StringContent("""{"assistant_id":"traced_clerk","input":{"text":"hello"}}""", Encoding.UTF8, "application/json");
        using var response = await server.Client.PostAsync(new Uri("/runs/wait", UriKind.Relative), content, TestContext.Current.CancellationToken);

        await Eventually.TrueAsync(async () =>
        {
            var alerts = JsonElement.Parse(await server.Client.GetStringAsync(new Uri("/ops/alerts", UriKind.Relative), TestContext.Current.CancellationToken));
            return alerts.EnumerateArray().Select(alert => alert.GetProperty("status").GetString()).SequenceEqual(["firing", "ok"]) && alerts[0].GetProperty("count").GetInt64() == 1;
        });
    }

    private static string? StatusOf(Posted posted) => JsonElement.Parse(posted.Body).GetProperty("alert").GetProperty("status").GetString();
}
