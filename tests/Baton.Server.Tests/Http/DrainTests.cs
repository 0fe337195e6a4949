using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Baton.Server.Tests.Http;

public sealed class DrainTests
{
    [Theory]
    [InlineData("00:00:10", 30)]
    [InlineData("00:02:00", 130)]
    public void The_host_waits_until_running_effects_had_their_time(string drainTime, int seconds)
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["Baton:Engine:DrainTime"] = drainTime })
            .Build();
        using var services = new ServiceCollection().AddSingleton<IConfiguration>(configuration).AddBaton(_ => { }).BuildServiceProvider();

        Assert.Equal(TimeSpan.FromSeconds(seconds), services.GetRequiredService<IOptions<HostOptions>>().Value.ShutdownTimeout);
    }
}
