using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Stores.Messages;
using Baton.Errors;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Messages;

/// <summary>Reads journals of followed runs and writes what they say to the log.</summary>
/// <remarks>
/// 1. Runs that were noted when they came to rest: their notes go in the commit that writes their messages. 2. Runs that have been executed for a
/// while: what they have said since the last pass, without a note to take away. Commits are small, because on SQLite the runs wait for them. After each it rests
/// for longer than it has worked: runs come first, and whoever has a backlog catches up later.
/// </remarks>
internal sealed partial class MessageIndexer(IStore store, MessageSettings settings, IMessageRedactor? redactor, ILogger<MessageIndexer> log)
{
    private const int MostRuns = 256;
    private const int MostMessages = 100;
    private const int PageSize = 1_000;
    private const int RestForWork = 2;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private readonly Dictionary<Guid, Reading> _underWay = [];
    private readonly List<RunMessages> _batch = [];
    private int _messages;
    private long _begun;

    /// <summary>One pass.</summary>
    /// <param name="server">The server that holds the log.</param>
    /// <param name="now">The store's time.</param>
    /// <param name="stopping">Stops between two commits.</param>
    /// <returns>How many noted runs it saw to, and whether there may be more; null where another server indexes by now.</returns>
    public async ValueTask<(int Runs, bool More)?> PassAsync(long server, DateTimeOffset now, CancellationToken stopping)
    {
        (_messages, _begun) = (0, TimeProvider.System.GetTimestamp());
        _batch.Clear();
        var outcome = ((int Runs, bool More)?)null;
        try
        {
            outcome = await WorkAsync(server, now - settings.Retention, stopping);
            return outcome;
        }
        finally
        {
            // What was read and not written is read again.
            if (outcome is null) _underWay.Clear();
        }
    }

    private async ValueTask<(int Runs, bool More)?> WorkAsync(long server, DateTimeOffset oldest, CancellationToken stopping)
    {
        var noted = await store.Messages.NotedAsync(MostRuns, stopping);
        foreach (var run in noted)
        {
            // A noted run is read whole: what is there already is known by its entry.
            if (!await ReadAsync(server, run, Begin(run), oldest, stopping)) return null;
        }

        if (noted.Count < MostRuns && !await UnderWayAsync(server, oldest, stopping)) return null;
        return await WriteAsync(server, stopping) ? (noted.Count, noted.Count == MostRuns) : null;
    }

    private async ValueTask<bool> UnderWayAsync(long server, DateTimeOffset oldest, CancellationToken stopping)
    {
        var present = await store.Messages.UnderWayAsync(Patience, MostRuns, stopping);
        foreach (var gone in _underWay.Keys.Except(present.Select(run => run.Run.Id)).ToList()) _underWay.Remove(gone);
        foreach (var run in present)
        {
            if (!_underWay.TryGetValue(run.Run.Id, out var reading)) _underWay[run.Run.Id] = reading = Begin(run);
            if (reading.Tail.Last < run.Run.Seq && !reading.IsUnreadable && !await ReadAsync(server, run, reading, oldest, stopping)) return false;
        }

        return true;
    }

    /// <summary>Adds to the batch what a run has said since it was last read, and writes what is full.</summary>
    /// <returns>False where another server indexes by now.</returns>
    private async ValueTask<bool> ReadAsync(long server, FollowedRun run, Reading reading, DateTimeOffset oldest, CancellationToken stopping)
    {
        var found = new List<IndexedMessage>();
        var projecting = false;
        try
        {
            while (await reading.Tail.NextAsync(PageSize, stopping) is { Count: > 0 } page)
            {
                projecting = true;
                foreach (var entry in page)
                {
                    var messages = reading.Projector.Read(entry);
                    if (entry.At >= oldest) found.AddRange(messages.Select(message => MessageTerms.Index(run.Run, message)));
                }

                projecting = false;
                if (page.Count < PageSize) break;
            }
        }
        catch (Exception exception) when (projecting || exception is BatonException { Code: ErrorCodes.StoreDamaged or ErrorCodes.JournalTooNew })
        {
            // To look at it again and again would hold up the others; what could be read is kept.
            LogUnreadable(run.Run.Id, exception);
            reading.IsUnreadable = true;
        }

        return await AddAsync(server, run, found, run.Noted == 0 ? 0 : reading.IsUnreadable ? int.MaxValue : reading.Tail.Last, stopping);
    }

    private Reading Begin(FollowedRun run) => new(new MessageProjector(run.Run, redactor), new JournalTail(store, run.Run.Id));

    private async ValueTask<bool> AddAsync(long server, FollowedRun run, List<IndexedMessage> found, int upto, CancellationToken stopping)
    {
        var done = 0;
        while (found.Count - done > MostMessages - _messages)
        {
            var part = found.GetRange(done, MostMessages - _messages);
            _batch.Add(new RunMessages(run, 0, part));
            done += part.Count;
            if (!await WriteAsync(server, stopping)) return false;
        }

        // A run without a message still has a note to take away.
        _batch.Add(new RunMessages(run, upto, found.GetRange(done, found.Count - done)));
        _messages += found.Count - done + 1;
        return _messages < MostMessages || await WriteAsync(server, stopping);
    }

    private async ValueTask<bool> WriteAsync(long server, CancellationToken stopping)
    {
        if (_batch.Count == 0) return true;
        var written = await store.Messages.WriteAsync(server, [.. _batch], stopping);
        _batch.Clear();
        _messages = 0;
        MessageMeasures.Wrote(written ?? 0);
        await Task.Delay(TimeProvider.System.GetElapsedTime(_begun) * RestForWork, TimeProvider.System, stopping);
        _begun = TimeProvider.System.GetTimestamp();
        return written is not null;
    }

    [LoggerMessage(EventId = 611, Level = LogLevel.Error, Message = "The journal of run {Run} cannot be read to its end: its messages are not all in the log. Once it can be, have the log made again (POST /ops/messages/rebuild).")]
    private partial void LogUnreadable(Guid run, Exception exception);

    /// <summary>How far a run was read, and what follows from it for what comes next.</summary>
    private sealed record Reading(MessageProjector Projector, JournalTail Tail)
    {
        public bool IsUnreadable { get; set; }
    }
}
