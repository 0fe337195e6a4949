using Baton.Agents.Knowledge;
using Baton.Engine.Stores.Search;

namespace Baton.Cli.Knowledge;

/// <summary>Where documents are kept: a server, or the store opened by this process.</summary>
internal interface IKnowledgeTarget : IAsyncDisposable
{
    /// <summary>The collections.</summary>
    ValueTask<IReadOnlyList<SearchCollection>> CollectionsAsync(CancellationToken cancellationToken);

    /// <summary>A page of a collection's documents, after an id.</summary>
    ValueTask<IReadOnlyList<SearchDocumentRow>> DocumentsAsync(string collection, string after, CancellationToken cancellationToken);

    /// <summary>Adds or replaces documents.</summary>
    ValueTask<KnowledgeChanges> PutAsync(string collection, IReadOnlyList<KnowledgeDocument> documents, CancellationToken cancellationToken);

    /// <summary>Removes documents.</summary>
    ValueTask<int> RemoveAsync(string collection, IReadOnlyList<string> ids, CancellationToken cancellationToken);

    /// <summary>Removes a collection.</summary>
    ValueTask DropAsync(string collection, CancellationToken cancellationToken);

    /// <summary>Looks for something.</summary>
    ValueTask<IReadOnlyList<SearchHit>> FindAsync(string collection, string text, int limit, CancellationToken cancellationToken);
}
