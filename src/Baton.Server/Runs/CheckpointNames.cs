using Baton.Engine.Journal;
using Baton.Engine.Streaming;
using Baton.Errors;

namespace Baton.Server.Runs;

/// <summary>Checkpoints as clients name them.</summary>
internal static class CheckpointNames
{
    /// <summary>The checkpoint that an id names; null for null.</summary>
    /// <exception cref="BatonException">The id has another form, so there is no such checkpoint.</exception>
    public static CheckpointRef? Parse(string? id)
    {
        if (id is null) return null;
        return CheckpointIds.TryParse(id, out var checkpoint) ? checkpoint : throw new BatonException(
            ErrorCodes.CheckpointUnknown, $"There is no checkpoint '{id}'. Take ids from the thread's state or history; they look like <run>-0000002a.");
    }
}
