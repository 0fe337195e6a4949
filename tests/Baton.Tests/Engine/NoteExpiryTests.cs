using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Testing;

namespace Baton.Tests.Engine;

public sealed class NoteExpiryTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_an_answer_led_to_is_recognised_for_a_time_and_then_forgotten()
    {
        await using var engine = await StartAsync(TimeSpan.FromMinutes(10));
        await AnswerAsync(engine);

        engine.Clock.Advance(TimeSpan.FromMinutes(9));
        Assert.False((await AnswerAsync(engine)).IsNew);
        engine.Clock.Advance(TimeSpan.FromMinutes(3));

        await UntilNotedAsync(engine, 0);
    }

    [Fact]
    public void The_time_is_seven_days_unless_configured() => Assert.Equal(TimeSpan.FromDays(7), new EngineOptions().IdempotencyRetention);

    [Fact]
    public async Task Without_a_time_it_is_kept()
    {
        await using var engine = await StartAsync(null);
        await AnswerAsync(engine);

        engine.Clock.Advance(TimeSpan.FromMinutes(20));
        await engine.Host.RestartAsync();

        await UntilNotedAsync(engine, 1);
    }

    private static Task<EngineFixture> StartAsync(TimeSpan? retention) =>
        EngineFixture.StartAsync(new BatonTestOptions(Talk.Asking()) { Engine = options => options.IdempotencyRetention = retention });

    private static async Task<StartedRun> AnswerAsync(EngineFixture engine)
    {
        if (await engine.Store.Threads.FindAsync("default", "t", Token) is null) await engine.RunAsync("talk", Talk.Input("a"), "t");
        var resume = new RunRequest("talk") { Thread = "t", Resume = EngineFixture.Json(new { ok = true }), IdempotencyKey = "k1" };
        var started = await engine.Runs.StartAsync(resume, Token);
        await engine.WaitAsync(started.Run.Id);
        return started;
    }

    private static async Task UntilNotedAsync(EngineFixture engine, int count)
    {
        using var patience = new CancellationTokenSource(EngineFixture.Patience);
        while ((await engine.Store.Records.QueryAsync("default", RecordCollections.Idempotency, "", 0, 10, Token)).Count != count)
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
