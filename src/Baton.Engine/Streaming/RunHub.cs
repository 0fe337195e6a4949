using System.Collections.Concurrent;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;

namespace Baton.Engine.Streaming;

/// <summary>Tells those who watch a run in this process what happens to it. Holds nothing for runs that nobody watches.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RunHub
{
    private readonly ConcurrentDictionary<Guid, RunWatch> _watches = new();
    private readonly ConcurrentDictionary<(Guid Run, int Start), Func<TextDelta>> _running = new();

    /// <summary>Those who watch all runs.</summary>
    public LiveFeed Feed { get; } = new();

    /// <summary>Those who want to know of runs that ended here.</summary>
    public RunEnds Ends { get; } = new();

    /// <summary>True while nothing is held: nobody watches and no text runs.</summary>
    public bool IsIdle => _watches.IsEmpty && _running.IsEmpty;

    /// <summary>Called when a run has changed: somebody on another server may watch it.</summary>
    public Action<Guid> Changed { get; set; } = static _ => { };

    /// <summary>Begins to watch; dispose what is returned to stop.</summary>
    public RunSubscription Watch(Guid run)
    {
        while (true)
        {
            var watch = _watches.GetOrAdd(run, static _ => new RunWatch());
            if (watch.TryJoin(out var subscription, () => Leave(run, watch))) return subscription;
            _watches.TryRemove(new KeyValuePair<Guid, RunWatch>(run, watch));
        }
    }

    public void Appended(RunRow run, IReadOnlyList<JournalEntry> entries)
    {
        if (entries.Count == 0) return;
        Changed(run.Id);
        Feed.Appended(run, entries);
        if (!_watches.IsEmpty && _watches.TryGetValue(run.Id, out var watch)) watch.Publish(new RunNews(entries, null, null));
    }

    /// <summary>Running text of a call, with everything that came before it.</summary>
    public void Delta(Guid run, TextDelta delta, Func<TextDelta> whole)
    {
        _running.TryAdd((run, delta.Start), whole);
        if (_watches.TryGetValue(run, out var watch)) watch.Publish(new RunNews([], delta, null));
    }

    /// <summary>The run has ended or is parked.</summary>
    public void Rests(RunResult result)
    {
        Changed(result.Run.Id);
        if (_watches.TryGetValue(result.Run.Id, out var watch)) watch.Publish(new RunNews([], null, result));
    }

    /// <summary>Something happened to the run elsewhere: who watches it here looks into the store.</summary>
    public void Look(Guid run)
    {
        if (_watches.TryGetValue(run, out var watch)) watch.Publish(RunNews.Look);
    }

    /// <summary>The whole running text of the message that a chunk belongs to, or null where it is over.</summary>
    public string? RunningText(Guid run, TextDelta delta) =>
        _running.TryGetValue((run, delta.Start), out var whole) && whole() is { } running && running.MessageId == delta.MessageId ? running.Text : null;

    /// <summary>The running texts of a run, each as one chunk.</summary>
    public IReadOnlyList<TextDelta> RunningTexts(Guid run) =>
        _running.IsEmpty ? [] : [.. _running.Where(text => text.Key.Run == run).Select(text => text.Value())];

    /// <summary>A call is over: its text is recorded, or will not be.</summary>
    public void EndText(Guid run, int start) => _running.TryRemove((run, start), out _);

    private void Leave(Guid run, RunWatch watch)
    {
        if (watch.IsEmpty) _watches.TryRemove(new KeyValuePair<Guid, RunWatch>(run, watch));
    }
}

/// <summary>Something that happened to a run: entries, running text, its coming to rest, or something elsewhere.</summary>
internal sealed record RunNews(IReadOnlyList<JournalEntry> Entries, TextDelta? Delta, RunResult? Result)
{
    /// <summary>Something happened elsewhere: the store knows what.</summary>
    public static RunNews Look { get; } = new([], null, null);
}

/// <summary>Running text of a model call.</summary>
/// <param name="Start">The call's latest start entry.</param>
/// <param name="Attempt">Which try of the call, from 1.</param>
/// <param name="MessageId">The message's id in this try.</param>
/// <param name="Text">The new text.</param>
/// <param name="Chars">How many characters there are now in all.</param>
internal sealed record TextDelta(int Start, int Attempt, string MessageId, string Text, int Chars);
