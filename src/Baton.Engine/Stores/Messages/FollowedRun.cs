namespace Baton.Engine.Stores.Messages;

/// <summary>A run whose messages may not all be indexed.</summary>
/// <param name="Key">The driver's own short key of the run; opaque to others.</param>
/// <param name="Run">Its row.</param>
/// <param name="Noted">The entry up to which it was noted; 0 where it was not.</param>
public sealed record FollowedRun(long Key, RunRow Run, int Noted);

/// <summary>What is noted and not indexed yet.</summary>
/// <param name="Runs">How many runs; no more than 100,000 are counted.</param>
/// <param name="Oldest">How long the oldest of them has been noted; null where there is none.</param>
public sealed record MessageBacklog(int Runs, TimeSpan? Oldest);

/// <summary>Messages of a run, to be written together.</summary>
/// <param name="Run">The run.</param>
/// <param name="Upto">The last entry that was read for them: notes up to it are taken away. 0 where more of the run comes.</param>
/// <param name="Messages">The messages.</param>
public sealed record RunMessages(FollowedRun Run, int Upto, IReadOnlyList<IndexedMessage> Messages);
