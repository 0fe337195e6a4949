using Baton.Agents.Models;
using Baton.Errors;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Agents;

public sealed class AgentOutputTests
{
    [Fact]
    public async Task A_record_is_read_from_the_answer()
    {
        using var host = Host(_ => RehearsalReply.Answer(new Decision(Category.Billing, "paid twice", null)));

        var decision = await host.RunAsync("sorter", "I paid twice", new RecordingContext(), typeof(Decision));

        Assert.Equal(new Decision(Category.Billing, "paid twice", null), decision);
    }

    [Theory]
    [InlineData("```json\n{\"category\":\"billing\",\"reason\":\"r\"}\n```")]
    [InlineData("Here it is: {\"category\":\"billing\",\"reason\":\"r\"} Anything else?")]
    [InlineData("{\"category\":\"billing\",\"reason\":\"r\",\"unknown\":[1]}")]
    public async Task Words_fences_and_unknown_members_do_no_harm(string text)
    {
        using var host = Host(_ => RehearsalReply.Say(text));
        var context = new RecordingContext();

        Assert.Equal(new Decision(Category.Billing, "r", null), await host.RunAsync("sorter", "x", context, typeof(Decision)));
        Assert.Single(context.Effects);
    }

    [Theory]
    [InlineData("{\"category\":\"weather\",\"reason\":\"r\"}", "/category: ")]
    [InlineData("{\"category\":\"billing\"}", "/reason: The field is missing")]
    [InlineData("{\"category\":\"billing\",\"reason\":null}", "/reason: A string is expected; null was given")]
    [InlineData("I do not know.", "The answer is not one JSON object.")]
    public async Task A_wrong_answer_is_repaired_once_with_its_faults(string wrong, string fault)
    {
        var asked = new List<string>();
        using var host = Host(request =>
        {
            asked.Add(request.LastHuman);
            return asked.Count == 1 ? RehearsalReply.Say(wrong) : RehearsalReply.Answer(new Decision(Category.Technical, "now right", null));
        });

        var decision = (Decision)(await host.RunAsync("sorter", "x", new RecordingContext(), typeof(Decision)))!;

        Assert.Equal("now right", decision.Reason);
        Assert.Equal(2, asked.Count);
        Assert.Contains(fault, asked[1], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_second_wrong_answer_is_final_and_is_not_quoted()
    {
        using var host = Host(_ => RehearsalReply.Say("{\"category\":\"secret words\",\"reason\":\"r\"}"));
        var context = new RecordingContext();

        var exception = await Assert.ThrowsAsync<PermanentException>(async () => await host.RunAsync("sorter", "x", context, typeof(Decision)));

        Assert.Equal(2, context.Effects.Count);
        Assert.Contains("/category", exception.Message, StringComparison.Ordinal);
        Assert.Contains(ErrorCodes.AgentAnswerInvalid, exception.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret words", exception.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_repair_is_replayed_like_any_other_call()
    {
        var calls = 0;
        using var host = Host(_ => ++calls == 1 ? RehearsalReply.Say("no") : RehearsalReply.Answer(new Decision(Category.Technical, "r", null)));
        var context = new RecordingContext();
        await host.RunAsync("sorter", "x", context, typeof(Decision));

        await host.RunAsync("sorter", "x", context.Replay(), typeof(Decision));

        Assert.Equal(2, calls);
    }

    [Fact]
    public async Task A_graph_that_reads_something_else_than_the_file_says_is_told_both()
    {
        using var host = Host(_ => RehearsalReply.Say("x"));

        var exception = await Assert.ThrowsAsync<BatonException>(async () => await host.RunAsync("sorter", "x", new RecordingContext()));

        Assert.Equal(ErrorCodes.AgentOutputInvalid, exception.Code);
        Assert.Contains("String", exception.Message, StringComparison.Ordinal);
        Assert.Contains("output: Decision", exception.Message, StringComparison.Ordinal);
    }

    private static AgentHost Host(Func<RehearsalRequest, RehearsalReply> reply) => new AgentHost()
        .Agent("sorter", "output: Decision")
        .With(baton => baton.AddOutput<Decision>().Services.AddSingleton<Rehearsal>(new Script("sorter", reply)));

    private enum Category
    {
        Technical,
        Billing,
    }

    private sealed record Decision(Category Category, string Reason, string? Note, int Weight = 1);
}
