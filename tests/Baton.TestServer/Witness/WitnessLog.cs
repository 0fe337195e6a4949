using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Baton.Engine.Journal;

namespace Baton.LedgerServer.Witness;

/// <summary>
/// What one server was told by its store: every append that was committed or fenced, and its incarnations. Whatever is read in the store
/// afterwards must agree with it.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed class WitnessLog : IDisposable
{
    private readonly Lock _gate = new();
    private readonly FileStream _file;

    /// <param name="path">A file of this process alone.</param>
    public WitnessLog(string path) => _file = new FileStream(path, FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 0);

    public void Write(WitnessLine line)
    {
        var bytes = Encoding.UTF8.GetBytes(line + "\n");
        // One write without a buffer: a kill leaves the line whole or away.
        lock (_gate) _file.Write(bytes);
    }

    public void Dispose() => _file.Dispose();

    /// <summary>A short hash of entries, by which their bodies can be compared.</summary>
    public static string Hash(IEnumerable<JournalEntry> entries)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var entry in entries) hash.AppendData(entry.Body.Span);
        return Convert.ToHexStringLower(hash.GetHashAndReset().AsSpan(0, 8));
    }
}

/// <summary>One thing that a server was told.</summary>
/// <param name="What"><c>committed</c>, <c>fenced</c>, <c>joined</c> or <c>left</c>.</param>
/// <param name="Owner">The incarnation.</param>
/// <param name="Run">The run, for appends.</param>
/// <param name="Epoch">The ownership's number, for appends.</param>
/// <param name="First">The first entry's number.</param>
/// <param name="Count">How many entries.</param>
/// <param name="Hash">The hash of their bodies.</param>
public sealed record WitnessLine(string What, long Owner, Guid Run = default, int Epoch = 0, int First = 0, int Count = 0, string Hash = "-")
{
    public const string Committed = "committed";
    public const string Fenced = "fenced";
    public const string Joined = "joined";
    public const string Left = "left";

    public static WitnessLine Parse(string line)
    {
        var parts = line.Split(' ');
        return new WitnessLine(
            parts[0], long.Parse(parts[1], CultureInfo.InvariantCulture), Guid.Parse(parts[2]), int.Parse(parts[3], CultureInfo.InvariantCulture),
            int.Parse(parts[4], CultureInfo.InvariantCulture), int.Parse(parts[5], CultureInfo.InvariantCulture), parts[6]);
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{What} {Owner} {Run:D} {Epoch} {First} {Count} {Hash}");
}
