using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Messages;

/// <summary>The message log for who looks things up in it, and for who has something removed.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed partial class MessageLog
{
    private const int RemoveSize = 200;
    private const int NoteSize = 1_000;
    private readonly IStore _store;
    private readonly MessageSettings _settings;
    private readonly ILogger<MessageLog> _log;

    internal MessageLog(IStore store, MessageSettings settings, ILogger<MessageLog> log) => (_store, _settings, _log) = (store, settings, log);

    /// <summary>False where the configuration keeps no log.</summary>
    public bool IsKept => _settings.Enabled;

    /// <summary>Messages that fit, newest first.</summary>
    public ValueTask<IReadOnlyList<FoundMessage>> FindAsync(MessageQuery query, CancellationToken cancellationToken) => _store.Messages.FindAsync(query, cancellationToken);

    /// <summary>How much is not indexed yet.</summary>
    public ValueTask<MessageBacklog> BacklogAsync(CancellationToken cancellationToken) => _store.Messages.BacklogAsync(cancellationToken);

    /// <summary>Removes messages that have a term, for good: they do not come back when the log is made again.</summary>
    /// <param name="term">What they have in common; see <see cref="MessageTerms"/>.</param>
    /// <param name="by">Who asked, or null where nobody knows.</param>
    /// <param name="cancellationToken">Stops between two commits; what was said until now is never written again all the same.</param>
    /// <returns>How many were removed.</returns>
    public async ValueTask<int> EraseAsync(long term, string? by, CancellationToken cancellationToken)
    {
        var asked = by ?? "somebody";
        var removed = await RemoveAsync(term, asked, cancellationToken);
        LogErased(removed, asked);
        return removed;
    }

    /// <summary>Has a tenant's messages indexed again from the journals, in the background.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="clear">True removes what the log has first: needed where other things are to be redacted than before.</param>
    /// <param name="cancellationToken">Stops between two commits.</param>
    /// <returns>How many runs will be read.</returns>
    public async ValueTask<int> RebuildAsync(string tenant, bool clear, CancellationToken cancellationToken)
    {
        if (clear) await RemoveAsync(MessageTerms.Tenant(tenant), null, cancellationToken);
        var (noted, last) = await _store.Messages.NoteAsync(tenant, null, NoteSize, cancellationToken);
        while (last is not null)
        {
            (var count, last) = await _store.Messages.NoteAsync(tenant, last, NoteSize, cancellationToken);
            noted += count;
        }

        return noted;
    }

    private async ValueTask<int> RemoveAsync(long term, string? by, CancellationToken cancellationToken)
    {
        var (all, removed) = (0, RemoveSize);
        while (removed == RemoveSize)
        {
            removed = await _store.Messages.RemoveAsync(term, by, RemoveSize, cancellationToken);
            (all, by) = (all + removed, null);
        }

        return all;
    }

    [LoggerMessage(EventId = 612, Level = LogLevel.Information, Message = "{Messages} message(s) were erased from the log, asked for by {By}.")]
    private partial void LogErased(int messages, string by);
}
