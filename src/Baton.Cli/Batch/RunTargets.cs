using Baton.Cli.Client;
using Baton.Cli.Hosting;

namespace Baton.Cli.Batch;

/// <summary>Chooses where runs go.</summary>
internal static class RunTargets
{
    /// <summary>The server that is named or holds the store; where none does, this process.</summary>
    public static async ValueTask<IRunTarget> FindAsync(CliSettings settings, CancellationToken cancellationToken) =>
        await ServerFinder.FindAsync(settings, cancellationToken) is { } client
            ? new ServerRunTarget(client)
            : await LocalRunTarget.StartAsync(settings, cancellationToken);
}
