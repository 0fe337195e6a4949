using System.Globalization;
using Baton.Engine.Journal;
using Baton.Errors;

namespace Baton.Server.Runs;

/// <summary>Checkpoints as clients see them: <c>&lt;run&gt;-&lt;8 hex digits of the entry's number&gt;</c>.</summary>
internal static class CheckpointIds
{
    private const int RunLength = 36;

    public static string Format(CheckpointRef checkpoint) => $"{checkpoint.Run:D}-{checkpoint.Seq:x8}";

    /// <summary>The checkpoint that an id names; null for null.</summary>
    /// <exception cref="BatonException">The id has another form, so there is no such checkpoint.</exception>
    public static CheckpointRef? Parse(string? id)
    {
        if (id is null) return null;
        if (id.Length == RunLength + 9 && id[RunLength] == '-' && Guid.TryParseExact(id.AsSpan(0, RunLength), "D", out var run)
            && int.TryParse(id.AsSpan(RunLength + 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seq) && seq >= 0)
        {
            return new CheckpointRef(run, seq);
        }

        throw new BatonException(
            ErrorCodes.CheckpointUnknown, $"There is no checkpoint '{id}'. Take ids from the thread's state or history; they look like <run>-0000002a.");
    }
}
