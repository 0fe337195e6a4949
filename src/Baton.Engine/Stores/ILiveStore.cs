namespace Baton.Engine.Stores;

/// <summary>
/// What the servers of one store tell one another while runs are under way: hints, and running text. Nothing rests on it: whoever misses a
/// hint finds out by looking a little later, and the recorded message has every text.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface ILiveStore
{
    /// <summary>False where only one server can use the store: then nobody listens, and nothing is kept.</summary>
    bool IsShared { get; }

    /// <summary>Tells the other servers something, at most once each. Not part of any other commit.</summary>
    ValueTask TellAsync(IReadOnlyCollection<StoreHint> hints, CancellationToken cancellationToken);

    /// <summary>
    /// What the other servers tell from now on (a server may hear its own hints too). Ends with an exception where the connection is lost:
    /// then hints were missed.
    /// </summary>
    IAsyncEnumerable<StoreHint> ListenAsync(CancellationToken cancellationToken);

    /// <summary>Keeps the running text of calls, unfenced; a text replaces the one that the same call had, and an empty one removes it.</summary>
    ValueTask KeepTextsAsync(IReadOnlyCollection<RunningText> texts, CancellationToken cancellationToken);

    /// <summary>The running texts of a run's calls. Texts of calls that ended in a crash may be among them: the journal tells which count.</summary>
    ValueTask<IReadOnlyList<RunningText>> TextsAsync(Guid run, CancellationToken cancellationToken);
}

/// <summary>Something that another server may want to look at.</summary>
/// <param name="Kind">What happened.</param>
/// <param name="Run">The run; <see cref="Guid.Empty"/> where the kind needs none.</param>
public readonly record struct StoreHint(StoreHintKind Kind, Guid Run);

/// <summary>What another server may want to look at.</summary>
public enum StoreHintKind
{
    /// <summary>Runs may be pending; of no run in particular.</summary>
    Pending,

    /// <summary>The run's inbox has news.</summary>
    Inbox,

    /// <summary>The run's journal has grown, the run has come to rest, or its running text has.</summary>
    Changed,

    /// <summary>Somebody watches the run, or all runs where it names none: who executes them is asked to tell of changes for a while.</summary>
    Watched,

    /// <summary>Something happened to the run that who watches all runs wants to know.</summary>
    Happened,
}

/// <summary>The text of a call that is under way.</summary>
/// <param name="Run">The run.</param>
/// <param name="Start">The call's latest start entry.</param>
/// <param name="Attempt">Which try of the call, from 1.</param>
/// <param name="MessageId">The message's id in this try.</param>
/// <param name="Text">All of the text so far.</param>
public sealed record RunningText(Guid Run, int Start, int Attempt, string MessageId, string Text);
