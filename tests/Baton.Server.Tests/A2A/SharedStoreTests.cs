using Baton.Postgres.Testing;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.A2A;

/// <summary>One task, served by two servers that share a PostgreSQL database.</summary>
public sealed class SharedStoreTests
{
    [Fact]
    public async Task A_task_is_followed_answered_and_read_on_another_server_than_its_own()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, "PostgreSQL is not installed.");
        using var database = PostgresServer.Create();
        var gate = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var one = await StartAsync(database, gate.Task);
        await using var other = await StartAsync(database, gate.Task);

        // Begun on one, followed on the other while a model speaks.
        using var origin = await Client(one).StreamAsync("test-resubscribe-message-id-1");
        await using var told = origin.ReadAsync(TestContext.Current.CancellationToken).GetAsyncEnumerator(TestContext.Current.CancellationToken);
        Assert.True(await told.MoveNextAsync());
        var task = told.Current.GetProperty("task").GetProperty("id").GetString()!;
        while (!told.Current.TryGetProperty("artifactUpdate", out _)) Assert.True(await told.MoveNextAsync());
        using var followed = await Client(other, A2AClient.Rest).SubscribeAsync(task);
        var events = followed.AllAsync();
        gate.SetResult();
        Assert.Equal("Held back", A2AEvents.Text(await events));

        // Asked by one, answered at the other, read at both.
        var asked = await Client(one).SendAsync("tck-input-required-1");
        var answered = await Client(other).SendAsync("answer-1", "that", taskId: asked.Id);
        Assert.Equal("TASK_STATE_COMPLETED", answered.State);
        Assert.Equal(answered.Task.GetRawText(), (await Client(one).GetAsync(asked.Id)).Result.GetRawText());
    }

    private static A2AClient Client(WebApplication server, string binding = A2AClient.Rpc) =>
        new(new HttpClient { BaseAddress = new Uri(server.Urls.First()), Timeout = TestServer.Patience }, binding);

    private static async Task<WebApplication> StartAsync(PostgresServer database, Task gate)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddBaton(baton => baton.UsePostgres(database.ConnectionString).AddGraph(TckAgent.Define(gate: gate)));
        var app = builder.Build();
        app.MapBaton();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
