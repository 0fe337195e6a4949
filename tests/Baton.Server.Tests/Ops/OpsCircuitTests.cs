using System.Text.Json;
using Baton.Engine.Circuits;
using Baton.Server.Security;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Ops;

public sealed class OpsCircuitTests
{
    [Fact]
    public async Task Circuits_show_whether_they_let_calls_through()
    {
        await using var server = await TestServer.StartAsync(configure: baton => baton.Services.AddSingleton<ICircuits>(new Two()));

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/circuits");

        Assert.Equal(
            ["model default half_open 2026-01-01T00:00:30+00:00", "tool look_up closed "],
            (await TestServer.JsonAsync(response)).EnumerateArray().Select(circuit => $"{Text(circuit, "kind")} {Text(circuit, "name")} {Text(circuit, "state")} {Text(circuit, "open_until")}"));
    }

    [Fact]
    public async Task A_server_without_agents_has_none()
    {
        await using var server = await TestServer.StartAsync();

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/circuits");

        Assert.Equal(0, (await TestServer.JsonAsync(response)).GetArrayLength());
        var endpoint = Assert.Single(
            server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>(), endpoint => endpoint.RoutePattern.RawText == "/ops/circuits");
        Assert.Equal(BatonPolicies.Read, Assert.Single(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()).Policy);
    }

    private static string? Text(JsonElement circuit, string name) => circuit.GetProperty(name).GetString();

    private sealed class Two : ICircuits
    {
        public IReadOnlyList<CircuitStatus> List() =>
        [
            new(CircuitKind.Model, "default", CircuitState.HalfOpen, new DateTimeOffset(2026, 1, 1, 0, 0, 30, TimeSpan.Zero)),
            new(CircuitKind.Tool, "look_up", CircuitState.Closed, null),
        ];
    }
}
