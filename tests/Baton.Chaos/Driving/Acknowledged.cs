using System.Collections.Concurrent;

namespace Baton.Chaos.Driving;

/// <summary>What servers acknowledged, and what they should not have answered.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Acknowledged
{
    private readonly ConcurrentQueue<string> _violations = new();

    /// <summary>Runs, by idempotency key.</summary>
    public ConcurrentDictionary<string, Guid> Runs { get; } = new(StringComparer.Ordinal);

    /// <summary>Amounts that were answered, by ticket.</summary>
    public ConcurrentDictionary<string, long> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>What clients saw of streams, by run.</summary>
    public ConcurrentDictionary<Guid, SeenStream> Streams { get; } = new();

    /// <summary>How often a busy thread refused a turn.</summary>
    public int Refused => Volatile.Read(ref _refused);

    public IReadOnlyCollection<string> Violations => _violations;

    private int _refused;

    public void Violation(string text) => _violations.Enqueue(text);

    public void Refuse() => Interlocked.Increment(ref _refused);
}
