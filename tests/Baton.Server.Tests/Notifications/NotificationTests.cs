using System.Text.Json;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Server.Notifications;
using Baton.Server.Tests.Alerts;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Notifications;

public sealed class NotificationTests
{
    private static readonly string[] Events = ["case_opened", "case_escalated", "case_resolved", "case_reopened", "approval_needed"];

    [Fact]
    public async Task Every_business_event_is_told_once_and_says_nothing_that_a_customer_said()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var desk = await AlertedDesk.StartAsync(Told(hook.Address));

        foreach (var what in new[] { "Escalated", "Resolved", "Reopened", "ask" }) await desk.RunAsync(what, "case-1");
        var posted = await hook.UntilAsync(posted => posted.Count >= 5);

        Assert.Equal(Events.Order(StringComparer.Ordinal), posted.Select(one => EventOf(one).GetProperty("event").GetString()!).Order(StringComparer.Ordinal));
        Assert.All(posted, one => Assert.Equal("case-1", EventOf(one).GetProperty("thread").GetString()));
        Assert.Equal(5, posted.Select(one => one.Key).Distinct().Count());
        Assert.DoesNotContain(posted, one => one.Body.Contains(AlertedDesk.Said, StringComparison.Ordinal));
        var escalated = EventOf(posted.Single(one => EventOf(one).GetProperty("event").GetString() == "case_escalated"));
        Assert.Equal(("billing", "high", "escalated"), (escalated.GetProperty("category").GetString(), escalated.GetProperty("priority").GetString(), escalated.GetProperty("status").GetString()));
        Assert.Equal($"https://baton.example.org/runs/{escalated.GetProperty("run").GetString()}", escalated.GetProperty("link").GetString());
    }

    [Fact]
    public async Task What_the_case_says_in_words_is_told_where_that_is_asked_for()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        var settings = AlertedDesk.Settings(
            hook.Address, ("Notifications:Events:case_opened:Channels:0", "ops"), ("Notifications:Events:case_opened:IncludeSummary", "true"),
            ("Notifications:Events:case_opened:Text", "{priority}: {summary}"));
        await using var desk = await AlertedDesk.StartAsync(settings);

        await desk.RunAsync("New", "case-1");

        var posted = (await hook.UntilAsync(posted => posted.Count > 0))[0];
        Assert.Equal($"high: {AlertedDesk.Said}", JsonElement.Parse(posted.Body).GetProperty("text").GetString());
    }

    [Fact]
    public async Task Mail_goes_out_by_a_real_smtp_server_under_an_id_that_stays()
    {
        Assert.SkipUnless(SmtpServer.IsPresent, SmtpServer.Absent);
        await using var smtp = await SmtpServer.StartAsync();
        var settings = AlertedDesk.Settings(
            "http://127.0.0.1:1/", ("Notifications:Channels:mail:Kind", "email"), ("Notifications:Channels:mail:Host", "127.0.0.1"),
            ("Notifications:Channels:mail:Port", $"{smtp.Port}"), ("Notifications:Channels:mail:Tls", "none"), ("Notifications:Channels:mail:From", "baton@example.org"),
            ("Notifications:Channels:mail:To:0", "desk@example.org"), ("Notifications:Events:case_escalated:Channels:0", "mail"),
            ("Notifications:Events:case_escalated:Subject", "{priority} case {thread}"));
        await using var desk = await AlertedDesk.StartAsync(settings);

        await desk.RunAsync("Escalated", "case-1");
        await Eventually.TrueAsync(() => Task.FromResult(smtp.Mails.Count > 0), () => "There is no mail.");

        var mail = Assert.Single(smtp.Mails);
        Assert.Contains("Subject: high case case-1", mail, StringComparison.Ordinal);
        Assert.Contains("desk@example.org", mail, StringComparison.Ordinal);
        Assert.Matches("(?m)^Message-ID: <[0-9a-f]{32}\\.mail@example\\.org>", mail);
        Assert.Contains("Category: billing", mail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_message_is_in_the_outbox_where_the_question_is_in_the_journal()
    {
        // A channel that takes nothing: what is to be sent stays.
        var settings = AlertedDesk.Settings("http://127.0.0.1:1/", ("Notifications:Events:approval_needed:Channels:0", "ops"));
        await using var store = AlertedDesk.SharedStore();
        await using (var desk = await AlertedDesk.StartAsync(settings, store)) await desk.RunAsync("ask", "case-1");

        await using var hook = await WebhookReceiver.StartAsync();
        settings["Baton:Notifications:Channels:ops:Url"] = hook.Address;
        await using var after = await AlertedDesk.StartAsync(settings, store);
        var posted = await hook.UntilAsync(posted => posted.Count > 0);

        var ticket = Assert.Single(await after.Services.GetRequiredService<IStore>().Runs.TicketsAsync(new TicketQuery("default"), TestContext.Current.CancellationToken));
        Assert.Equal($"{ticket.Run}", EventOf(Assert.Single(posted)).GetProperty("run").GetString());
        Assert.Equal("refund", EventOf(posted[0]).GetProperty("question").GetString());
    }

    [Fact]
    public async Task A_question_is_told_with_the_case_that_it_is_about()
    {
        await using var hook = await WebhookReceiver.StartAsync();
        await using var desk = await AlertedDesk.StartAsync(AlertedDesk.Settings(hook.Address, ("Notifications:Events:approval_needed:Channels:0", "ops")));

        await desk.RunAsync("Escalated", "case-1");
        await desk.RunAsync("ask", "case-1");
        var posted = EventOf(Assert.Single(await hook.UntilAsync(posted => posted.Count > 0)));

        Assert.Equal(
            ("escalated", "billing", "high"),
            (posted.GetProperty("status").GetString(), posted.GetProperty("category").GetString(), posted.GetProperty("priority").GetString()));
        Assert.False(posted.TryGetProperty("summary", out _));
    }

    [Theory]
    [InlineData(null, CaseStatus.Escalated, "case_opened,case_escalated")]
    [InlineData(CaseStatus.Resolved, CaseStatus.InProgress, "case_reopened")]
    [InlineData(CaseStatus.Resolved, CaseStatus.Escalated, "case_reopened,case_escalated")]
    [InlineData(CaseStatus.InProgress, CaseStatus.InProgress, "")]
    [InlineData(CaseStatus.InProgress, CaseStatus.WaitingForCustomer, "")]
    [InlineData(CaseStatus.Escalated, CaseStatus.Resolved, "case_resolved")]
    public void Events_are_the_difference_of_two_facts(CaseStatus? before, CaseStatus after, string events) =>
        Assert.Equal(events, string.Join(',', EventNames.Of(before is { } status ? new CaseFacts(status) : null, new CaseFacts(after))));

    [Fact]
    public void A_customer_s_braces_and_line_breaks_stay_what_they_are()
    {
        var values = new Dictionary<string, string?> { ["category"] = "{priority}\r\nBcc: everybody@example.org", ["priority"] = "high" };

        Assert.Equal("{priority}  Bcc: everybody@example.org", NoticeTemplate.Subject("{category}", values));
    }

    private static Dictionary<string, string?> Told(string hook)
    {
        var settings = AlertedDesk.Settings(hook, ("Notifications:RunPage", "https://baton.example.org/runs/{run}"));
        foreach (var name in Events) settings[$"Baton:Notifications:Events:{name}:Channels:0"] = "ops";
        return settings;
    }

    private static JsonElement EventOf(Posted posted) => JsonElement.Parse(posted.Body).GetProperty("event");
}
