using Baton.Engine.Analytics;
using Baton.Engine.Stores.InMemory;
using Baton.Tests.Cases;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Analytics;

public sealed class UptimeTests
{
    private static readonly DateTimeOffset Ten = new(2026, 11, 21, 10, 0, 0, TimeSpan.Zero);
    private static readonly DateOnly Day = new(2026, 11, 21);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Minutes_that_nobody_marked_are_missing()
    {
        await using var store = new InMemoryStore();
        var uptime = new Uptime(store);
        foreach (var minute in new[] { 0, 1, 1, 3 }) await uptime.MarkAsync(Ten.AddMinutes(minute), Token);

        Assert.Equal((3L, 5L), await uptime.ReadAsync(Day, Day, Ten.AddMinutes(5), Token));
    }

    [Fact]
    public async Task What_was_before_the_first_mark_is_not_known()
    {
        await using var store = new InMemoryStore();
        var uptime = new Uptime(store);
        Assert.Equal((0L, 0L), await uptime.ReadAsync(Day, Day, Ten, Token));
        await uptime.MarkAsync(Ten, Token);

        Assert.Equal((1L, 840L), await uptime.ReadAsync(Day.AddDays(-9), Day, Ten.AddDays(1), Token));
        Assert.Equal((0L, 1_440L), await uptime.ReadAsync(Day.AddDays(1), Day.AddDays(1), Ten.AddDays(9), Token));
        Assert.Equal((0L, 0L), await uptime.ReadAsync(Day.AddDays(-9), Day.AddDays(-1), Ten.AddDays(9), Token));
    }

    [Fact]
    public async Task A_server_marks_its_minutes_and_counts_cases()
    {
        await using var engine = await EngineFixture.StartStillAsync(Desk.Plain);
        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");
        var uptime = engine.Host.Services.GetRequiredService<Uptime>();
        var today = DateOnly.FromDateTime(engine.Clock.GetUtcNow().UtcDateTime);

        await UntilAsync(async () =>
        {
            engine.Clock.Advance(TimeSpan.FromSeconds(10));
            var (up, _) = await uptime.ReadAsync(today, today.AddDays(1), engine.Clock.GetUtcNow().AddMinutes(1), Token);
            return up > 0 && await engine.Store.Cases.ThreadOfAsync("default", (await engine.CaseAsync())!.Run, Token) == "t" && await engine.Store.Cases.FoldAsync(10, Token) == 0;
        });
    }

    private static async Task UntilAsync(Func<Task<bool>> condition)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(Token);
        patience.CancelAfter(EngineFixture.Patience);
        while (!await condition())
        {
            patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }
}
