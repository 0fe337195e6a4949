using System.Security.Cryptography;

namespace Baton.Engine.Hosting;

/// <summary>Where ids and randomness come from, so that tests can decide them.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public class IdSource
{
    /// <summary>The system's source.</summary>
    public static IdSource System { get; } = new();

    /// <summary>A new id whose order is that of time (UUID version 7).</summary>
    public virtual Guid NewId(DateTimeOffset now) => Guid.CreateVersion7(now);

    /// <summary>A random number from 0 (inclusive) to 1 (exclusive).</summary>
    public virtual double NextRandom() => RandomNumberGenerator.GetInt32(int.MaxValue) / (double)int.MaxValue;
}
