using System.Reflection;
using Baton.Engine.Effects;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Tests.Agents;

public sealed class AgentStartupTests
{
    [Fact]
    public async Task A_host_with_faulty_agents_does_not_start_and_starts_nothing_else()
    {
        var directory = Directory.CreateTempSubdirectory("baton-agents-").FullName;
        await File.WriteAllTextAsync(Path.Combine(directory, "a.md"), "---\nname: a\nmodel: nowhere\n---\nHi.", TestContext.Current.CancellationToken);
        var other = new Other();
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Services.AddSingleton<IHostedService>(other);
        new BatonBuilder(builder.Services).AddAgents(directory);
        using var host = builder.Build();

        var exception = await Assert.ThrowsAsync<ValidationException>(() => host.StartAsync(TestContext.Current.CancellationToken));

        Directory.Delete(directory, recursive: true);
        Assert.Equal(ErrorCodes.AgentsInvalid, exception.Code);
        Assert.False(other.Started);
    }

    [Fact]
    public void Agents_are_made_before_their_store_is_open()
    {
        using var host = new AgentHost().Agent("a", "policies: { escalate_after: 2 }").With(baton => baton.Services.AddSingleton(DispatchProxy.Create<IStore, Closed>()));

        Assert.NotNull(host.Services.GetRequiredService<IAgentRunner>());
    }

    /// <summary>A store that nobody has opened.</summary>
    public class Closed : DispatchProxy
    {
        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args) => throw new InvalidOperationException("The store is not open.");
    }

    private sealed class Other : IHostedService
    {
        public bool Started { get; private set; }

        public Task StartAsync(CancellationToken cancellationToken)
        {
            Started = true;
            return Task.CompletedTask;
        }

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
