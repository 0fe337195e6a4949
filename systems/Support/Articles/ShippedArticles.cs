using Baton.Agents.Knowledge;
using Baton.Engine.Stores;
using Baton.Support.Desk.Settings;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Support.Articles;

/// <summary>
/// Gives the desk something to cite out of the box: where the default tenant has no collection of the desk's name, the shipped articles are put
/// there. Documents of your own stay as they are; <c>Baton:Support:Articles=false</c> leaves the collection empty.
/// </summary>
internal sealed partial class ShippedArticles(DeskSettings settings, IEnumerable<IStore> stores, KnowledgeIndex index, ILogger<ShippedArticles> logger)
    : IHostedService
{
    /// <summary>The collection that the retriever's file names.</summary>
    public const string Collection = "support";

    private const string Tenant = "default";
    private const string Prefix = "articles/";

    /// <summary>The articles.</summary>
    public static IReadOnlyList<KnowledgeDocument> All() =>
    [
        .. typeof(ShippedArticles).Assembly.GetManifestResourceNames()
            .Where(name => name.StartsWith(Prefix, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => Read(name)),
    ];

    /// <inheritdoc />
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        if (!settings.Articles || stores.FirstOrDefault() is not { } store) return;
        try
        {
            var collections = await store.Search.CollectionsAsync(Tenant, cancellationToken);
            if (collections.Any(collection => collection.Name == Collection)) return;
            var changes = await index.PutAsync(Tenant, Collection, All(), cancellationToken);
            LogAdded(changes.Added, Collection);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            // Sources are an aid: a desk without them answers, and one that does not start answers nobody.
            LogFailed(Collection, failure);
        }
    }

    /// <inheritdoc />
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static KnowledgeDocument Read(string name)
    {
        using var reader = new StreamReader(typeof(ShippedArticles).Assembly.GetManifestResourceStream(name)!);
        var text = reader.ReadToEnd();
        return new KnowledgeDocument(name[Prefix.Length..], text.Split('\n', 2)[0].TrimStart('#', ' ').Trim(), text);
    }
}
