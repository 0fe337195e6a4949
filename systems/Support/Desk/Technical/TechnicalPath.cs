using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Support.Desk.Technical;

/// <summary>
/// The technical path, inline in the desk: retrieve → analyse → respond, an agent each. Retrieval and analysis are an aid: where one fails, the
/// answer rests on what there is. Where the response fails, the path fails.
/// </summary>
internal static class TechnicalPath
{
    private const string Retrieve = "retrieve";
    private const string Analyse = "analyse";
    private const string Respond = "respond";
    private const string Unanalysed = "unanalysed";

    /// <summary>Builds the definition.</summary>
    public static GraphDefinition Define() => Graph
        .Define<TechnicalCase, TechnicalState, TechnicalOutcome>("support_technical", version: 1)
        .Start(request => new TechnicalState(request))
        .Agent<RetrievedSources>(Retrieve, AgentNames.TechnicalRetriever, Ask, (state, found) => state with { Retrieved = found })
        .Agent<TechnicalAnalysis>(Analyse, AgentNames.TechnicalAnalyst, WithSources, (state, analysis) => state with { Analysis = analysis }, next: Respond)
        .Function(Unanalysed, state => state with { Analysis = TechnicalAnalysis.None })
        .Agent<string>(Respond, AgentNames.Technical, WithAnalysis, (state, answer) => state with { Answer = answer })
        .OnError(Retrieve, Analyse)
        .OnError(Analyse, Unanalysed)
        .Return(Outcome);

    private static AgentRequest Ask(TechnicalState state) => Request(state, state.Case.Messages);

    private static AgentRequest WithSources(TechnicalState state) => Request(state, DeskMaterial.Add(state.Case.Messages, ("sources", state.Retrieved)));

    private static AgentRequest WithAnalysis(TechnicalState state) => Request(
        state,
        DeskMaterial.Add(state.Case.Messages, ("sources", state.Retrieved), ("analysis", state.Analysis == TechnicalAnalysis.None ? null : state.Analysis)));

    private static AgentRequest Request(TechnicalState state, IReadOnlyList<Message> messages) =>
        new(messages) { Variables = state.Case.Variables };

    private static TechnicalOutcome Outcome(TechnicalState state)
    {
        var (answer, cites) = Citations.Check(state.Answer, state.Retrieved);
        return new TechnicalOutcome(answer, cites, double.Clamp(state.Analysis.Confidence, 0, 1), state.Analysis.Escalate.Length > 0);
    }
}
