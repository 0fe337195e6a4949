using Baton.Graphs;

namespace Baton.Benchmarks;

/// <summary>A graph in the shape of a support desk, five nodes without a model: each changes two or three members of the state.</summary>
internal static class BenchGraph
{
    public sealed record Request(string CustomerId, string Message);

    public sealed record State(string CustomerId, string Message)
    {
        public string? Category { get; init; }

        public string? Priority { get; init; }

        public string? Agent { get; init; }

        public string? Answer { get; init; }

        public string? Status { get; init; }
    }

    public sealed record Reply(string Answer, string Status);

    public const string Id = "bench_desk";

    public static GraphDefinition Define() => Define(Begin());

    /// <summary>The same with cases, whose facts change three times in a run.</summary>
    public static GraphDefinition DefineCased() => Define(Begin().Case(Facts));

    private static GraphDefinition Define(GraphBuilder<Request, State, Reply> begun) => begun
        .Start(request => new State(request.CustomerId, request.Message))
        .Continue((state, request) => new State(request.CustomerId, request.Message))
        .Function("triage", state => state with { Category = "billing", Priority = "high" })
        .Function("assign", state => state with { Agent = "billing", Status = "in_progress" })
        .Function("draft", state => state with { Answer = "We looked at the payment and will try it again today." })
        .Function("review", state => state with { Answer = state.Answer + " You will get a message when it is through.", Priority = "medium" })
        .Function("close", state => state with { Status = "resolved" })
        .Return(state => new Reply(state.Answer!, state.Status!));

    private static GraphBuilder<Request, State, Reply> Begin() => Graph.Define<Request, State, Reply>(Id, 1);

    private static CaseFacts Facts(State state) => new(state.Status == "resolved" ? CaseStatus.Resolved : state.Agent is null ? CaseStatus.New : CaseStatus.InProgress)
    {
        Category = state.Category,
        Customer = state.CustomerId,
        Agent = state.Agent,
    };
}
