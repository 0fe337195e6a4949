namespace Baton.Engine.Journal;

/// <summary>How much had to be read for a state.</summary>
/// <param name="Snapshot">The newest snapshot that it rests on, or null.</param>
/// <param name="Runs">How many runs were read, the snapshot's included.</param>
/// <param name="Bytes">How long the entries were that came after the snapshot.</param>
internal sealed record Lineage(CheckpointRef? Snapshot, int Runs, long Bytes)
{
    public static readonly Lineage None = new(null, 0, 0);
}
