using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Engine.Runs;

/// <summary>
/// Records that belong to a thread, such as where what was made of its conversation lies. They go when the thread is deleted, and once
/// they have not changed for the retention time of idle threads: whoever keeps one can do without it.
/// </summary>
public static class ThreadNotes
{
    /// <summary>Their collection.</summary>
    public const string Collection = "thread_notes";

    private const int PageSize = 500;

    /// <summary>The id of a note.</summary>
    /// <param name="thread">The thread.</param>
    /// <param name="name">Whose note it is, unique on the thread.</param>
    public static string Id(string thread, string name) => $"{Uri.EscapeDataString(thread)}/{name}";

    /// <summary>Removes the notes of a thread that is gone.</summary>
    public static async ValueTask RemoveAsync(IStore store, string tenant, string thread, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        while (await store.Records.QueryAsync(tenant, Collection, Id(thread, ""), 0, PageSize, cancellationToken) is { Count: > 0 } notes)
        {
            await store.Records.ApplyAsync(tenant, [.. notes.Select(note => new RecordChange(Collection, note.Id, null, null))], cancellationToken);
        }
    }
}
