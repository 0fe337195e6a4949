using Baton.Engine.Notices;
using Baton.Engine.Stores;
using Baton.Engine.Testing;
using Baton.Graphs;
using Baton.Tests.Cases;
using Baton.Tests.Engine;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Notices;

public sealed class NoticeSourceTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_go_with_the_change_that_they_tell_of()
    {
        var ear = new Ear();
        var sent = new List<(CaseStatus, string)>();
        await using var engine = await StartAsync(sent, ear);

        await engine.RunAsync("desk", Desk.Input("billing Escalated"), "t");

        Assert.Equal(
            [(null, CaseStatus.New), (CaseStatus.New, CaseStatus.InProgress), (CaseStatus.InProgress, CaseStatus.Escalated)],
            ear.Heard.Select(change => (change.Before?.Status, change.After?.Status)));
        Assert.Equal([(CaseStatus.New, "t:New"), (CaseStatus.InProgress, "t:InProgress"), (CaseStatus.Escalated, "t:Escalated")], sent);
    }

    [Fact]
    public async Task An_edit_is_told_as_well()
    {
        var ear = new Ear();
        await using var engine = await StartAsync([], ear);
        await engine.RunAsync("desk", Desk.Input("billing Escalated"), "t");
        ear.Heard.Clear();

        await engine.Threads.UpdateAsync("default", "t", EngineFixture.Json(new { status = "resolved" }), null, null, "ann", Token);

        var change = Assert.Single(ear.Heard);
        Assert.Equal((CaseStatus.Escalated, CaseStatus.Resolved), (change.Before!.Status, change.After!.Status));
    }

    [Fact]
    public async Task A_source_that_throws_holds_nothing_up()
    {
        var sent = new List<(CaseStatus, string)>();
        await using var engine = await StartAsync(sent, new Deaf(), new Ear());

        await engine.RunAsync("desk", Desk.Input("billing Resolved"), "t");

        Assert.Equal(CaseStatus.Resolved, (await engine.CaseAsync())!.Facts.Status);
        Assert.Contains((CaseStatus.Resolved, "t:Resolved"), sent);
    }

    private static Task<EngineFixture> StartAsync(List<(CaseStatus, string)> sent, params INoticeSource[] sources)
    {
        // Looked at on its way: what is in the outbox is soon taken from it.
        var store = new HookedStore
        {
            BeforeAppend = append =>
            {
                sent.AddRange(append.Cases.Zip(append.Outbox, (change, message) => (change.Facts!.Status, message.Key)));
                return ValueTask.CompletedTask;
            },
        };
        return EngineFixture.StartAsync(new BatonTestOptions(Desk.Plain)
        {
            Store = store,
            Services = services => Array.ForEach(sources, source => services.AddSingleton(source)),
        });
    }

    private sealed class Ear : INoticeSource
    {
        public List<CaseEvent> Heard { get; } = [];

        public IEnumerable<OutboxMessage> Of(CaseEvent change)
        {
            Heard.Add(change);
            yield return new OutboxMessage("http://127.0.0.1:9/", $"{change.Thread}:{change.After?.Status}", "{}"u8.ToArray());
        }
    }

    private sealed class Deaf : INoticeSource
    {
        public IEnumerable<OutboxMessage> Of(CaseEvent change) => throw new InvalidOperationException("not now");
    }
}
