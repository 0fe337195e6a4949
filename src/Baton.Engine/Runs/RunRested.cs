using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Stores;

namespace Baton.Engine.Runs;

/// <summary>That a run came to rest: the body of what is sent to <see cref="RunRequest.Announce"/>.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Run">The run.</param>
/// <param name="Seq">Its last entry then.</param>
/// <param name="Status">Waiting, or how it ended.</param>
public sealed record RunRested(string Tenant, Guid Run, int Seq, RunStatus Status)
{
    /// <summary>Reads a message's body.</summary>
    /// <exception cref="JsonException">It is none.</exception>
    public static RunRested Read(OutboxMessage message) =>
        JsonSerializer.Deserialize<RunRested>(message.Body.Span, BatonJson.Options) ?? throw new JsonException("null");

    internal OutboxMessage To(string destination) =>
        new(destination, $"{Run}:rest:{Seq}", JsonSerializer.SerializeToUtf8Bytes(this, BatonJson.Options));
}
