using Baton.Agents.Languages;
using Baton.Calls.Intents;
using Baton.Calls.Settings;
using Baton.Calls.Telemetry;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Calls.Flow;

/// <summary>A call's own steps: what its nodes do besides asking agents.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class CallSteps(CallSettings settings, CallIntents intents)
{
    /// <summary>The most steps that a call keeps.</summary>
    public const int MostSteps = 200;

    private const string DefaultLanguage = "en";

    /// <summary>The state of a call's first turn.</summary>
    public CallState Open(CallRequest request) => CallState.Open(request, settings.Stages[0].Id);

    /// <summary>Takes a turn in: refuses what the session does not take, and settles what is done where the intent is known.</summary>
    public CallState Receive(CallState state, NodeContext context)
    {
        if (Refusal(state) is { } refusal) return state with { Turn = CallTurn.Refused(refusal) };
        var heard = state with
        {
            Conversation = state.CreatedAt == default ? $"{context.NewId():D}" : state.Conversation,
            CreatedAt = state.CreatedAt == default ? context.Now() : state.CreatedAt,
            Language = LanguageDetector.Detect(state.Turn.InputMessage) ?? (state.Language.Length > 0 ? state.Language : DefaultLanguage),
        };
        return heard.Turn.Intent.Length == 0 ? heard : Planned(heard, heard.Turn.Intent, context);
    }

    /// <summary>Recognises the intent of a turn that came without one.</summary>
    public CallState Classify(CallState state, NodeContext context) => Planned(state, intents.Recognise(state), context);

    /// <summary>What the turn's agents are asked.</summary>
    public IReadOnlyList<AgentAsk> Asks(CallState state)
    {
        var label = settings.Stage(state.Turn.FlowId)?.Label ?? "";
        return [.. state.Turn.Agents.Select(agent => AgentAsk.Of(state, agent, label))];
    }

    /// <summary>Records the step, and moves the call on where it may.</summary>
    public CallState Record(CallState state, NodeContext context)
    {
        var now = context.Now();
        var stage = settings.Stage(state.Turn.FlowId);
        var failed = state.Turn.Way == TurnWay.WrongStage || state.Turn.Answers.Any(answer => answer.Status == CallStep.Error);
        var isAsked = state.Turn.Answers.Any(answer => answer.OpenTask is not null);
        var moves = !failed && !isAsked && stage is not null && state.Turn.Way == TurnWay.Ask;
        var moved = moves ? StageMoves.On(state, stage!, settings.Intent(state.Turn.Intent)) : state;
        var recorded = moved with { OpenTasks = moves ? new Dictionary<string, string>() : OpenTasks(state), UpdatedAt = now, Topic = TopicAfter(state, failed) };
        var step = new CallStep(
            state.Turn.FlowId, state.Turn.Intent, state.Turn.InputMessage, state.Turn.Answers is [var first, ..] ? first.Url : null, failed ? CallStep.Error : CallStep.Success, Data(state), now)
        {
            SessionState = recorded.Position(),
        };
        CallMeasures.Turn(step, recorded, stage, settings);
        return recorded with { Steps = recorded.Steps.Add(step) };
    }

    /// <summary>What agents still ask: those that were asked in this turn had their answer.</summary>
    private static Dictionary<string, string> OpenTasks(CallState state)
    {
        var open = state.OpenTasks.Where(task => !state.Turn.Agents.Contains(task.Key)).ToDictionary(StringComparer.Ordinal);
        foreach (var answer in state.Turn.Answers.Where(answer => answer.OpenTask is not null)) open[answer.Agent] = answer.OpenTask!;
        return open;
    }

    private static Fault? Refusal(CallState state)
    {
        if (state.Turn.AccountId != state.AccountId) return CallRefusals.OtherAccount(state.CallIdentifyId);
        if (state.IsComplete) return CallRefusals.Complete(state.CallIdentifyId);
        return state.Steps.Count >= MostSteps ? CallRefusals.Full(state.CallIdentifyId) : null;
    }

    private CallState Planned(CallState state, string name, NodeContext context)
    {
        var turn = Plan(state, name);
        context.Emit(TurnNotice.Of(turn, settings.Stage(turn.FlowId)));
        return state with { Turn = turn };
    }

    private CallTurn Plan(CallState state, string name)
    {
        // A deployment may have taken the stage away in which the call stands: then it goes on in the next one that there is.
        var stage = settings.Stage(state.CurrentFlowId) ?? settings.Stages.FirstOrDefault(stage => stage.Id > state.CurrentFlowId) ?? settings.Stages[^1];
        var turn = state.Turn with { Intent = name, FlowId = stage.Id };
        if (settings.Intent(name) is not { } intent) return turn with { Way = TurnWay.Fallback, Agents = [settings.Fallback] };
        if (intent.Stages.Contains(stage.Id)) return turn with { Way = TurnWay.Ask, Intent = intent.Name, Agents = intent.Agents };
        return turn with
        {
            Way = TurnWay.WrongStage,
            Intent = intent.Name,
            Code = ErrorCodes.CallStageWrong,
            Text = CallPhrases.Fill(CallPhrases.In(state.Language).WrongStage, intent.Name, stage.Label, stage.Id, string.Join(", ", intent.Stages)),
        };
    }

    private string TopicAfter(CallState state, bool failed) =>
        failed || state.Turn.Way != TurnWay.Ask ? state.Topic : settings.Intent(state.Turn.Intent)?.Topic ?? state.Topic;

    private static StepData Data(CallState state)
    {
        var turn = state.Turn;
        if (turn.Text is { } text) return new StepData(text, turn.Answers) { Code = turn.Code };
        var failed = turn.Answers.FirstOrDefault(answer => answer.Status == CallStep.Error);
        return failed is null
            ? new StepData(string.Join("\n\n", turn.Answers.Select(answer => answer.Text).Where(said => said.Length > 0)), turn.Answers)
            : new StepData(CallPhrases.In(state.Language).AgentFailed, turn.Answers) { Code = failed.Code };
    }
}
