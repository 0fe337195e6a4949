using Baton.Engine.Hosting;
using Baton.Errors;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Baton.Tests.Engine;

public sealed class EngineSettingsTests
{
    [Fact]
    public void Faults_name_key_value_and_cure_all_at_once()
    {
        var refused = Assert.Throws<ValidationException>(() => Read(
            ("ThreadRetention", "abc"), ("Pools:slow", "none"), ("Budget:CostUsd", "-1"), ("PoolConcurrency", "0"), ("Lease", "00:00:05")));

        Assert.Equal(ErrorCodes.EngineOptionInvalid, refused.Code);
        Assert.Equal(
            [
                "Baton:Engine:Pools:slow: 'none' cannot be read. Write a whole number.",
                "Baton:Engine:ThreadRetention: 'abc' cannot be read. Write a time as days.hours:minutes:seconds, like 7.00:00:00 or 00:00:10.",
                "Baton:Engine:PoolConcurrency: 0 is less than 1. Set at least 1.",
                "Baton:Engine:Lease: 00:00:05 is less than three times Heartbeat (00:00:03). Set a longer Lease or a shorter Heartbeat.",
                "Baton:Engine:Budget:CostUsd: -1 is less than 0. Set at least 0.",
            ],
            refused.Faults.Select(fault => $"{fault.Where}: {fault.Message}"));
    }

    [Theory]
    [InlineData("PoolConcurrency", "0")]
    [InlineData("PoolConcurrency", "")]
    [InlineData("QueueLimit", "0")]
    [InlineData("Pools:slow", "0")]
    [InlineData("PoolCaps:slow", "0")]
    [InlineData("Heartbeat", "00:00:00")]
    [InlineData("InMemoryWait", "-00:00:01")]
    [InlineData("PingPongLimit", "1")]
    [InlineData("Retention", "-00:00:01")]
    [InlineData("ResultRetention", "00:00:00")]
    [InlineData("ResultRetention", "1.00:00:00")]
    [InlineData("ThreadRetention", "00:00:59")]
    [InlineData("IdempotencyRetention", "00:00:00")]
    [InlineData("DrainTime", "-00:00:01")]
    [InlineData("DrainTime", "30")]
    [InlineData("Budget:Tokens", "-1")]
    [InlineData("Budget:ModelCalls", "some")]
    [InlineData("Budget:ToolCalls", "-1")]
    [InlineData("Development", "perhaps")]
    public void A_value_that_cannot_be_used_is_refused(string key, string value)
    {
        var refused = Assert.Throws<ValidationException>(() => Read((key, value)));

        Assert.Equal($"Baton:Engine:{key}", Assert.Single(refused.Faults).Where);
    }

    [Fact]
    public void Values_that_can_be_used_are_taken()
    {
        var options = Read(
            ("poolconcurrency", "7"), ("Pools:slow", "2"), ("Budget:Tokens", "100"), ("ThreadRetention", "1.00:00:00"), ("Retention", ""), ("WebhookSecret", "s"));

        Assert.Equal((7, 2, 100L), (options.PoolConcurrency, options.Pools["slow"], options.Budget.Tokens));
        Assert.Equal((TimeSpan.FromDays(1), null, "s"), (options.ThreadRetention, options.Retention, options.WebhookSecret));
    }

    private static EngineOptions Read(params (string Key, string Value)[] settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(settings.ToDictionary(setting => $"Baton:Engine:{setting.Key}", setting => (string?)setting.Value))
            .Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddBatonEngine().BuildServiceProvider();
        return services.GetRequiredService<IOptions<EngineOptions>>().Value;
    }
}
