using Baton.Engine.Cases;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Cases;

public sealed class CaseListenerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_go_with_the_change_that_they_tell_of()
    {
        var ear = new Ear();
        await using var engine = await StartAsync(ear);

        await engine.RunAsync("desk", Desk.Input("billing Escalated"), "t");

        Assert.Equal(
            [(null, CaseStatus.New), (CaseStatus.New, CaseStatus.InProgress), (CaseStatus.InProgress, CaseStatus.Escalated)],
            ear.Heard.Select(change => (change.Before?.Status, change.After?.Status)));
        Assert.Equal(["t:New", "t:InProgress", "t:Escalated"], await OutboxAsync(engine));
    }

    [Fact]
    public async Task An_edit_is_told_as_well()
    {
        var ear = new Ear();
        await using var engine = await StartAsync(ear);
        await engine.RunAsync("desk", Desk.Input("billing Escalated"), "t");
        ear.Heard.Clear();

        await engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(new { status = "resolved" }), null, null, "ann", Token);

        var change = Assert.Single(ear.Heard);
        Assert.Equal((CaseStatus.Escalated, CaseStatus.Resolved), (change.Before!.Status, change.After!.Status));
        Assert.Contains("t:Resolved", await OutboxAsync(engine));
    }

    [Fact]
    public async Task A_listener_that_throws_holds_nothing_up()
    {
        await using var engine = await StartAsync(new Deaf(), new Ear());

        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");

        Assert.Equal(CaseStatus.Resolved, (await engine.CaseAsync())!.Facts.Status);
        Assert.Contains("t:Resolved", await OutboxAsync(engine));
    }

    private static Task<EngineFixture> StartAsync(params ICaseListener[] listeners) => EngineFixture.StartAsync(new BatonTestOptions(Desk.Plain)
    {
        Engine = options => options.AllowPrivateWebhooks = false,
        Services = services => Array.ForEach(listeners, listener => services.AddSingleton(listener)),
    });

    private static async Task<IEnumerable<string>> OutboxAsync(EngineFixture engine) =>
        (await engine.Store.Outbox.TakeAsync(100, TimeSpan.FromMinutes(1), Token)).Select(item => item.Message.Key);

    private sealed class Ear : ICaseListener
    {
        public List<CaseEvent> Heard { get; } = [];

        public IEnumerable<OutboxMessage> Changed(CaseEvent change)
        {
            Heard.Add(change);
            yield return new OutboxMessage("http://127.0.0.1:9/", $"{change.Thread}:{change.After?.Status}", "{}"u8.ToArray());
        }
    }

    private sealed class Deaf : ICaseListener
    {
        public IEnumerable<OutboxMessage> Changed(CaseEvent change) => throw new InvalidOperationException("not now");
    }
}
