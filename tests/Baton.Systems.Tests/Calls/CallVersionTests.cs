using Microsoft.Extensions.DependencyInjection;

namespace Baton.Systems.Tests.Calls;

/// <summary>Two versions of an agent: each call stays on its own, and they are counted apart.</summary>
public sealed class CallVersionTests
{
    private static readonly (string, string)[] _twoVersions =
    [
        ("RemoteAgents:greeting:Versions:plain:Url", "assistant:calls_greeting"), ("RemoteAgents:greeting:Versions:plain:Weight", "50"),
        ("RemoteAgents:greeting:Versions:warm:Url", "assistant:calls_greeting"), ("RemoteAgents:greeting:Versions:warm:Weight", "50"),
        ("Calls:Intents:greeting:Stages:0", "1"), ("Calls:Intents:greeting:Agents:0", "greeting"), ("Calls:Intents:greeting:Next", "1"),
        ("Calls:Intents:welcome:Stages:0", "1"), ("Calls:Intents:welcome:Agents:0", "greeting"),
    ];

    [Fact]
    public async Task A_call_stays_on_its_version_and_calls_are_spread_over_both()
    {
        await using var site = await CallSite.StartAsync(_twoVersions);

        var versions = new List<string>();
        foreach (var call in Enumerable.Range(0, 16).Select(number => $"CALL-{number}"))
        {
            for (var turn = 0; turn < 3; turn++) await site.TakeAsync(call, "Hello", "greeting");
            var used = (await site.GetAsync($"session/{call}/steps")).EnumerateArray()
                .Select(step => step.GetProperty("response_data").GetProperty("agents")[0].GetProperty("version").GetString()!).Distinct(StringComparer.Ordinal).ToList();
            versions.Add(Assert.Single(used));
        }

        Assert.Equal(["plain", "warm"], versions.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Versions_are_counted_apart_by_stage_and_agent()
    {
        await using var site = await CallSite.StartAsync(_twoVersions);
        await site.Client.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        foreach (var call in Enumerable.Range(0, 16)) await site.TakeAsync($"CALL-{call}", "Hello", "greeting");

        var metrics = await site.Client.GetStringAsync("metrics", TestContext.Current.CancellationToken);

        var lines = metrics.Split('\n').Where(line => line.StartsWith("baton_remote_agent_duration_seconds_count", StringComparison.Ordinal) && line.Contains("baton_remote_agent=\"greeting\"", StringComparison.Ordinal) && line.Contains("baton_stage=\"greeting\"", StringComparison.Ordinal)).ToList();
        Assert.Contains(lines, line => line.Contains("baton_remote_agent_version=\"plain\"", StringComparison.Ordinal));
        Assert.Contains(lines, line => line.Contains("baton_remote_agent_version=\"warm\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Turns_are_counted_by_stage_intent_and_outcome_and_names_from_outside_are_not_told()
    {
        await using var site = await CallSite.StartAsync();
        await site.Client.GetStringAsync("metrics", TestContext.Current.CancellationToken);
        await site.TakeAsync("CALL-1", "Hello", "my_secret_word");
        await site.TakeWholeCallAsync("CALL-2");

        var metrics = await site.Client.GetStringAsync("metrics", TestContext.Current.CancellationToken);

        Assert.Contains("baton_calls_turns_total{", metrics, StringComparison.Ordinal);
        Assert.Contains("baton_outcome=\"fallback\"", metrics, StringComparison.Ordinal);
        Assert.Contains("baton_calls_completed", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("my_secret_word", metrics, StringComparison.Ordinal);
    }
}
