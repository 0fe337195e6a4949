using Baton.Graphs;
using Baton.Policies;

namespace Baton.Calls.Flow;

/// <summary>
/// A service call: a thread is a call, a run a turn of it. A turn's intent is given or recognised, its agents are asked at once, and what came of it is
/// one step of the audit trail. Which stages, intents and agents there are is configuration, so the graph is the same for all.
/// </summary>
internal static class ServiceCall
{
    /// <summary>The graph's id.</summary>
    public const string Id = "service_call";

    /// <summary>The graph's version.</summary>
    public const int Version = 1;

    /// <summary>The pool. Agents of this server have another: whoever asks one holds a place meanwhile.</summary>
    public const string Pool = "service_calls";

    private const string Receive = "receive";
    private const string Received = "received";
    private const string Classify = "classify";
    private const string Check = "check";
    private const string Ask = "ask";
    private const string Record = "record";

    /// <summary>Builds the definition.</summary>
    public static GraphDefinition Define(CallSteps steps) => Graph
        .Define<CallRequest, CallState, CallReply>(Id, Version)
        .Start(steps.Open)
        .Continue((state, request) => state.Hear(request))
        .WhileWaiting(WhileWaiting.Queue)
        .TimeBudget(TimeBudget.Heavy)
        .Case(CallCase.Facts)
        .Function(Receive, (state, context) => ValueTask.FromResult(steps.Receive(state, context)))
        .Route(Received, state => state.Turn.Way, to => to
            .When(TurnWay.Refuse, Graph.End)
            .When(TurnWay.Classify, Classify)
            .Otherwise(Check))
        .Function(Classify, (state, context) => ValueTask.FromResult(steps.Classify(state, context)))
        .Route(Check, state => state.Turn.Way, to => to
            .When(TurnWay.WrongStage, Record)
            .Otherwise(Ask))
        .Map<AgentAsk>(Ask, steps.Asks, each => each.RemoteAgent(ask => ask.Agent, ask => ask.Request()), AgentAnswers.Join)
        .Function(Record, (state, context) => ValueTask.FromResult(steps.Record(state, context)))
        .Return(CallReply.Of);
}
