using Baton.Agents.Prompts;
using Baton.Engine.Stores;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Knowledge;

/// <summary>
/// Says at start which collections agents name that nobody has filled. Only says: another tenant may have them, and they may be filled while
/// the server runs.
/// </summary>
internal sealed partial class KnowledgeStartup(AgentCatalog agents, IEnumerable<IStore> stores, ILogger<KnowledgeStartup> logger) : IHostedLifecycleService
{
    private const string DefaultTenant = "default";

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        var named = agents.All.Where(agent => agent.Knowledge is not null)
            .SelectMany(agent => agent.Knowledge!.Collections.Select(collection => (agent.Name, Collection: collection))).ToList();
        if (named.Count == 0 || stores.FirstOrDefault() is not { } store) return;
        var filled = (await store.Search.CollectionsAsync(DefaultTenant, cancellationToken)).Select(collection => collection.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var (agent, collection) in named.Where(pair => !filled.Contains(pair.Collection))) LogEmpty(agent, collection);
    }

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
