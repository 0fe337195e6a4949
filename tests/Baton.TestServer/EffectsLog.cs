using System.Text;
using Baton.Graphs;

namespace Baton.LedgerServer;

/// <summary>A file to which effects append: the world outside, in which every call that was made can be counted.</summary>
/// <remarks>Safe for concurrent use within a process; one process writes at a time.</remarks>
public sealed class EffectsLog : IDisposable
{
    /// <summary>The file's name in the data directory.</summary>
    public const string FileName = "effects.log";

    /// <summary>How long a call takes before and after its line is written, so that a kill can fall between line and result.</summary>
    private static readonly TimeSpan Latency = TimeSpan.FromMilliseconds(2);

    private readonly Lock _gate = new();
    private readonly FileStream _file;

    public EffectsLog(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    /// <summary>Appends one line in an effect of the visit.</summary>
    /// <returns>The effect's key.</returns>
    public ValueTask<string> AppendAsync(NodeContext context) => context.EffectAsync("append", async call =>
    {
        await Task.Delay(Latency, TimeProvider.System, call.Cancellation);
        Write(new EffectLine(context.Run.RunId, call.Key, context.Visit, DateTimeOffset.UtcNow.ToUnixTimeMilliseconds()));
        await Task.Delay(Latency, TimeProvider.System, call.Cancellation);
        return call.Key;
    });

    public void Dispose() => _file.Dispose();

    private void Write(EffectLine line)
    {
        var bytes = Encoding.UTF8.GetBytes(line.ToString());
        // One write without a buffer: the line is in the file, or it is not, whenever the process dies.
        lock (_gate) _file.Write(bytes);
    }
}

/// <summary>One line of the log.</summary>
/// <param name="Run">The run.</param>
/// <param name="Key">The effect's key.</param>
/// <param name="Visit">The visit that called.</param>
/// <param name="At">When, in milliseconds since 1970.</param>
public sealed record EffectLine(Guid Run, string Key, string Visit, long At)
{
    public static EffectLine Parse(string line)
    {
        var parts = line.Split(' ');
        return new EffectLine(Guid.Parse(parts[0]), parts[1], parts[2], long.Parse(parts[3]));
    }

    public override string ToString() => $"{Run:D} {Key} {Visit} {At}\n";
}
