using Baton.Server.Tests.Cli;
using Baton.Server.Tests.Fixtures;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Tests.A2A;

/// <summary>Tasks that outlive their server.</summary>
public sealed class RestartTests
{
    [Fact]
    public async Task A_task_that_asked_before_a_restart_is_read_answered_and_repeated_after_it()
    {
        using var data = new TemporaryData();
        var (first, second) = (A2AClient.Message("tck-input-required-1", "hi"), "answer-1");
        A2AAnswer asked;
        await using (var before = await StartAsync(data))
        {
            asked = await Client(before).SendAsync(first.DeepClone().AsObject());
            Assert.Equal("TASK_STATE_INPUT_REQUIRED", asked.State);
            await before.StopAsync(TestContext.Current.CancellationToken);
        }

        await using var after = await StartAsync(data);
        var client = Client(after);
        Assert.Equal(asked.Task.GetRawText(), (await client.GetAsync(asked.Id)).Result.GetRawText());
        Assert.Equal(asked.Id, (await client.SendAsync(first.DeepClone().AsObject())).Id);
        Assert.Equal("TASK_STATE_COMPLETED", (await client.SendAsync(second, "that", taskId: asked.Id)).State);
        Assert.Equal("TASK_STATE_COMPLETED", (await client.SendAsync(second, "that", taskId: asked.Id)).State);
        Assert.Equal("UNSUPPORTED_OPERATION", (await client.SendAsync("answer-2", "that", taskId: asked.Id)).Error);
    }

    private static A2AClient Client(WebApplication server) =>
        new(new HttpClient { BaseAddress = new Uri(server.Urls.First()), Timeout = TestServer.Patience }, A2AClient.Rpc);

    private static async Task<WebApplication> StartAsync(TemporaryData data)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.AddBaton(baton => baton.UseSqlite(Path.Combine(data.Data, "baton.db")).AddGraph(TckAgent.Define()));
        var app = builder.Build();
        app.MapBaton();
        await app.StartAsync(TestContext.Current.CancellationToken);
        return app;
    }
}
