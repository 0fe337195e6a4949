using Baton.Agents.Prompts;
using Baton.Engine.Effects;
using Baton.Engine.Hosting;
using Baton.Graphs;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

/// <summary>Agents from files in a temporary directory, put together as an application would.</summary>
internal sealed class AgentHost : IDisposable
{
    private readonly Dictionary<string, string?> _settings = [];
    private readonly BatonBuilder _baton = new(new ServiceCollection());
    private readonly Lazy<ServiceProvider> _services;

    public AgentHost()
    {
        Directory = System.IO.Directory.CreateTempSubdirectory("baton-agents-").FullName;
        _baton.AddAgents(Path.Combine(Directory, "agents"));
        _baton.Services.AddSingleton<IConfiguration>(_ => new ConfigurationBuilder().AddInMemoryCollection(_settings).Build());
        _services = new Lazy<ServiceProvider>(() => _baton.Services.BuildServiceProvider());
        System.IO.Directory.CreateDirectory(Path.Combine(Directory, "agents"));
    }

    public string Directory { get; }

    public AgentCatalog Catalog => _services.Value.GetRequiredService<AgentCatalog>();

    public IServiceProvider Services => _services.Value;

    public AgentHost File(string name, string text)
    {
        System.IO.File.WriteAllText(Path.Combine(Directory, "agents", name), text);
        return this;
    }

    public AgentHost Agent(string name, string? keys = null, string prompt = "You help.") => File($"{name}.md", $"---\nname: {name}\n{keys}\n---\n{prompt}\n");

    public AgentHost With(Action<BatonBuilder> configure)
    {
        configure(_baton);
        return this;
    }

    public AgentHost Set(string key, string value)
    {
        _settings[$"Baton:Models:{key}"] = value;
        return this;
    }

    /// <summary>Sets any key of the configuration.</summary>
    public AgentHost Configure(string key, string? value)
    {
        _settings[key] = value;
        return this;
    }

    public ValueTask<object?> RunAsync(string agent, AgentRequest request, NodeContext context, Type? output = null) =>
        _services.Value.GetRequiredService<IAgentRunner>().RunAsync(new AgentBody(agent, (_, _) => request, output ?? typeof(string)), request, context);

    public void Dispose()
    {
        if (_services.IsValueCreated) _services.Value.Dispose();
        System.IO.Directory.Delete(Directory, recursive: true);
    }
}
