using Baton.Cli.Client;
using Baton.Cli.Hosting;
using Baton.Errors;

namespace Baton.Cli.Knowledge;

/// <summary>Chooses where documents are kept.</summary>
internal static class KnowledgeTargets
{
    private const string DefaultTenant = "default";

    /// <summary>The server that is named or holds the store; where none does, the store itself.</summary>
    /// <param name="settings">What the command line was told.</param>
    /// <param name="tenant">The tenant, or null; a server knows it by the API key.</param>
    /// <param name="cancellationToken">Stops looking.</param>
    /// <exception cref="BatonException">A tenant was named and a server is in charge; or nothing can be opened.</exception>
    public static async ValueTask<IKnowledgeTarget> FindAsync(CliSettings settings, string? tenant, CancellationToken cancellationToken)
    {
        var client = await ServerFinder.FindAsync(settings, cancellationToken);
        if (client is null) return new LocalKnowledge(await LocalStore.OpenAsync(settings, cancellationToken), tenant ?? DefaultTenant);
        if (tenant is null) return new ServerKnowledge(client);
        client.Dispose();
        throw new BatonException(ErrorCodes.CommandInputInvalid, "A server is in charge of the store: it knows the tenant by the API key. Leave --tenant out and give that tenant's key with --api-key.");
    }
}
