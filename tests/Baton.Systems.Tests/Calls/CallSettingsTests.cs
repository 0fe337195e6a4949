using Baton.Calls.Settings;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Systems.Tests.Calls;

public sealed class CallSettingsTests
{
    [Fact]
    public void Without_settings_the_shipped_call_counts()
    {
        var settings = Read();

        Assert.Equal(["GREETING", "AUTHENTICATION", "INTENT_CAPTURE", "FULFILLMENT", "CLOSING"], settings.Stages.Select(stage => stage.Label));
        Assert.Equal((20, TimeSpan.FromHours(1), "fallback"), (settings.Intents.Count, settings.Expiry, settings.Fallback));
    }

    [Fact]
    public void An_intent_of_ones_own_joins_the_shipped_ones()
    {
        var settings = Read(("Intents:warranty_claim:Stages:0", "3"), ("Intents:warranty_claim:Agents:0", "complaint"));

        Assert.Equal(21, settings.Intents.Count);
        Assert.Equal([3], settings.Intent("warranty_claim")!.Stages);
    }

    [Fact]
    public void All_faults_are_told_at_once()
    {
        var refused = Assert.Throws<ValidationException>(() => Read(
            ("Expiry", "soon"), ("Fallback", "no such/name"), ("Expiri", "01:00:00"), ("Intents:x y:Agents:0", "refund"),
            ("Intents:late:Stages:0", "9"), ("Intents:late:Agents:0", "nobody"), ("Intents:empty:Stages:0", "3"), ("ShippedIntents", "perhaps")));

        Assert.All(refused.Faults, fault => Assert.Equal("BTN7301", fault.Code));
        foreach (var place in new[] { "Expiry", "Fallback", "Expiri", "Intents:x y", "Intents:late:Stages", "agent 'nobody'", "Intents:empty:Agents", "ShippedIntents" })
        {
            Assert.Contains(refused.Faults, fault => fault.Where == $"Baton:Calls:{place}");
        }
    }

    [Fact]
    public void A_stage_that_leads_nowhere_is_found()
    {
        var refused = Assert.Throws<ValidationException>(() => Read(
            ("ShippedIntents", "false"), ("Stages:1:Label", "FIRST"), ("Stages:1:Next", "2"), ("Stages:2:Label", "SECOND"), ("Stages:2:Next", "1"), ("Stages:3:Label", "third"),
            ("Stages:3:Next", "end"), ("Intents:any:Stages:0", "1"), ("Intents:any:Stages:1", "2"), ("Intents:any:Agents:0", "greeting")));

        var faults = refused.Faults.Select(fault => (fault.Where, fault.Message)).ToList();
        Assert.Contains(faults, fault => fault.Where == "Baton:Calls:Stages:1" && fault.Message.Contains("the call's end", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Where == "Baton:Calls:Stages:3" && fault.Message.StartsWith("no stage leads to it", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Where == "Baton:Calls:Stages:3" && fault.Message.StartsWith("no intent may come in it", StringComparison.Ordinal));
        Assert.Contains(faults, fault => fault.Where == "Baton:Calls:Stages:3:Label");
    }

    [Fact]
    public void A_branch_to_a_stage_that_there_is_not_is_found()
    {
        var refused = Assert.Throws<ValidationException>(() => Read(
            ("ShippedIntents", "false"), ("Stages:1:Label", "ONLY"), ("Stages:1:Next", "end"), ("Stages:1:Branches:again", "7"), ("Stages:1:Branches:odd", "seven"),
            ("Intents:any:Stages:0", "1"), ("Intents:any:Agents:0", "greeting")));

        Assert.Equal(["Baton:Calls:Stages:1:Branches:again", "Baton:Calls:Stages:1:Branches:odd"], refused.Faults.Select(fault => fault.Where).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Faulty_settings_stop_the_start()
    {
        var refused = await Assert.ThrowsAnyAsync<BatonException>(() => CallSite.StartAsync(("Calls:Expiry", "soon")));

        Assert.Equal("BTN7301", refused.Code);
    }

    private static CallSettings Read(params (string Key, string Value)[] settings) => CallSettings.From(
        new ConfigurationBuilder().AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create("Baton:Calls:" + pair.Key, (string?)pair.Value))).Build());
}
