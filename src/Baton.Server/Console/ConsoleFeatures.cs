using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Console;

/// <summary>What a server has: the console shows no view of what is not there.</summary>
internal sealed class ConsoleFeatures(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<string>> _names = new(() => Read(endpoints));

    /// <summary>Paths by their first words: <c>inbox</c> for <c>/ops/inbox</c>, and with the slash what lies elsewhere, such as <c>/orchestrate</c>.</summary>
    public IReadOnlyList<string> Names => _names.Value;

    private static string[] Read(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (endpoint.RoutePattern.RawText ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
            .Select(path => path is ["ops", var name, ..] ? name : path is [var first, ..] ? "/" + first : "")
            .Where(name => name.Length > 0 && !name.Contains('{', StringComparison.Ordinal))
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
