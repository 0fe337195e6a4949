using System.Runtime.CompilerServices;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Streaming;

/// <summary>One client's stream of a run: the journal from where the client stands, then what comes, until the run rests.</summary>
internal sealed class RunStream(EngineParts parts, string tenant, Guid run, StreamRequest request)
{
    private const int PageSize = 500;

    private readonly RemoteRun _remote = new(parts, run);

    public async IAsyncEnumerable<Frame> FramesAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        // Watching begins before reading, so that nothing falls between the two.
        using var watch = parts.Hub.Watch(run);
        var row = await parts.Store.Runs.FindAsync(tenant, run, cancellationToken)
            ?? throw new BatonException(ErrorCodes.RunUnknown, $"There is no run {run}.");
        var position = StreamPosition.Parse(request.LastEventId, request.After);
        var projector = new FrameProjector(row, request.Modes, request.Subgraphs);
        yield return new Frame(null, "metadata", Metadata(row));
        while (true)
        {
            await foreach (var frame in UnreadAsync(projector, position, cancellationToken)) yield return frame;
            row = await parts.Store.Runs.FindAsync(tenant, run, cancellationToken) ?? row;
            if (row.Status.HasEnded() || (row.Status == RunStatus.Waiting && row.Seq <= projector.Seq))
            {
                await foreach (var frame in UnreadAsync(projector, position, cancellationToken)) yield return frame;
                break;
            }

            _remote.Watch(row);
            await foreach (var frame in LiveAsync(watch, projector, position, cancellationToken)) yield return frame;
        }

        yield return new Frame(null, "end", End(row));
    }

    private async IAsyncEnumerable<Frame> UnreadAsync(
        FrameProjector projector, StreamPosition position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            var page = await parts.Journals.ReadAsync(run, projector.Seq, PageSize, cancellationToken);
            foreach (var entry in page)
            {
                foreach (var frame in await ProjectAsync(projector, position, entry, cancellationToken)) yield return frame;
            }

            if (page.Count < PageSize) yield break;
        }
    }

    /// <summary>Frames of what happens now; ends when the run rests, when something was missed, or when it is time to ask the store.</summary>
    private async IAsyncEnumerable<Frame> LiveAsync(
        RunSubscription watch, FrameProjector projector, StreamPosition position, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (var running in await _remote.RunningTextsAsync(cancellationToken) ?? parts.Hub.RunningTexts(run))
        {
            foreach (var frame in projector.Project(running, () => running.Text)) yield return frame;
        }

        while (true)
        {
            if (!watch.News.TryRead(out var news))
            {
                if (!await watch.ArrivesAsync(_remote.Patience, parts.Time, cancellationToken)) yield break;
                continue;
            }

            foreach (var entry in news.Entries.Where(entry => entry.Seq > projector.Seq))
            {
                if (entry.Seq != projector.Seq + 1) yield break;
                foreach (var frame in await ProjectAsync(projector, position, entry, cancellationToken)) yield return frame;
            }

            if (news.Delta is { } delta)
            {
                foreach (var frame in projector.Project(delta, () => parts.Hub.RunningText(run, delta))) yield return frame;
            }

            if (news.Result is not null || news == RunNews.Look) yield break;
        }
    }

    private async ValueTask<IEnumerable<Frame>> ProjectAsync(
        FrameProjector projector, StreamPosition position, JournalEntry entry, CancellationToken cancellationToken)
    {
        var body = JournalCodec.Decode(entry);
        if (projector.NeedsState && body is Snapshot or FrameStarted { Path: "" } or StateEdited or RunFinished { State: not null } && !projector.Rests)
        {
            projector.Rest(await parts.States.OriginAsync(run, [entry], cancellationToken));
        }

        var frames = projector.Project(entry, body);
        if (position.Chars > 0 && entry.Seq == position.Seq) projector.Skip(entry.Seq, position.Chars);
        return frames.Where(frame => position.IsBefore(frame.Id)).ToList();
    }

    private ReadOnlyMemory<byte> Metadata(RunRow row) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("run_id"u8, run);
        if (row.Thread is not null) writer.WriteString("thread_id"u8, row.Thread);
        writer.WriteNumber("attempt"u8, Math.Max(1, row.Epoch));
        writer.WriteEndObject();
    });

    private ReadOnlyMemory<byte> End(RunRow row) => JsonBytes.Write(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("run_id"u8, run);
        writer.WriteString("status"u8, RunStatuses.Outside(row));
        writer.WriteEndObject();
    });
}
