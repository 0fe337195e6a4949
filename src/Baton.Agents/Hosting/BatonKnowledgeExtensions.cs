using Baton.Agents.Cost;
using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Embeddings;
using Baton.Agents.Knowledge.Ranking;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds how knowledge is found.</summary>
public static class BatonKnowledgeExtensions
{
    /// <summary>
    /// Has documents found by meaning too: chunks and questions get vectors, and both rankings are fused. Documents from before get theirs
    /// when they are added again. Every vector of a collection is looked at: practical up to some 20,000 chunks on SQLite.
    /// </summary>
    /// <param name="baton">The builder.</param>
    /// <param name="embeddings">Makes the generator, once; it must be safe for concurrent use. It is called past the kill switch and the budgets only.</param>
    /// <param name="prices">What its tokens cost (as input); null where unknown, which a limit of cost does not let through.</param>
    public static BatonBuilder AddEmbeddings(
        this BatonBuilder baton, Func<IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> embeddings, ModelPrices? prices = null)
    {
        ArgumentNullException.ThrowIfNull(baton);
        BatonAgentExtensions.AddCore(baton);
        baton.Services.AddSingleton<IEmbeddingGenerator<string, Embedding<float>>>(provider => new GatedEmbeddings(
            embeddings(provider), prices, provider.GetRequiredService<CallGate>(), provider.GetService<IStore>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<GatedEmbeddings>>()));
        baton.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IKnowledgeRanking, VectorRanking>());
        return baton;
    }

    /// <summary>Adds collections of documents: <see cref="KnowledgeIndex"/> fills them, <see cref="KnowledgeSearch"/> looks into them. Doing it twice does no harm.</summary>
    public static IServiceCollection AddKnowledge(this IServiceCollection services)
    {
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IKnowledgeRanking, WordRanking>());
        services.TryAddSingleton<KnowledgeSearch>();
        services.TryAddSingleton(provider => new KnowledgeIndex(
            provider.GetRequiredService<IStore>(), provider.GetService<IEmbeddingGenerator<string, Embedding<float>>>()));
        return services;
    }

    /// <summary>What agents need besides.</summary>
    internal static void AddAgentKnowledge(this IServiceCollection services)
    {
        services.AddKnowledge().AddSingleton(KnowledgeTool.Registration);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, KnowledgeStartup>());
    }
}
