using Baton.Agents.Models;
using Baton.Agents.Telemetry;
using Baton.Engine.Effects;
using Baton.Engine.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

public sealed class AgentHostingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Agents_run_whether_they_or_the_engine_were_added_first(bool agentsFirst)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().Build());
        if (!agentsFirst) services.AddBatonEngine();
        new BatonBuilder(services).AddTool("a", () => 1);
        if (agentsFirst) services.AddBatonEngine();

        Assert.IsType<ObservedAgentRunner>(services.BuildServiceProvider().GetRequiredService<IAgentRunner>());
    }

    [Fact]
    public void The_same_source_twice_is_one()
    {
        using var host = new AgentHost();
        host.Agent("a").With(baton => baton.AddAgents(Path.Combine(host.Directory, "agents")).AddAgents(Path.Combine(host.Directory, ".", "agents")));

        Assert.Single(host.Catalog.All);
    }

    [Fact]
    public async Task A_pool_limits_the_calls_of_its_agents_and_of_no_others()
    {
        var release = new TaskCompletionSource();
        var running = 0;
        var most = 0;
        using var host = new AgentHost().Agent("first", "pool: narrow\ntools: [wait]").Agent("second", "pool: narrow\ntools: [wait]").Agent("third");
        host.With(baton =>
        {
            var options = new EngineOptions();
            options.Pools["narrow"] = 1;
            baton.AddTool("wait", async (CancellationToken cancellation) =>
            {
                most = Math.Max(most, Interlocked.Increment(ref running));
                await release.Task.WaitAsync(cancellation);
                Interlocked.Decrement(ref running);
            });
            baton.Services.AddSingleton(options);
            foreach (var agent in new[] { "first", "second" })
            {
                baton.Services.AddSingleton<Rehearsal>(new Script(
                    agent, request => request.Messages[^1].Type == "tool" ? RehearsalReply.Say("done") : RehearsalReply.Call("wait", new { })));
            }

            baton.Services.AddSingleton<Rehearsal>(new Script("third", _ => RehearsalReply.Say("free")));
        });

        var first = host.RunAsync("first", "go", new RecordingContext()).AsTask();
        var second = host.RunAsync("second", "go", new RecordingContext()).AsTask();
        Assert.Equal("free", await host.RunAsync("third", "go", new RecordingContext()));
        Assert.False(first.IsCompleted && second.IsCompleted);
        release.SetResult();
        await Task.WhenAll(first, second).WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);

        Assert.Equal(1, most);
    }
}
