using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Trees;

/// <summary>Reads the trees of runs from their journals. Nothing of them is stored.</summary>
/// <param name="store">The store.</param>
/// <param name="journals">Its journals.</param>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class RunTrees(IStore store, JournalReader journals)
{
    /// <summary>The most items that a tree can have, those of expanded child runs included.</summary>
    public const int MostItems = 10_000;

    /// <summary>The most levels of child runs that can be expanded.</summary>
    public const int MostDepth = 5;

    private const int PageSize = 500;

    /// <summary>The tree of a run, or null where there is no such run.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="run">The run.</param>
    /// <param name="depth">How many levels of child runs are expanded; 0 only names them.</param>
    /// <param name="items">How many items at most; a tree that has more says so and is cut.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public async ValueTask<RunTree?> ReadAsync(string tenant, Guid run, int depth, int items, CancellationToken cancellationToken) =>
        (await TreeAsync(tenant, run, Math.Clamp(depth, 0, MostDepth), Math.Clamp(items, 1, MostItems), cancellationToken)).Tree;

    private async ValueTask<(RunTree? Tree, int Items)> TreeAsync(string tenant, Guid run, int depth, int items, CancellationToken cancellationToken)
    {
        if (await store.Runs.FindAsync(tenant, run, cancellationToken) is not { } row) return (null, 0);
        var builder = new TreeBuilder(items);
        for (var last = 0; !builder.IsCut;)
        {
            var page = await journals.ReadAsync(run, last, PageSize, cancellationToken);
            foreach (var entry in page) builder.Add(entry);
            if (page.Count < PageSize) break;
            last = page[^1].Seq;
        }

        var used = builder.Count;
        var children = new Dictionary<Guid, RunTree>();
        var lacksChildren = false;
        foreach (var child in depth > 0 ? builder.Children : [])
        {
            lacksChildren = used >= items;
            if (lacksChildren) break;
            var (tree, taken) = await TreeAsync(tenant, child, depth - 1, items - used, cancellationToken);
            used += taken;
            if (tree is not null) children[child] = tree;
        }

        return (builder.Build(row, children, lacksChildren), used);
    }
}
