using System.Text.Json;
using Baton.Errors;
using Baton.Support.Desk.Authority;
using Baton.Support.Desk.People;
using Baton.Support.Desk.Settings;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Systems.Tests.Support;

public sealed class MeasureLedgerTests
{
    private const string Tenant = "default";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static Measure Compensation(string id, decimal amount) => new(id, MeasureKind.Compensation, "a late parcel", "escalation", default) { Amount = amount };

    private static MeasureLedger Of(SupportHost host, params IMeasureHandler[] handlers) => new(host.Store, handlers, DeskSettings.Default);

    [Fact]
    public async Task Small_sums_are_given_and_larger_ones_proposed()
    {
        await using var host = await SupportHost.StartAsync();
        var ledger = Of(host);

        Assert.Equal(MeasureStatus.Done, (await ledger.BeginAsync(Tenant, "c", Compensation("1", 20), false, Cancellation)).Status);
        Assert.Equal(MeasureStatus.Proposed, (await ledger.BeginAsync(Tenant, "c", Compensation("2", 20), false, Cancellation)).Status);
        Assert.Equal(MeasureStatus.Done, (await ledger.BeginAsync(Tenant, "c", Compensation("3", 5), false, Cancellation)).Status);
    }

    [Fact]
    public async Task Nobody_passes_the_upper_limit()
    {
        await using var host = await SupportHost.StartAsync();
        var ledger = Of(host);
        await ledger.BeginAsync(Tenant, "c", Compensation("1", 200), true, Cancellation);

        await Assert.ThrowsAsync<PermanentException>(async () => await ledger.BeginAsync(Tenant, "c", Compensation("2", 60), true, Cancellation));
        await Assert.ThrowsAsync<PermanentException>(async () => await ledger.BeginAsync(Tenant, "d", Compensation("3", 251), true, Cancellation));
    }

    [Fact]
    public async Task A_part_of_a_cent_is_refused()
    {
        await using var host = await SupportHost.StartAsync();

        await Assert.ThrowsAsync<PermanentException>(async () => await Of(host).BeginAsync(Tenant, "c", Compensation("1", 0.001m), true, Cancellation));
    }

    [Fact]
    public async Task The_same_call_again_gives_nothing_twice()
    {
        await using var host = await SupportHost.StartAsync();
        var books = new Books();
        var ledger = Of(host, books);

        await ledger.BeginAsync(Tenant, "c", Compensation("1", 20), false, Cancellation);
        await ledger.BeginAsync(Tenant, "c", Compensation("1", 20), false, Cancellation);

        Assert.Single(await ledger.ListAsync(Tenant, "c", Cancellation));
        Assert.Equal(["1"], books.Booked);
    }

    [Fact]
    public async Task What_broke_off_between_decision_and_booking_is_taken_up_with_the_same_key()
    {
        await using var host = await SupportHost.StartAsync();
        var books = new Books { Failures = 1 };
        var ledger = Of(host, books);

        await Assert.ThrowsAsync<TransientException>(async () => await ledger.BeginAsync(Tenant, "c", Compensation("1", 20), false, Cancellation));
        var measure = await ledger.BeginAsync(Tenant, "c", Compensation("1", 20), false, Cancellation);

        Assert.Equal(MeasureStatus.Done, measure.Status);
        Assert.Equal(["1"], books.Booked);
    }

    [Fact]
    public async Task Calls_at_once_do_not_pass_a_limit_together()
    {
        await using var host = await SupportHost.StartAsync();
        var ledger = Of(host);

        var all = await Task.WhenAll(Enumerable.Range(0, 12).Select(index => ledger.BeginAsync(Tenant, "c", Compensation($"{index}", 10), false, Cancellation).AsTask()));

        Assert.Equal(2, all.Count(measure => measure.Status == MeasureStatus.Done));
    }

    [Fact]
    public async Task A_person_approves_what_the_agent_proposed_and_uses_the_tools()
    {
        await using var host = await SupportHost.StartAsync();
        await host.RunAsync("I want to speak to a person", "case-1");
        await Of(host).BeginAsync(Tenant, "case-1", Compensation("m1", 60), false, Cancellation);
        await host.DecideAsync("case-1", new(PersonAction.Take) { By = "anna" });

        await host.DecideAsync("case-1", new(PersonAction.Approve) { By = "anna", Measure = "m1" });
        await host.DecideAsync("case-1", new(PersonAction.UseTool)
        {
            By = "anna",
            Tool = "pull_in",
            Arguments = JsonElement.Parse("""{"team":"engineering","reason":"It is a fault of ours."}"""),
        });

        var measures = await host.Services.GetRequiredService<MeasureLedger>().ListAsync(Tenant, "case-1", Cancellation);
        Assert.Equal(
            [(MeasureKind.Compensation, MeasureStatus.Done, "anna"), (MeasureKind.Engineering, MeasureStatus.Done, null)],
            measures.Select(measure => (measure.Kind, measure.Status, measure.DecidedBy)));
        Assert.Equal("engineering: done", (await host.StateAsync("case-1")).Handling[^1].Text);
    }

    [Fact]
    public async Task The_escalation_agent_uses_its_authority()
    {
        await using var host = await SupportHost.StartAsync();

        await host.RunAsync("My lawyer will hear about this", "case-2");

        var measures = await Of(host).ListAsync(Tenant, "case-2", Cancellation);
        Assert.Equal((MeasureKind.Management, "escalation"), (Assert.Single(measures).Kind, measures[0].By));
    }

    private sealed class Books : IMeasureHandler
    {
        public int Failures { get; set; }

        public List<string> Booked { get; } = [];

        public ValueTask CarryOutAsync(string tenant, string request, Measure measure, CancellationToken cancellationToken)
        {
            if (Failures-- > 0) throw new TransientException("The books are closed for a moment.");
            Booked.Add(measure.Id);
            return ValueTask.CompletedTask;
        }
    }
}
