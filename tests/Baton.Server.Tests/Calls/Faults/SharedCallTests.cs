using System.Net;
using Baton.Calls;
using Baton.Postgres.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.Calls.Faults;

/// <summary>One call, led by three servers that share a PostgreSQL database.</summary>
public sealed class SharedCallTests
{
    [Fact]
    public async Task The_turns_of_a_call_may_go_to_any_server()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, "PostgreSQL is not installed.");
        using var database = PostgresServer.Create();
        await using var servers = await Servers.StartAsync(database);
        using var caller = new CallClient("CALL-1");
        using var second = new CallClient("CALL-2");
        var turns = CallClient.Turns;

        for (var index = 0; index < turns.Count; index++) await caller.TurnAsync(servers[index], turns[index].Intent, turns[index].Message);

        for (var index = 0; index < 3; index++)
        {
            Assert.Equal(turns.Select((turn, place) => $"{place + 1} {turn.Intent} success"), await caller.StepsAsync(servers[index]));
        }

        using var late = await caller.SendAsync(servers[0], "greeting", "Hello?");
        Assert.Equal(HttpStatusCode.Conflict, late.StatusCode);

        // Two turns at once, at different servers: one goes after the other, and none is lost.
        await second.TurnAsync(servers[0], turns[0].Intent, turns[0].Message);
        var both = await Task.WhenAll(second.TurnAsync(servers[1], "unknown", "Hm?"), second.TurnAsync(servers[2], turns[1].Intent, turns[1].Message));
        Assert.All(both, turn => Assert.Equal("success", turn.GetProperty("status").GetString()));
        var steps = await second.StepsAsync(servers[0]);
        Assert.Equal(3, steps.Length);
        Assert.Single(steps, step => step.Contains("otp_verify success", StringComparison.Ordinal));
        Assert.Single(steps, step => step.Contains("unknown success", StringComparison.Ordinal));
    }

    private sealed class Servers(IReadOnlyList<WebApplication> apps) : IAsyncDisposable
    {
        public Uri this[int index] => new(apps[index % apps.Count].Urls.First());

        public static async Task<Servers> StartAsync(PostgresServer database)
        {
            List<WebApplication> apps = [];
            for (var index = 0; index < 3; index++) apps.Add(await StartOneAsync(database));
            return new Servers(apps);
        }

        private static async Task<WebApplication> StartOneAsync(PostgresServer database)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.AddBaton(baton => baton.UsePostgres(database.ConnectionString).AddSystem<CallsSystem>());
            var app = builder.Build();
            app.MapBaton();
            await app.StartAsync(TestContext.Current.CancellationToken);
            return app;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var app in apps) await app.DisposeAsync();
        }
    }
}
