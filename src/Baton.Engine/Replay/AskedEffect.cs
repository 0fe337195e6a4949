using Baton.Graphs;

namespace Baton.Engine.Replay;

/// <summary>An effect as a node asks for it.</summary>
/// <param name="Visit">The visit that asks.</param>
/// <param name="Name">The effect's name.</param>
/// <param name="Ordinal">The how-manieth of this name in the visit, from 1.</param>
/// <param name="Options">What it was asked with, arguments included.</param>
/// <param name="ArgsHash">The hash of its arguments, or null.</param>
public sealed record AskedEffect(string Visit, string Name, int Ordinal, EffectOptions Options, string? ArgsHash);

/// <summary>A recorded effect, and the same effect as today's graph asks for it.</summary>
/// <param name="Seq">The entry that starts it.</param>
/// <param name="Recorded">What the journal has.</param>
/// <param name="Asked">What a replay came to; null where it did not come to this effect.</param>
public sealed record RebuiltEffect(int Seq, Journal.EffectStarted Recorded, AskedEffect? Asked)
{
    /// <summary>True where the replay asked with just the arguments that were recorded, by their hash.</summary>
    public bool IsExact => Asked is not null && Asked.ArgsHash == Recorded.ArgsHash;
}
