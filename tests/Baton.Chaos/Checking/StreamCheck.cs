using System.Text;
using Baton.Chaos.Driving;
using Baton.Engine.Journal;
using Baton.Engine.Streaming;

namespace Baton.Chaos.Checking;

/// <summary>Checks that what a client saw, over all its connections, is the beginning of what the journal projects: no gap, nothing twice.</summary>
internal sealed class StreamCheck(StoredRuns runs, Findings findings)
{
    private const StreamModes Modes = StreamModes.Updates | StreamModes.Values | StreamModes.Tasks;

    public void Check(Guid id, SeenStream seen)
    {
        if (!runs.ById.TryGetValue(id, out var run)) return;
        var frames = Frames(run).ToList();
        var got = seen.Frames;
        for (var index = 0; index < got.Count; index++)
        {
            if (index < frames.Count && frames[index] == got[index]) continue;
            var expected = index < frames.Count ? frames[index].ToString() : "the end";
            findings.Add($"{run}: frame {index} of its stream should be {expected} and is {got[index]} (after {(index == 0 ? "nothing" : got[index - 1].Id)}).");
            return;
        }

        if (seen.HasEnded && got.Count < frames.Count) findings.Add($"{run}: its stream ended after {got.Count} of {frames.Count} frames.");
    }

    private IEnumerable<SeenFrame> Frames(StoredRun run)
    {
        var projector = new FrameProjector(run.Row, Modes, subgraphs: false);
        foreach (var entry in run.Entries)
        {
            var body = JournalCodec.Decode(entry);
            if (body is FrameStarted { Path: "", Base: { } origin }) projector.Rest(StateAt(origin));
            foreach (var frame in projector.Project(entry, body))
            {
                if (frame.Id is { } id) yield return new SeenFrame(id, frame.Event, Encoding.UTF8.GetString(frame.Data.Span));
            }
        }
    }

    private StateDocument StateAt(CheckpointRef place)
    {
        var run = runs.ById[place.Run];
        var origin = run.All<FrameStarted>().FirstOrDefault(frame => frame.Path.Length == 0)?.Base;
        var ledger = new RunLedger();
        if (origin is not null) ledger.BaseDocument = StateAt(origin);
        ledger.Apply(run.Entries.Where(entry => entry.Seq <= place.Seq));
        return ledger.Root?.Document ?? ledger.BaseDocument;
    }
}
