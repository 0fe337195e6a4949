using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Chaos.Checking;

/// <summary>Checks that the turns of a thread stand on one another, and that its head is the last of them.</summary>
internal static class ThreadCheck
{
    public static async Task CheckAsync(IStore store, IGrouping<string, StoredRun> turns, Findings findings, CancellationToken cancellationToken)
    {
        CheckpointRef? head = null;
        foreach (var turn in turns)
        {
            var root = turn.All<FrameStarted>().FirstOrDefault(frame => frame.Path.Length == 0);
            findings.Same(turn, "the base", [head], [root?.Base]);
            head = new CheckpointRef(turn.Row.Id, turn.Row.Seq);
        }

        var thread = await store.Threads.FindAsync(turns.First().Row.Tenant, turns.Key, cancellationToken);
        findings.Same($"thread {turns.Key}", "the head", [head], [thread?.Head]);
        if (thread?.ActiveRun is { } active) findings.Add($"thread {turns.Key}: run {active} is still active on it.");
    }
}
