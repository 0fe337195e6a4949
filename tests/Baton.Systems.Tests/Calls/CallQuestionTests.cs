using Baton.Graphs;

namespace Baton.Systems.Tests.Calls;

/// <summary>An agent that asks something itself before it answers.</summary>
public sealed class CallQuestionTests
{
    [Fact]
    public async Task An_agents_question_keeps_the_call_where_it_is_and_the_next_turn_answers_it()
    {
        await using var site = await CallSite.StartAsync(null, baton => baton.AddGraph(Asking()), ("RemoteAgents:greeting:Url", "assistant:asking"));

        var asked = await site.TakeAsync("CALL-1", "Hello", "greeting");
        await site.TakeAsync("CALL-1", "My money back", "process_refund");
        var answered = await site.TakeAsync("CALL-1", "Order 4711", "greeting");

        Assert.Equal(("success", 1), (asked.GetProperty("status").GetString(), asked.GetProperty("next_flow_id").GetInt32()));
        Assert.Equal(("success", 2), (answered.GetProperty("status").GetString(), answered.GetProperty("next_flow_id").GetInt32()));
        Assert.Contains("Order 4711", answered.GetProperty("response").GetString(), StringComparison.Ordinal);
    }

    private static GraphDefinition Asking() => Graph
        .Define<Said, Talk, Heard>("asking", version: 1)
        .Start(_ => new Talk(""))
        .Chat(message => new Said(message), heard => heard.Text)
        .Approval<string>("which", _ => new Question("which", "Which order is it about?"), (_, answer) => new Talk(answer))
        .Return(talk => new Heard($"It is about: {talk.About}"));

    private sealed record Said(string Text);

    private sealed record Talk(string About);

    private sealed record Heard(string Text);
}
