using System.Text.Json;
using Baton.Agents.Cost;
using Baton.Agents.Guardrails;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Agents.Tools;
using Baton.Contracts;
using Baton.Graphs;
using Baton.Policies;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>What one visit of an agent node works with, taken once at its start, and the conversation so far.</summary>
internal sealed class AgentVisit(AgentSetup setup, AgentRequest request, NodeContext context)
{
    private readonly List<Message> _messages = [.. request.Messages];
    private readonly List<Message> _given = [.. request.Messages.Where(message => message.Type != "ai" || message.Name != setup.Agent.Name)];

    public AgentDefinition Agent => setup.Agent;

    public ModelEntry Model => setup.Model;

    public AnswerFormat? Format => setup.Format;

    public GuardrailSet Guardrails => setup.Guardrails;

    /// <summary>How often guardrails have had the model asked again.</summary>
    public int GuardrailRetries { get; set; }

    public NodeContext Context => context;

    public AgentTool? Tool(string name) => setup.Tools.FirstOrDefault(tool => tool.Name == name);

    public string ToolNames => setup.Tools.Count == 0 ? "none" : string.Join(", ", setup.Tools.Select(tool => tool.Name));

    /// <summary>What the agent's file allows, and what the visit has taken of it.</summary>
    public VisitCeilings Ceilings { get; } = new(setup.Agent);

    /// <summary>Everything that a model call sends, in pieces: prompt, conversation, tools, the answer's form.</summary>
    public IEnumerable<string> Sent()
    {
        yield return Prompt;
        foreach (var message in _messages)
        {
            yield return message.Content;
            foreach (var call in message.ToolCalls ?? []) yield return call.Name + call.Args.GetRawText();
        }

        foreach (var tool in setup.Pinned.Value.Tools) yield return tool.Name + tool.Description + tool.Schema.GetRawText();
        if (setup.Pinned.Value.Answer is { } answer) yield return answer.Schema.GetRawText();
    }

    private string Prompt { get; } = PromptTemplate.Render(setup.Agent, request.Variables);

    public void Add(Message message)
    {
        _messages.Add(message);
        if (message.Type == "tool") _given.Add(message);
    }

    /// <summary>Adds what is said about an answer; it is no source of anything.</summary>
    public void AddRemark(Message message) => _messages.Add(message);

    /// <summary>A text for the agent's guardrails, with what belongs to it.</summary>
    public GuardrailInput Checked(GuardrailBoundary at, string text, JsonElement? json, string? tool) => new(at, text)
    {
        Json = json,
        Agent = Agent.Name,
        Prompt = Agent.Prompt,
        Variables = request.Variables,
        Tool = tool,
        Given = _given,
    };

    /// <summary>The conversation as a model client takes it.</summary>
    public List<ChatMessage> Chat() => ModelMessages.ToChat(Prompt, _messages);

    /// <summary>What goes with it.</summary>
    /// <param name="useTools">
    /// False where the model may see its tools (providers want that while calls stand in the conversation), but not use them.
    /// </param>
    public ChatOptions ChatOptions(bool useTools) => new()
    {
        ModelId = Model.Client is null && !Model.Rehearsal ? Model.Model : null,
        MaxOutputTokens = Model.MaxOutputTokens,
        Temperature = Model.Temperature,
        ResponseFormat = setup.Response,
        Tools = setup.Declarations,
        ToolMode = setup.Declarations is null || useTools ? null : ChatToolMode.None,
        AdditionalProperties = Model.Rehearsal ? new() { [OfflineChatClient.AgentKey] = Agent.Name } : null,
    };

    /// <summary>
    /// How the engine treats a model call. The recorded hash covers everything that the answer depends on: what the visit is pinned to,
    /// by its own hash, and the conversation.
    /// </summary>
    public EffectOptions EffectOptions(bool useTools) => new()
    {
        Kind = EffectKind.Model,
        Timeout = Agent.Policies.Timeout,
        Retry = Agent.Policies.Retries is { } retries ? RetryPolicy.Default with { Attempts = retries + 1 } : null,
        Estimate = () => CallEstimate.Of(this),
        Arguments = new ModelArguments(setup.Pinned.Hash, Prompt, _messages, useTools) { Sent = () => (Chat(), ChatOptions(useTools)) },
        Request = JsonSerializer.SerializeToElement(
            new ModelReferences(
                Agent.Name, Agent.PromptVersion, Model.Name, Model.Provider, Model.Model, _messages.Count,
                useTools ? [.. setup.Tools.Select(tool => tool.Name)] : [], Model.Prices),
            BatonJson.Options),
    };

    private sealed record ModelReferences(
        string Agent, string PromptVersion, string Catalogue, string Provider, string Model, int MessageCount, IReadOnlyList<string> Tools,
        ModelPrices? Prices);
}
