using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Engine;

public sealed class ResultRetentionTests
{
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(10);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_result_of_a_run_outlives_it()
    {
        await using var engine = await StartAsync(results: TimeSpan.FromDays(1));
        var before = await engine.RunAsync("talk", Talk.Input("a"));

        await PassAsync(engine, Age * 2);

        Assert.Null(await engine.Store.Runs.FindAsync("default", before.Run.Id, Token));
        var after = await engine.WaitAsync(before.Run.Id);
        Assert.Equal(Talk.Text(before), Talk.Text(after));
        Assert.Equal((RunStatus.Success, before.Run.Graph, before.Run.Seq), (after.Run.Status, after.Run.Graph, after.Run.Seq));
    }

    [Fact]
    public async Task Why_a_run_failed_outlives_it()
    {
        await using var engine = await StartAsync(results: TimeSpan.FromDays(1));
        var before = await engine.RunAsync("broken", new Ask("x"));

        await PassAsync(engine, Age * 2);

        var after = await engine.WaitAsync(before.Run.Id);
        Assert.Equal((RunStatus.Error, before.Error), (after.Run.Status, after.Error));
    }

    [Fact]
    public async Task A_result_goes_when_its_time_is_over()
    {
        await using var engine = await StartAsync(results: Age);
        var run = (await engine.RunAsync("talk", Talk.Input("a"))).Run.Id;

        await PassAsync(engine, Age * 2);
        await PassAsync(engine, Age * 2);

        Assert.Equal(ErrorCodes.RunUnknown, await EngineFixture.CodeAsync(() => engine.WaitAsync(run)));
    }

    [Fact]
    public async Task Nothing_is_kept_where_nobody_asked_for_it()
    {
        await using var engine = await StartAsync(results: null);
        var run = (await engine.RunAsync("talk", Talk.Input("a"))).Run.Id;

        await PassAsync(engine, Age * 2);

        Assert.Equal(ErrorCodes.RunUnknown, await EngineFixture.CodeAsync(() => engine.WaitAsync(run)));
    }

    private static Task<EngineFixture> StartAsync(TimeSpan? results) => EngineFixture.StartAsync(new BatonTestOptions([Talk.Plain(), Broken])
    {
        Engine = options => (options.Retention, options.ResultRetention) = (Age, results),
    });

    /// <summary>Results of a moment ago are held in memory: the runs of this test must be older than those.</summary>
    private static async Task PassAsync(EngineFixture engine, TimeSpan time)
    {
        engine.Clock.Advance(time);
        await engine.Host.Services.GetServices<IEngineLoop>().OfType<RetentionLoop>().Single().PassAsync(Token);
        await engine.Host.CrashAsync();
    }

    private static GraphDefinition Broken { get; } = Graph
        .Define<Ask, Ask, Ask>("broken", 1)
        .Start(ask => ask)
        .Function("fail", _ => throw new InvalidOperationException("It is broken."))
        .Return(ask => ask);

    private sealed record Ask(string Text);
}
