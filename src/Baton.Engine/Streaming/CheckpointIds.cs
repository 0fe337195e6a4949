using System.Globalization;
using Baton.Engine.Journal;

namespace Baton.Engine.Streaming;

/// <summary>How checkpoints are named outside: <c>run-seq</c>, the sequence number as 8 hex digits.</summary>
public static class CheckpointIds
{
    /// <summary>The name of a checkpoint.</summary>
    public static string Format(CheckpointRef checkpoint) => $"{checkpoint.Run:D}-{checkpoint.Seq:x8}";

    /// <summary>The checkpoint of a name.</summary>
    /// <returns>False where the text is no such name.</returns>
    public static bool TryParse(string? text, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out CheckpointRef? checkpoint)
    {
        checkpoint = null;
        if (text is not { Length: 45 } || text[36] != '-') return false;
        if (!Guid.TryParseExact(text.AsSpan(0, 36), "D", out var run)) return false;
        if (!int.TryParse(text.AsSpan(37), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var seq)) return false;
        checkpoint = new CheckpointRef(run, seq);
        return true;
    }
}
