using Baton.Engine.Runs;
using Baton.Engine.Testing;
using Baton.Graphs;

namespace Baton.Tests.Docs;

public sealed record ParcelQuestion(string Parcel);

public sealed record ParcelCase(string Parcel)
{
    public string Place { get; init; } = "";

    public bool Refund { get; init; }
}

public sealed record ParcelAnswer(string Text);

public sealed record RefundDecision(bool Refund);

public interface IParcels
{
    Task<string> FindAsync(string parcel, string key, CancellationToken cancellationToken);
}

public static class ParcelDesk
{
    public static GraphDefinition Define(IParcels parcels) => Graph
        .Define<ParcelQuestion, ParcelCase, ParcelAnswer>("parcel_desk", version: 1)
        .Start(question => new ParcelCase(question.Parcel))
        .Function("find", async (state, context) => state with
        {
            Place = await context.EffectAsync("find", async call => await parcels.FindAsync(state.Parcel, call.Key, call.Cancellation)),
        })
        .Approval<RefundDecision>(
            "refund",
            state => new Question("refund", new { state.Parcel, state.Place }) { Deadline = TimeSpan.FromHours(8), DefaultAnswer = new RefundDecision(false) },
            (state, decision) => state with { Refund = decision.Refund })
        .Return(state => new ParcelAnswer($"{state.Parcel} is {state.Place}; refund: {state.Refund}"));
}

public sealed class ParcelDeskTests
{
    [Fact]
    public async Task A_refund_is_decided_by_a_person()
    {
        await using var host = await BatonTestHost.StartAsync(ParcelDesk.Define(new LostParcels()));

        var waiting = await host.RunAsync("parcel_desk", new ParcelQuestion("P-7"));
        var question = Assert.Single(waiting.Tickets);
        var answer = new TicketAnswer(BatonTestHost.Json(new RefundDecision(true)));
        await host.Runs.AnswerAsync("default", question.Id, answer, TestContext.Current.CancellationToken);
        var done = await host.WaitAsync(waiting.Run.Id);

        Assert.Equal("P-7 is lost; refund: True", done.Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task Nobody_decides_in_time()
    {
        await using var host = await BatonTestHost.StartAsync(ParcelDesk.Define(new LostParcels()));
        var waiting = await host.RunAsync("parcel_desk", new ParcelQuestion("P-7"));

        await host.AdvanceUntilAsync(waiting.Run.Id, TimeSpan.FromHours(1), row => row.Status == RunStatus.Success);

        var done = await host.WaitAsync(waiting.Run.Id);
        Assert.Equal("P-7 is lost; refund: False", done.Output!.Value.GetProperty("text").GetString());
    }

    [Fact]
    public async Task A_crash_while_a_person_thinks_does_not_look_the_parcel_up_again()
    {
        var parcels = new LostParcels();
        await using var host = await BatonTestHost.StartAsync(ParcelDesk.Define(parcels));
        var waiting = await host.RunAsync("parcel_desk", new ParcelQuestion("P-7"));

        await host.CrashAsync();
        var answer = new TicketAnswer(BatonTestHost.Json(new RefundDecision(true)));
        await host.Runs.AnswerAsync("default", waiting.Tickets[0].Id, answer, TestContext.Current.CancellationToken);
        await host.WaitAsync(waiting.Run.Id);

        Assert.Equal(1, parcels.LookUps);
    }

    private sealed class LostParcels : IParcels
    {
        public int LookUps { get; private set; }

        public Task<string> FindAsync(string parcel, string key, CancellationToken cancellationToken)
        {
            LookUps++;
            return Task.FromResult("lost");
        }
    }
}
