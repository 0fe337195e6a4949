namespace Baton.Engine.Hosting;

/// <summary>What a server does besides running: sending messages to the outside and removing what is old.</summary>
internal sealed class Housekeeping(OutboxLoop outbox, RetentionLoop retention, NoteExpiry notes)
{
    public Task RunAsync(CancellationToken stopping) =>
        Task.WhenAll(outbox.RunAsync(stopping), retention.RunAsync(stopping), notes.RunAsync(stopping));
}
