using System.Text.Json;
using System.Text.Json.Nodes;

namespace Baton.Cli.Batch;

/// <summary>Where runs go: a server over HTTP, or this process.</summary>
internal interface IRunTarget : IAsyncDisposable
{
    /// <summary>Where it is, for people.</summary>
    string Name { get; }

    /// <summary>The JSON schema of an assistant's input, or null where it is not known.</summary>
    /// <exception cref="Baton.Errors.BatonException">There is no such assistant.</exception>
    ValueTask<JsonElement?> InputSchemaAsync(string assistant, CancellationToken cancellationToken);

    /// <summary>Runs one input until it ends or waits. A failed run is a value; a target that cannot be reached throws.</summary>
    ValueTask<RunOutcome> RunAsync(string assistant, JsonObject input, CancellationToken cancellationToken);
}

/// <summary>What one run came to.</summary>
/// <param name="Output">The output, or where it waits its state; null where it failed.</param>
/// <param name="Error">Code and text of the failure, or null.</param>
internal sealed record RunOutcome(JsonElement? Output, string? Error)
{
    /// <summary>True where it waits for somebody: that is no failure, and no end either.</summary>
    public bool Waits { get; init; }
}
