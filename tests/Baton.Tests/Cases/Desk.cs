using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Graphs;
using Baton.Tests.Engine;

namespace Baton.Tests.Cases;

/// <summary>A desk whose cases are what customers' words say: <c>billing resolved</c>.</summary>
internal static class Desk
{
    public sealed record Said(string Text);

    public sealed record State(string Text)
    {
        public CaseStatus Status { get; init; }

        public string? Category { get; init; }

        public int Turns { get; init; }
    }

    public sealed record Reply(string Text);

    public sealed record Yes(bool Ok);

    public static GraphBuilder<Said, State, Reply> Begin() => Graph
        .Define<Said, State, Reply>("desk", 1)
        .Start(said => new State(said.Text) { Turns = 1 })
        .Continue((state, said) => state with { Text = said.Text, Turns = state.Turns + 1 });

    public static GraphBuilder<Said, State, Reply> Working(this GraphBuilder<Said, State, Reply> graph) => graph
        .Function("triage", state => state with { Status = CaseStatus.InProgress, Category = state.Text.Split(' ')[0] })
        .Function("answer", state => state with { Status = Enum.Parse<CaseStatus>(state.Text.Split(' ')[1]) });

    public static GraphDefinition WithCase(this GraphBuilder<Said, State, Reply> graph) => graph.Case(Facts).End();

    public static GraphDefinition End(this GraphBuilder<Said, State, Reply> graph) => graph.Return(state => new Reply(state.Text));

    public static CaseFacts? Facts(State state) => new(state.Status) { Category = state.Category, Turns = state.Turns };

    public static GraphDefinition Plain => Begin().Working().WithCase();

    public static object Input(string text) => new { text };

    public static async Task<CaseRow?> CaseAsync(this EngineFixture engine, string thread = "t") =>
        await engine.Store.Cases.FindAsync("default", thread, TestContext.Current.CancellationToken);

    public static async Task<List<CaseStatus?>> NotedAsync(this EngineFixture engine, Guid run) =>
        [.. (await engine.JournalAsync(run)).OfType<CaseChanged>().Select(changed => changed.Facts?.Status)];
}
