using System.Text.Json;
using System.Text.Json.Serialization;
using Baton.Agents.Context;
using Baton.Agents.Cost;
using Baton.Agents.Guardrails;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Agents.Tools;
using Baton.Contracts;
using Baton.Graphs;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>What one visit of an agent node works with, taken once at its start, and the conversation so far.</summary>
internal sealed class AgentVisit(AgentSetup setup, AgentRequest request, NodeContext context)
{
    private readonly List<Message> _messages = [.. request.Messages];
    private readonly List<Message> _given = [.. request.Messages.Where(message => message.Type != "ai" || message.Name != setup.Agent.Name)];
    private int _failovers;
    private IReadOnlyList<Message>? _sent;
    private WindowPlan? _plan;
    private Message? _remembered;

    public AgentDefinition Agent => setup.Agent;

    /// <summary>The model that is asked: the agent's own, until it fails over.</summary>
    public ModelEntry Model => setup.Models[_failovers];

    /// <summary>The model that is asked where <see cref="Model"/> fails; null for none.</summary>
    public ModelEntry? NextModel => setup.Models.ElementAtOrDefault(_failovers + 1);

    /// <summary>True where somebody else answers when the agent has failed.</summary>
    public bool HasFallback => Agent.Policies.Fallback is not null;

    /// <summary>The catalogue's name of the agent's own model, where another one is asked; otherwise null.</summary>
    public string? FailoverFrom => _failovers == 0 ? null : setup.Models[0].Name;

    /// <summary>Asks the next model from now on: the visit stays with it.</summary>
    public void FailOver() => _failovers++;

    public AnswerFormat? Format => setup.Format;

    public GuardrailSet Guardrails => setup.Guardrails;

    /// <summary>The hash of everything besides the conversation that its calls depend on.</summary>
    public string PinnedHash => setup.Pinned.Hash;

    public bool HasTools => setup.Declarations is not null;

    /// <summary>How often guardrails have had the model asked again.</summary>
    public int GuardrailRetries { get; set; }

    public NodeContext Context => context;

    /// <summary>What a person asked last, or null.</summary>
    public string? Question => request.Messages.LastOrDefault(message => message.Type == "human")?.Content;

    public AgentTool? Tool(string name) => setup.Tools.FirstOrDefault(tool => tool.Name == name);

    public string ToolNames => setup.Tools.Count == 0 ? "none" : string.Join(", ", setup.Tools.Select(tool => tool.Name));

    /// <summary>What the agent's file allows, and what the visit has taken of it.</summary>
    public VisitCeilings Ceilings { get; } = new(setup.Agent);

    /// <summary>The whole conversation, whatever of it is sent.</summary>
    public IReadOnlyList<Message> Conversation => _messages;

    /// <summary>How many messages of it the node gave.</summary>
    public int RequestCount => request.Messages.Count;

    /// <summary>The number of the first message that no earlier turn had.</summary>
    public int TurnStart { get; } = Math.Max(0, WindowPlanner.Asked(request.Messages));

    /// <summary>The most tokens that a call may send: the agent's window, and what the model's leaves beside the answer; null where neither is known.</summary>
    public int? InputLimit
    {
        get
        {
            var model = Model.ContextWindow is { } whole ? whole - (Model.MaxOutputTokens ?? Math.Min(CallEstimate.DefaultOutputTokens, whole / 4)) : (int?)null;
            return Agent.Context?.Window is { } window ? Math.Min(window, model ?? window) : model;
        }
    }

    /// <summary>What it sends of a conversation that is too long; null while it sends all of it.</summary>
    public ConversationWindow? Window { get; set; }

    /// <summary>What the next call sends.</summary>
    public void Send(IReadOnlyList<Message> messages, WindowPlan plan) => (_sent, _plan) = (messages, plan);

    /// <summary>Everything that a model call sends, in pieces: prompt, conversation, tools, the answer's form.</summary>
    public IEnumerable<string> Sent() => Pieces(_sent ?? _messages).Concat(Fixed());

    /// <summary>Everything that it would send without a window.</summary>
    public IEnumerable<string> Whole() => Pieces(_messages).Concat(Fixed());

    /// <summary>What every call sends besides the conversation.</summary>
    public IEnumerable<string> Fixed()
    {
        yield return Prompt;
        if (_remembered is not null) yield return _remembered.Content;
        foreach (var tool in setup.Pinned.Value.Tools) yield return tool.Name + tool.Description + tool.Schema.GetRawText();
        if (setup.Pinned.Value.Answer is { } answer) yield return answer.Schema.GetRawText();
    }

    private static IEnumerable<string> Pieces(IReadOnlyList<Message> messages)
    {
        foreach (var message in messages)
        {
            yield return message.Content;
            foreach (var call in message.ToolCalls ?? []) yield return call.Name + call.Args.GetRawText();
        }
    }

    private IReadOnlyList<Message> Messages => _remembered is null ? _sent ?? _messages : [_remembered, .. _sent ?? _messages];

    /// <summary>The customer's id, where the agent has a memory and its node says who it is.</summary>
    public string? Customer => Agent.Memory is { } memory ? request.Variables.GetValueOrDefault(memory.Customer) : null;

    /// <summary>True once the visit knows what it is to be told of the customer.</summary>
    public bool HasRemembered { get; private set; }

    /// <summary>Sends what is known of the customer with every call; null where nothing is.</summary>
    public void Remember(Message? known)
    {
        (HasRemembered, _remembered) = (true, known);
        if (known is not null) _given.Add(known);
    }

    private string Prompt { get; } = PromptTemplate.Render(setup.Agent, request.Variables);

    public void Add(Message message)
    {
        AddRemark(message);
        if (message.Type == "tool") _given.Add(message);
    }

    /// <summary>Adds what is said about an answer; it is no source of anything.</summary>
    public void AddRemark(Message message)
    {
        _messages.Add(message);
        _sent = null;
    }

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
    public List<ChatMessage> Chat() => ModelMessages.ToChat(Prompt, Messages);

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
        Retry = Agent.Policies.Retry(),
        FailureStays = NextModel is not null,
        Estimate = () => CallEstimate.Of(this),
        Arguments = new ModelArguments(setup.Pinned.Hash, Prompt, Messages, useTools) { Sent = () => (Chat(), ChatOptions(useTools)) },
        Request = JsonSerializer.SerializeToElement(
            new ModelReferences(
                Agent.Name, Agent.PromptVersion, Model.Name, Model.Provider, Model.Model, _messages.Count,
                useTools ? [.. setup.Tools.Select(tool => tool.Name)] : [], Model.Prices)
            {
                Covered = _plan?.Cover,
            },
            BatonJson.Options),
    };

    private sealed record ModelReferences(
        string Agent, string PromptVersion, string Catalogue, string Provider, string Model, int MessageCount, IReadOnlyList<string> Tools,
        ModelPrices? Prices)
    {
        /// <summary>How many of the messages a digest stands for, which the visit recorded; null where all are sent.</summary>
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
        public int? Covered { get; init; }
    }
}
