using Baton.Agents.Intents;
using Baton.Agents.Intents.Training;
using Baton.Agents.Models;
using Baton.Errors;
using Baton.Support.Desk;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Baton.Systems.Tests.Support.Intents;

public sealed class FastPathTests
{
    // As the guide has it: baton train intents --data desk.csv --out desk.intents --abstain 0.5
    private const double Abstain = 0.5;

    private static IReadOnlyList<IntentExample> DeskExamples()
    {
        using var text = new StreamReader(typeof(SupportDesk).Assembly.GetManifestResourceStream("intents/desk.csv")!);
        return IntentExamples.ReadCsv(text, "desk.csv");
    }

    private static IConfiguration Setting(string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new(DeskIntents.Setting, value)]).Build();

    private static async Task<SupportState> SortedAsync(string message, Action<Baton.Engine.Hosting.BatonBuilder>? configure = null)
    {
        await using var host = await SupportHost.StartAsync(configure);
        await host.AskAsync(message, "case");
        var state = await host.Threads.StateAsync("default", "case", null, TestContext.Current.CancellationToken);
        return System.Text.Json.JsonSerializer.Deserialize<SupportState>(state!.Values, Baton.Contracts.BatonJson.Options)!;
    }

    [Theory]
    [InlineData("where can I download the invoice for my order", Category.Billing)]
    [InlineData("how do I reset my password", Category.Technical)]
    [InlineData("can I talk to a real person", Category.Escalation)]
    [InlineData("where is my parcel", Category.General)]
    public async Task A_plain_message_is_sorted_without_a_model_call_and_the_journal_says_so(string message, Category category)
    {
        var state = await SortedAsync(message, WithoutTriage);

        Assert.Equal(category, state.Category);
        Assert.Equal(category.ToString(), state.Intent, ignoreCase: true);
        Assert.InRange(state.IntentConfidence, 0.5, 1);
    }

    [Theory]
    [InlineData("My payment failed and I can't access my account")]
    [InlineData("how do I reset my password, it is urgent")]
    [InlineData("what is the weather like in Rome")]
    public async Task A_message_that_presses_or_is_unclear_is_read_by_triage(string message)
    {
        var state = await SortedAsync(message);

        Assert.Equal(("", 0), (state.Intent, state.IntentConfidence));
        Assert.DoesNotContain("without triage", state.Reasoning);
    }

    [Fact]
    public void Later_messages_are_read_by_triage()
    {
        var first = SupportState.Open(new SupportRequest("u1", "how do I reset my password"));

        Assert.True(FastPath.IsOpen(first));
        Assert.False(FastPath.IsOpen(first.Answered("technical", "so").Hear(new SupportRequest("u1", "how do I reset my password"))));
    }

    [Fact]
    public async Task Switched_off_every_message_is_read_by_triage()
    {
        var state = await SortedAsync("how do I reset my password", baton => baton.Services.Replace(ServiceDescriptor.Singleton(Setting("off"))));

        Assert.Equal("", state.Intent);
        Assert.Equal(Category.Technical, state.Category);
    }

    [Fact]
    public void The_shipped_model_is_what_the_desks_examples_give()
    {
        var shipped = DeskIntents.Shipped();

        var trained = IntentTrainer.Train(DeskExamples(), new IntentTrainingOptions { FalseOutOfScope = Abstain }).Model;

        Assert.Equal(trained.Intents, shipped.Intents);
        Assert.Equal(trained.Threshold, shipped.Threshold, 0.02f);
        Assert.All(DeskExamples(), example =>
        {
            var (expected, actual) = (trained.Predict(example.Text), shipped.Predict(example.Text));
            Assert.Equal(expected.Intent, actual.Intent);
            Assert.Equal(expected.Confidence, actual.Confidence, 0.02f);
        });
    }

    [Fact]
    public void The_shipped_model_is_right_where_it_answers()
    {
        var inner = IntentTrainer.Train(DeskExamples(), new IntentTrainingOptions { FalseOutOfScope = Abstain }).Inner;

        Assert.InRange(inner.AnsweredAccuracy, 0.9, 1);
        Assert.InRange(inner.OutOfScopeRecall, 0.9, 1);
    }

    [Fact]
    public void A_model_whose_intents_name_no_category_is_refused_with_all_of_them()
    {
        var model = IntentTrainer.Train(
            [new("red", "billing.red"), new("crimson red", "billing.red"), new("blue", "sky"), new("navy blue", "sky"), new("lime", "grass"), new("green lime", "grass")]).Model;

        var error = Assert.Throws<ValidationException>(() => DeskIntents.Of(model, "own.intents"));

        Assert.Equal(ErrorCodes.IntentsWithoutCategory, error.Code);
        Assert.Equal(["grass", "sky"], error.Faults.Select(fault => fault.Where));
    }

    [Fact]
    public void A_missing_model_stops_the_start() =>
        Assert.Equal(ErrorCodes.IntentModelInvalid, Assert.Throws<BatonException>(() => DeskIntents.From(Setting("/nowhere/own.intents"))).Code);

    private static void WithoutTriage(Baton.Engine.Hosting.BatonBuilder baton)
    {
        foreach (var triage in baton.Services.Where(service => service.ImplementationType?.Name == "TriageRehearsal").ToList()) baton.Services.Remove(triage);
        baton.Services.AddSingleton<Rehearsal, NoTriage>();
    }

    private sealed class NoTriage : Rehearsal
    {
        public override string Agent => "triage";

        public override RehearsalReply Reply(RehearsalRequest request) => throw new InvalidOperationException("Nobody should ask triage.");
    }
}
