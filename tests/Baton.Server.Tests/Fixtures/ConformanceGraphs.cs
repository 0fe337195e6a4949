using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Server.Tests.Fixtures;

/// <summary>The assistants that the conformance script talks to.</summary>
internal static class ConformanceGraphs
{
    public static IReadOnlyList<GraphDefinition> All => [Chat(), Approval(), TwoApprovals(), Slow(), Failing()];

    /// <summary>Says what it was told, in chunks, and keeps the conversation.</summary>
    private static GraphDefinition Chat() => Graph
        .Define<ChatInput, ChatState, ChatOutput>("chat", version: 1)
        .Start(input => new ChatState(Log<Message>.Empty.Add(Message.Human(input.Text))))
        .Continue((state, input) => new ChatState(state.Messages.Add(Message.Human(input.Text))))
        .Chat(text => new ChatInput(text), output => output.Messages[^1].Content)
        .Function("listen", (state, context) =>
        {
            context.Emit(new Progress("listening"));
            return new ValueTask<ChatState>(state);
        })
        .Function("model", async (state, context) =>
        {
            var answer = await context.EffectAsync("model", call => SpeakAsync(call, state.Messages[^1].Content), new EffectOptions { Kind = EffectKind.Model });
            return state with { Messages = state.Messages.Add(Message.Ai(answer.Text, "echo")) };
        })
        .Return(state => new ChatOutput(state.Messages));

    /// <summary>Asks a person about an amount.</summary>
    private static GraphDefinition Approval() => Graph
        .Define<AmountInput, AmountState, AmountOutput>("approval", version: 1)
        .Start(input => new AmountState(input.Amount, null))
        .Function("plan", state => state)
        .Approval<bool>("approve", _ => new Question("approve", new Asked("approve?")), (state, answer) => state with { Approved = answer })
        .Return(state => new AmountOutput(state.Amount, state.Approved));

    /// <summary>Asks two people at once.</summary>
    private static GraphDefinition TwoApprovals() => Graph
        .Define<AmountInput, PairState, PairOutput>("two_approvals", version: 1)
        .Start(_ => new PairState("", ""))
        .Parallel(
            "ask",
            branches => branches
                .Function("left", async (_, context) => await context.AskAsync<string>(new Question("left", "left?")))
                .Function("right", async (_, context) => await context.AskAsync<string>(new Question("right", "right?"))),
            (state, results) => state with { Left = results.Get<string>("left"), Right = results.Get<string>("right") })
        .Return(state => new PairOutput(state.Left, state.Right));

    /// <summary>Takes as long as it is told, and can be stopped.</summary>
    private static GraphDefinition Slow() => Graph
        .Define<SlowInput, SlowState, SlowOutput>("slow", version: 1)
        .Start(input => new SlowState(input.Milliseconds, input.Tag, Log<string>.Empty))
        .Continue((state, input) => state with { Milliseconds = input.Milliseconds, Tag = input.Tag })
        .Function("begin", state => state with { Steps = state.Steps.Add($"{state.Tag}:begin") })
        .Function("hold", async (state, context) =>
        {
            await context.EffectAsync("hold", async call =>
            {
                await Task.Delay(TimeSpan.FromMilliseconds(state.Milliseconds), TimeProvider.System, call.Cancellation);
                return true;
            });
            return state with { Steps = state.Steps.Add($"{state.Tag}:done") };
        })
        .Return(state => new SlowOutput(state.Steps));

    /// <summary>Fails.</summary>
    private static GraphDefinition Failing() => Graph
        .Define<AmountInput, AmountState, AmountOutput>("failing", version: 1)
        .Start(input => new AmountState(input.Amount, null))
        .Function("fail", (_, _) => throw new PermanentException("boom"))
        .Return(state => new AmountOutput(state.Amount, state.Approved));

    private static ValueTask<ModelText> SpeakAsync(EffectCall call, string heard)
    {
        string[] chunks = ["You ", "said: ", heard];
        foreach (var chunk in chunks) call.Delta(chunk);
        return new(new ModelText(string.Concat(chunks)));
    }
}

internal sealed record ChatInput(string Text);

internal sealed record ChatState(Log<Message> Messages);

internal sealed record ChatOutput(Log<Message> Messages);

internal sealed record ModelText(string Text);

internal sealed record Progress(string Stage);

internal sealed record Asked(string Question);

internal sealed record AmountInput(int Amount);

internal sealed record AmountState(int Amount, bool? Approved);

internal sealed record AmountOutput(int Amount, bool? Approved);

internal sealed record PairState(string Left, string Right);

internal sealed record PairOutput(string Left, string Right);

internal sealed record SlowInput(int Milliseconds, string Tag);

internal sealed record SlowState(int Milliseconds, string Tag, Log<string> Steps);

internal sealed record SlowOutput(Log<string> Steps);
