using System.Text.Json;
using Baton.Server.Security;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Ops;

public sealed class OpsPoolTests
{
    [Fact]
    public async Task Pools_show_their_limits_and_what_is_pending()
    {
        await using var server = await TestServer.StartAsync(new Dictionary<string, string?>
        {
            ["Baton:Engine:Pools:default"] = "8",
            ["Baton:Engine:PoolCaps:default"] = "20",
            ["Baton:Engine:QueueLimit"] = "50",
        });
        await SampleRuns.AcceptAsync(server.Store, ScriptedEngine.RunId);

        using var response = await server.SendAsync(HttpMethod.Get, "/ops/pools");

        var pool = Assert.Single((await TestServer.JsonAsync(response)).EnumerateArray(), pool => pool.GetProperty("pool").GetString() == "default");
        Assert.True(pool.GetProperty("served").GetBoolean());
        Assert.Equal((8, 20, 0, 50), (Number(pool, "concurrency"), Number(pool, "cap"), Number(pool, "share"), Number(pool, "queue_limit")));
        Assert.Equal((0, 0, 1), (Number(pool, "running_here"), Number(pool, "running"), Number(pool, "pending")));
        Assert.True(pool.GetProperty("oldest_age_s").GetDouble() >= 0);
        Assert.False(pool.TryGetProperty("wait_p50_s", out var wait) && wait.ValueKind != JsonValueKind.Null);
    }

    [Fact]
    public async Task Whoever_may_read_may_look_at_pools()
    {
        await using var server = await TestServer.StartAsync();

        var endpoint = Assert.Single(
            server.Services.GetRequiredService<EndpointDataSource>().Endpoints.OfType<RouteEndpoint>(), endpoint => endpoint.RoutePattern.RawText == "/ops/pools");

        Assert.Equal(BatonPolicies.Read, Assert.Single(endpoint.Metadata.GetOrderedMetadata<IAuthorizeData>()).Policy);
    }

    private static int Number(JsonElement pool, string name) => pool.GetProperty(name).GetInt32();
}
