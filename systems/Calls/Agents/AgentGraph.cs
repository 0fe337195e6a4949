using Baton.Calls.Agents.Identity;
using Baton.Contracts;
using Baton.Graphs;

namespace Baton.Calls.Agents;

/// <summary>The graphs of the agents: what is told of the call is read, the caller is checked where that is the agent's task, and the agent answers.</summary>
internal static class AgentGraph
{
    private const string Plain = "answered";

    /// <summary>The graph of an agent.</summary>
    /// <param name="agent">The agent.</param>
    /// <param name="check">Checks the caller, for the agent that does; null for others.</param>
    public static GraphDefinition Define(ServiceAgent agent, CodeCheck? check = null)
    {
        var graph = Graph
            .Define<AgentQuestion, AgentTalk, AgentReply>(agent.Id, version: 1)
            .Start(question => new AgentTalk(Log<Message>.Empty).Heard(question.Message))
            .Continue((talk, question) => talk.Heard(question.Message))
            .Chat(message => new AgentQuestion(message), reply => reply.Response)
            .Function("hear", (talk, context) => new ValueTask<AgentTalk>(talk.In(CallContext.Of(context.Run))));
        if (check is not null) graph.Function("check", check.RunAsync);
        return graph
            .Agent<string>("answer", agent.Id, talk => new AgentRequest([.. talk.Messages]) { Variables = talk.Variables() }, (talk, answer) => talk.Answered(agent.Id, answer))
            .Return(talk => new AgentReply(talk.Said, talk.Verdict.Length > 0 ? talk.Verdict : Plain, talk.Verdict.Length == 0 || CodeVerdicts.LetOn(talk.Verdict)));
    }
}
