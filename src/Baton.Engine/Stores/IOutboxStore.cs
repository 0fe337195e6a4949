using Baton.Graphs;

namespace Baton.Engine.Stores;

/// <summary>Messages to the outside, sent at least once each.</summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IOutboxStore
{
    /// <summary>Adds messages and changes records in one commit.</summary>
    /// <returns>False where a version did not match: nothing was written.</returns>
    ValueTask<bool> AddAsync(string tenant, IReadOnlyList<RecordChange> records, IReadOnlyList<OutboxMessage> messages, CancellationToken cancellationToken);

    /// <summary>Takes messages that are due and hides them for <paramref name="lease"/>.</summary>
    ValueTask<IReadOnlyList<OutboxItem>> TakeAsync(int limit, TimeSpan lease, CancellationToken cancellationToken);

    /// <summary>Removes a message that was sent, or given up.</summary>
    ValueTask CompleteAsync(long id, CancellationToken cancellationToken);

    /// <summary>Makes a message due again after <paramref name="delay"/>.</summary>
    ValueTask RetryAsync(long id, TimeSpan delay, CancellationToken cancellationToken);
}

/// <summary>A message to the outside.</summary>
/// <param name="Destination">An absolute URL, or another name that an <see cref="Hosting.IOutboxRoute"/> takes.</param>
/// <param name="Key">The idempotency key that is sent along.</param>
/// <param name="Body">The body, UTF-8 JSON.</param>
public sealed record OutboxMessage(string Destination, string Key, ReadOnlyMemory<byte> Body);

/// <summary>A message that was taken.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Attempt">Which try this is, from 1.</param>
/// <param name="Message">The message.</param>
public sealed record OutboxItem(long Id, int Attempt, OutboxMessage Message);
