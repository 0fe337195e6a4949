using Microsoft.AspNetCore.Routing;

namespace Baton.Server.Console;

/// <summary>What a server has under <c>/ops</c>: the console shows no view of what is not there.</summary>
internal sealed class ConsoleFeatures(EndpointDataSource endpoints)
{
    private readonly Lazy<IReadOnlyList<string>> _names = new(() => Read(endpoints));

    /// <summary>The first words of the paths, such as <c>inbox</c>.</summary>
    public IReadOnlyList<string> Names => _names.Value;

    private static string[] Read(EndpointDataSource endpoints) =>
    [
        .. endpoints.Endpoints.OfType<RouteEndpoint>()
            .Select(endpoint => (endpoint.RoutePattern.RawText ?? "").Split('/', StringSplitOptions.RemoveEmptyEntries))
            .Where(path => path is ["ops", var name, ..] && !name.StartsWith('{'))
            .Select(path => path[1])
            .Distinct(StringComparer.Ordinal)
            .Order(StringComparer.Ordinal),
    ];
}
