using System.Net.Http.Json;
using System.Text.Json;

namespace Baton.ConsoleTests.Fixtures;

/// <summary>What a test has a server do before, or beside, what it looks at.</summary>
internal static class Desk
{
    public static async Task<string> StartAsync(this ServerProcess server, string graph, object input, string? thread = null)
    {
        var path = thread is null ? "/runs" : $"/threads/{thread}/runs";
        using var response = await server.Client.PostAsJsonAsync(
            new Uri(server.Address + path), new { assistant_id = graph, input, if_not_exists = "create" });
        response.EnsureSuccessStatusCode();
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("run_id").GetString()!;
    }

    public static async Task<JsonElement> ReadAsync(this ServerProcess server, string path) =>
        await server.Client.GetFromJsonAsync<JsonElement>(new Uri(server.Address + path));

    public static Task<JsonElement> RunAsync(this ServerProcess server, string run) => server.ReadAsync($"/ops/runs/{run}");

    public static Task UntilAsync(this ServerProcess server, string run, string status) => Waiting.UntilAsync(
        async () => (await server.RunAsync(run)).GetProperty("status").GetString() == status, $"the run is {status}");
}
