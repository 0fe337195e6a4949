using System.Text.Json;
using Baton.Engine.Stores;

namespace Baton.Server.Tests.Ops;

/// <summary>A run of which retention has left the result.</summary>
public sealed class ReducedRunTests
{
    private const string Kept =
        """{"graph":"approval","version":1,"pool":"default","status":"success","assistant":"approval","seq":7,"created_at":"2026-01-02T03:04:05+00:00","ended_at":"2026-01-02T03:04:06+00:00","output":{"approved":true}}""";

    [Fact]
    public async Task It_is_found_by_operators_and_clients_until_it_is_deleted()
    {
        await using var server = await OpsServer.StartAsync();
        var run = await KeptAsync(server);

        var operators = await server.SendAsync(HttpMethod.Get, $"/ops/runs/{run}");
        var client = await server.SendAsync(HttpMethod.Get, $"/threads/{run}/runs/{run}");
        var joined = await server.SendAsync(HttpMethod.Get, $"/threads/{run}/runs/{run}/join");

        Assert.Equal((200, true, "success"), (operators.Status, operators.Body.GetProperty("reduced").GetBoolean(), operators.Body.GetProperty("status").GetString()));
        Assert.True(operators.Body.GetProperty("output").GetProperty("approved").GetBoolean());
        Assert.Equal((200, "success"), (client.Status, client.Body.GetProperty("status").GetString()));
        Assert.True(joined.Body.GetProperty("approved").GetBoolean());
    }

    [Fact]
    public async Task It_goes_when_it_is_deleted()
    {
        await using var server = await OpsServer.StartAsync();
        var run = await KeptAsync(server);

        using var deleted = await server.Client.DeleteAsync(new Uri($"/threads/{run}/runs/{run}", UriKind.Relative), TestContext.Current.CancellationToken);

        Assert.Equal(204, (int)deleted.StatusCode);
        Assert.Equal(404, (await server.SendAsync(HttpMethod.Get, $"/ops/runs/{run}")).Status);
    }

    private static async Task<Guid> KeptAsync(OpsServer server)
    {
        var run = Guid.CreateVersion7();
        Assert.True(await server.Store.Records.ApplyAsync(
            "default", [new(RecordCollections.Results, RunIds.Text(run), 0, JsonElement.Parse(Kept))], TestContext.Current.CancellationToken));
        return run;
    }
}
