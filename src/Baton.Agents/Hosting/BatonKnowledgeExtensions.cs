using Baton.Agents.Knowledge;
using Baton.Agents.Knowledge.Ranking;
using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds how knowledge is found.</summary>
public static class BatonKnowledgeExtensions
{
    /// <summary>
    /// Has documents found by meaning too: chunks and questions get vectors, and both rankings are fused. Documents from before get theirs
    /// when they are added again. Every vector of a collection is looked at: practical up to some 20,000 chunks on SQLite.
    /// </summary>
    /// <param name="baton">The builder.</param>
    /// <param name="embeddings">Makes the generator, once; it must be safe for concurrent use.</param>
    public static BatonBuilder AddEmbeddings(this BatonBuilder baton, Func<IServiceProvider, IEmbeddingGenerator<string, Embedding<float>>> embeddings)
    {
        ArgumentNullException.ThrowIfNull(baton);
        baton.Services.AddLogging();
        baton.Services.AddSingleton(embeddings);
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
