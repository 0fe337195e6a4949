using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Baton.Postgres;
using Baton.Postgres.Testing;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Stores.Tests.Postgres;

/// <summary>Pools of two servers on one database. Each graph has a pool of its own name.</summary>
public sealed class PostgresPoolTests : IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly PostgresSubject _subject = new();
    private readonly List<PostgresStore> _stores = [];
    private readonly TaskCompletionSource _gate = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _now;
    private int _most;

    private sealed record Said(string Text);

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_servers_never_execute_more_runs_than_the_cap_together()
    {
        await using var one = await ServerAsync(options => options.PoolCaps["counted"] = 3);
        await using var two = await ServerAsync(options => options.PoolCaps["counted"] = 3);

        var runs = await Task.WhenAll(Enumerable.Range(0, 60).Select(run => StartAsync(run % 2 == 0 ? one : two, "counted")));

        foreach (var run in runs) Assert.Equal(RunStatus.Success, (await one.WaitAsync(run)).Run.Status);
        Assert.InRange(_most, 1, 3);
    }

    [Fact]
    public async Task A_full_queue_refuses_on_every_server_and_leaves_other_pools_alone()
    {
        await using var one = await ServerAsync(Narrow);
        await using var two = await ServerAsync(Narrow);
        List<Guid> runs = [await StartAsync(one, "held"), await StartAsync(two, "held")];
        foreach (var run in runs) await one.UntilAsync(run, row => row.Status == RunStatus.Running);
        runs.AddRange([await StartAsync(one, "held"), await StartAsync(two, "held")]);

        foreach (var server in (BatonTestHost[])[one, two])
        {
            Assert.Equal(ErrorCodes.PoolFull, (await Assert.ThrowsAnyAsync<BatonException>(() => StartAsync(server, "held"))).Code);
            Assert.Equal(RunStatus.Success, (await server.RunAsync("counted", new { text = "a" })).Run.Status);
        }

        _gate.SetResult();
        foreach (var run in runs) Assert.Equal(RunStatus.Success, (await two.WaitAsync(run)).Run.Status);

        static void Narrow(EngineOptions options)
        {
            options.QueueLimit = 2;
            options.Pools["held"] = 1;
        }
    }

    [Fact]
    public async Task Runs_of_a_pool_that_is_not_served_go_to_the_server_that_serves_it()
    {
        await using var one = await ServerAsync(options => options.ServedPools = "held");
        await using var two = await ServerAsync(options => options.ServedPools = "counted");

        Assert.Equal(RunStatus.Success, (await one.RunAsync("counted", new { text = "a" })).Run.Status);
    }

    public ValueTask InitializeAsync()
    {
        Assert.SkipUnless(PostgresInstallation.IsPresent, PostgresInstallation.Absent);
        return ValueTask.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores) await store.DisposeAsync();
        if (_stores.Count > 0) _subject.CleanUp();
    }

    private async Task<BatonTestHost> ServerAsync(Action<EngineOptions> configure)
    {
        var store = new PostgresStore(_subject.Options);
        _stores.Add(store);
        return await BatonTestHost.StartAsync(new BatonTestOptions
        {
            Store = store,
            Time = TimeProvider.System,
            Patience = Patience,
            Engine = configure,
            Services = services => services.AddSingleton(Row("held", Held)).AddSingleton(Row("counted", CountAsync)),
        });
    }

    private static async Task<Guid> StartAsync(BatonTestHost server, string graph) =>
        (await server.Runs.StartAsync(new RunRequest(graph) { Input = BatonTestHost.Json(new { text = "a" }) }, Stop)).Run.Id;

    private static GraphRow Row(string id, Func<CancellationToken, ValueTask<int>> work) => new(id, id, () => Define(id, work)) { Version = 1 };

    private static GraphDefinition Define(string id, Func<CancellationToken, ValueTask<int>> work) => Graph
        .Define<Said, Said, Said>(id, 1)
        .Start(said => said)
        .Function("work", async (state, context) =>
        {
            await context.EffectAsync("work", call => work(call.Cancellation));
            return state;
        })
        .Return(state => state);

    private async ValueTask<int> Held(CancellationToken cancellation)
    {
        await _gate.Task.WaitAsync(cancellation);
        return 1;
    }

    private async ValueTask<int> CountAsync(CancellationToken cancellation)
    {
        var now = Interlocked.Increment(ref _now);
        for (var most = Volatile.Read(ref _most); most < now; most = Volatile.Read(ref _most)) Interlocked.CompareExchange(ref _most, now, most);
        await Task.Yield();
        Interlocked.Decrement(ref _now);
        return now;
    }
}
