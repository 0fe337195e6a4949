using Baton.Errors;
using Baton.Support.Desk.Settings;
using Microsoft.Extensions.Configuration;

namespace Baton.Systems.Tests.Support.Rules;

public sealed class DeskSettingsTests
{
    private static DeskSettings Read(params (string Key, string Value)[] settings) => DeskSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create("Baton:Support:" + pair.Key, (string?)pair.Value))).Build());

    [Fact]
    public void What_is_set_counts()
    {
        var settings = Read(
            ("People:Enabled", "false"), ("People:Deadline", "00:30:00"), ("Escalation:RefundLimit", "99.5"), ("Priority:Vip:0", "u-1"), ("Language", "de"));

        Assert.False(settings.People.Enabled);
        Assert.Equal(TimeSpan.FromMinutes(30), settings.People.Deadline);
        Assert.Equal(99.5m, settings.Escalation.RefundLimit);
        Assert.Equal(["u-1"], settings.Vip);
        Assert.Equal("de", settings.Language);
    }

    [Fact]
    public void All_faults_are_told_at_once_with_their_places()
    {
        var error = Assert.Throws<ValidationException>(() => Read(
            ("People:Deadline", "soon"), ("People:Enabld", "true"), ("Escalation:LowConfidence", "7"), ("Authority:CompensationLimit", "300"), ("Language", "xx"), ("Peple:Enabled", "true"),
            ("Intents", "a.file")));

        Assert.Equal(ErrorCodes.SupportSettingInvalid, error.Code);
        Assert.Equal(
            ["Baton:Support:Authority:CompensationLimit", "Baton:Support:Escalation:LowConfidence", "Baton:Support:Language", "Baton:Support:People:Deadline", "Baton:Support:People:Enabld",
                "Baton:Support:Peple"],
            error.Faults.Select(fault => fault.Where).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Wrong_settings_stop_the_start() =>
        await Assert.ThrowsAsync<ValidationException>(() => SupportHost.StartAsync(null, ("Authority:CompensationMost", "much")));
}
