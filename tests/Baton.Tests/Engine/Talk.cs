using Baton.Engine.Runs;
using Baton.Graphs;

namespace Baton.Tests.Engine;

/// <summary>A small conversation: each turn adds what was said, and its nodes are what a test gives it.</summary>
internal static class Talk
{
    public sealed record Said(string Text);

    public sealed record State(string Last)
    {
        public Log<string> Lines { get; init; } = Log<string>.Empty;

        public int Turns { get; init; }

        public string? Answer { get; init; }
    }

    public sealed record Reply(string Text, int Turns);

    public sealed record Yes(bool Ok);

    public static GraphBuilder<Said, State, Reply> Begin(string id = "talk", int version = 1) => Graph
        .Define<Said, State, Reply>(id, version)
        .Start(said => new State(said.Text) { Lines = Log<string>.Empty.Add(said.Text), Turns = 1 })
        .Continue((state, said) => state with { Last = said.Text, Lines = state.Lines.Add(said.Text), Turns = state.Turns + 1, Answer = null });

    public static GraphDefinition End(this GraphBuilder<Said, State, Reply> graph) =>
        graph.Return(state => new Reply(string.Join(' ', state.Lines), state.Turns));

    /// <summary>One node that adds to what was said.</summary>
    public static GraphDefinition Plain(string id = "talk") =>
        Begin(id).Function("echo", state => state with { Lines = state.Lines.Add($"[{state.Last}]") }).End();

    /// <summary>One question, then a node that notes the answer.</summary>
    public static GraphDefinition Asking(string id = "talk", WhileWaiting rule = WhileWaiting.Supersede) => Begin(id)
        .WhileWaiting(rule)
        .Function("before", state => state with { Lines = state.Lines.Add("asked") })
        .Approval<Yes>("ask", state => new Question("sure", state.Last), (state, yes) => state with { Answer = yes.Ok ? "yes" : "no" })
        .Function("after", state => state with { Lines = state.Lines.Add(state.Answer!) })
        .End();

    /// <summary>One node that is under way until the gate opens.</summary>
    public static GraphDefinition Held(Gate gate, string id = "talk") => Begin(id)
        .Function("hold", async (state, context) => state with
        {
            Lines = state.Lines.Add(await context.EffectAsync("hold", call => gate.PassAsync(state.Last, call.Cancellation))),
        })
        .End();

    public static string Text(RunResult result) => result.Output!.Value.GetProperty("text").GetString()!;

    public static object Input(string text) => new { text };
}
