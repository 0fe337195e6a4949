using System.Text.Json;
using Baton.Contracts;
using Baton.Support.Desk;

namespace Baton.Systems.Tests.Support;

public sealed class SupportStateTests
{
    [Fact]
    public void Agents_see_the_last_five_turns_and_the_request()
    {
        var state = SupportState.Open(new SupportRequest("u1", "question 1")).Answered("general", "answer 1");
        for (var turn = 2; turn <= 9; turn++)
        {
            state = state.Hear(new SupportRequest("u1", $"question {turn}"));
            if (turn < 9) state = state.Answered("general", $"answer {turn}");
        }

        var seen = state.ForAgent().Messages;

        Assert.Equal(["question 4", "answer 4"], seen.Take(2).Select(message => message.Content));
        Assert.Equal("question 9", seen[^1].Content);
        Assert.Equal(11, seen.Count);
        Assert.Equal(9, state.Turns());
    }

    [Theory]
    [InlineData("""{"reasoning":"no category"}""")]
    [InlineData("""{"category":"sales","priority":"low"}""")]
    [InlineData("""{"category":"billing","priority":"soon"}""")]
    public void A_decision_outside_the_contract_is_no_decision(string json) =>
        Assert.Throws<JsonException>(() => JsonSerializer.Deserialize<TriageDecision>(json, BatonJson.Options));

    [Fact]
    public void The_graph_is_sound_and_draws_its_ways()
    {
        var description = SupportDesk.Define().Describe();

        Assert.Equal("support_desk", description.Id);
        Assert.Contains(description.Edges, edge => edge is { From: "triage", To: "triage_fallback" });
        Assert.Contains(description.Edges, edge => edge is { From: "review", To: "raise" });
        Assert.Contains(description.Edges, edge => edge is { From: "listen", To: "__end__" });
    }
}
