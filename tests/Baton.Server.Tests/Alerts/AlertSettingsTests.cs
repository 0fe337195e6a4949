using Baton.Errors;

namespace Baton.Server.Tests.Alerts;

public sealed class AlertSettingsTests
{
    [Fact]
    public async Task Everything_that_is_wrong_with_rules_is_said_at_once_with_its_cure()
    {
        var faults = await FaultsAsync(
            ("Alerts:Rules:a:Kind", "eror_rate"),
            ("Alerts:Rules:b:Kind", "error_rate"), ("Alerts:Rules:b:Above", "5"), ("Alerts:Rules:b:MinCount", "0"),
            ("Alerts:Rules:c:Kind", "queue_age"), ("Alerts:Rules:c:Above", "10"), ("Alerts:Rules:c:Pool", "nowhere"), ("Alerts:Rules:c:Channels:0", "nobody"),
            ("Alerts:Rules:d:Kind", "spend"), ("Alerts:Rules:d:Above", "10"), ("Alerts:Rules:d:Resolve", "11"), ("Alerts:Rules:d:Window", "00:05:00"),
            ("Alerts:Rules:e:Kind", "agent_latency"), ("Alerts:Rules:e:Above", "10"),
            ("Alerts:Rules:g:Kind", "stuck_runs"), ("Alerts:Rules:g:Windw", "00:05:00"),
            ("Alerts:Rules:h:Kind", "queue_age"), ("Alerts:Rules:h:Above", "much"));

        Assert.Equal(
            ["a:Kind", "b:Above", "b:MinCount", "c:Channels", "c:Pool", "d:Resolve", "d:Window", "e:Agent", "g:Windw", "h:Above"],
            faults.Select(fault => fault.Where["Baton:Alerts:Rules:".Length..]).Order(StringComparer.Ordinal));
        Assert.All(faults, fault => Assert.Equal(ErrorCodes.AlertRuleInvalid, fault.Code));
        Assert.Contains(faults, fault => fault.Message.StartsWith("There is no such setting. Use Kind, Above,", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Message == "'much' is no number, which is written like 0.05. Correct it.");
    }

    [Fact]
    public async Task A_tenant_s_rule_of_what_is_the_installation_s_says_which_kinds_know_tenants()
    {
        var faults = await FaultsAsync(("Alerts:Rules:a:Kind", "queue_age"), ("Alerts:Rules:a:Above", "10"), ("Alerts:Rules:a:Tenant", "acme"));

        Assert.EndsWith("use a kind that knows tenants: error_rate, escalation_rate, spend, stuck_runs.", Assert.Single(faults).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error_rate", "Agent")]
    [InlineData("agent_latency", "Tenant Graph Pool")]
    [InlineData("queue_age", "Tenant Graph Agent")]
    [InlineData("escalation_rate", "Pool")]
    [InlineData("spend", "Pool")]
    [InlineData("circuit_open", "Tenant Graph Pool Agent")]
    [InlineData("stuck_runs", "Agent")]
    public async Task A_filter_that_a_kind_does_not_have_is_refused(string kind, string refused)
    {
        var faults = await FaultsAsync(
            ("Alerts:Rules:a:Kind", kind), ("Alerts:Rules:a:Above", "0.5"), ("Alerts:Rules:a:Tenant", "acme"), ("Alerts:Rules:a:Graph", "alerted_desk"),
            ("Alerts:Rules:a:Pool", "default"), ("Alerts:Rules:a:Agent", "nobody"), ("Alerts:Rules:wrong:Kind", "none"));

        Assert.Equal(
            refused.Split(' ').Order(StringComparer.Ordinal),
            faults.Where(fault => fault.Message.Contains("cannot be measured by", StringComparison.Ordinal)).Select(fault => fault.Where["Baton:Alerts:Rules:a:".Length..]).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Everything_that_is_wrong_with_notifications_is_said_at_once()
    {
        var faults = await FaultsAsync(
            ("Notifications:Channels:a:Kind", "pigeon"),
            ("Notifications:Channels:b:Kind", "webhook"), ("Notifications:Channels:b:Url", "nowhere"),
            ("Notifications:Channels:c:Kind", "email"), ("Notifications:Channels:c:Host", "mail"), ("Notifications:Channels:c:From", "nobody"), ("Notifications:Channels:c:Tls", "none"),
            ("Notifications:Channels:c:Password", "secret"),
            ("Notifications:Events:case_lost:Channels:0", "ops"),
            ("Notifications:Events:case_opened:Channels:0", "nobody"), ("Notifications:Events:case_opened:Text", "Dear {name}"));

        Assert.Equal(
            ["Channels:a:Kind", "Channels:b:Url", "Channels:c:From", "Channels:c:Tls", "Channels:c:To", "Events:case_lost", "Events:case_opened:Channels", "Events:case_opened:Text"],
            faults.Select(fault => fault.Where["Baton:Notifications:".Length..]).Order(StringComparer.Ordinal));
        Assert.DoesNotContain(faults, fault => fault.Message.Contains("secret", StringComparison.Ordinal));
    }

    private static async Task<IReadOnlyList<Fault>> FaultsAsync(params (string Key, string Value)[] settings) =>
        (await Assert.ThrowsAsync<ValidationException>(() => AlertedDesk.StartAsync(AlertedDesk.Settings("http://127.0.0.1:1/", settings)))).Faults;
}
