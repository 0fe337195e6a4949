using Baton.Engine.Analytics;
using Baton.Errors;
using Baton.Tests.Cases;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Analytics;

public sealed class FeedbackTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Scores_count_for_the_day_on_which_the_case_was_opened()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        var feedback = engine.Host.Services.GetRequiredService<IFeedback>();
        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");
        var opened = DateOnly.FromDateTime(engine.Clock.GetUtcNow().UtcDateTime);
        engine.Clock.Advance(TimeSpan.FromDays(21));

        await feedback.AddAsync(new FeedbackWish("default", "csat", 4) { Thread = "t" }, Token);
        await feedback.AddAsync(new FeedbackWish("default", "csat", 1) { Thread = "t" }, Token);

        Assert.Equal([new FeedbackSum("csat", 2, 2.5)], await feedback.SumsAsync("default", opened, opened, null, Token));
        Assert.Equal([new FeedbackSum("csat", 2, 2.5)], await feedback.SumsAsync("default", opened.AddDays(-400), opened.AddDays(400), "desk", Token));
        Assert.Empty(await feedback.SumsAsync("default", opened.AddDays(1), opened.AddDays(90), null, Token));
        Assert.Empty(await feedback.SumsAsync("default", opened, opened, "other", Token));
        Assert.Empty(await feedback.SumsAsync("other", opened, opened, null, Token));
    }

    [Fact]
    public async Task A_run_on_no_thread_is_scored_by_itself()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        var feedback = engine.Host.Services.GetRequiredService<IFeedback>();
        var run = (await engine.RunAsync("desk", Desk.Input("billing Resolved"))).Run.Id;

        await feedback.AddAsync(new FeedbackWish("default", "csat", 4) { Run = run }, Token);

        Assert.Equal((null, run), (await feedback.ListAsync("default", null, run, 0, 10, Token)).Select(one => (one.Thread, one.Run!.Value)).Single());
    }

    [Fact]
    public async Task Enough_is_enough()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        var feedback = engine.Host.Services.GetRequiredService<IFeedback>();
        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");
        for (var number = 0; number < 100; number++) await feedback.AddAsync(new FeedbackWish("default", "csat", 4) { Thread = "t" }, Token);

        Assert.Equal(ErrorCodes.FeedbackFull, await EngineFixture.CodeAsync(async () => await feedback.AddAsync(new FeedbackWish("default", "csat", 4) { Thread = "t" }, Token)));
    }

    [Fact]
    public async Task Those_who_add_at_once_all_count()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        var feedback = engine.Host.Services.GetRequiredService<IFeedback>();
        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");
        var today = DateOnly.FromDateTime(engine.Clock.GetUtcNow().UtcDateTime);

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(async () => await feedback.AddAsync(new FeedbackWish("default", "csat", 4) { Thread = "t" }, Token))));

        Assert.Equal([new FeedbackSum("csat", 20, 4)], await feedback.SumsAsync("default", today, today, null, Token));
    }
}
