using System.Text.Json;
using Baton.Agents.Cost;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Agents.Tools;
using Baton.Contracts;
using Baton.Graphs;
using Baton.Policies;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>What one visit of an agent node works with, taken once at its start, and the conversation so far.</summary>
internal sealed class AgentVisit(
    AgentDefinition agent, ModelEntry model, IReadOnlyList<AgentTool> tools, AnswerFormat? format, AgentRequest request, NodeContext context)
{
    private readonly List<Message> _messages = [.. request.Messages];

    public AgentDefinition Agent => agent;

    public ModelEntry Model => model;

    public AnswerFormat? Format => format;

    public NodeContext Context => context;

    public AgentTool? Tool(string name) => tools.FirstOrDefault(tool => tool.Name == name);

    public string ToolNames => tools.Count == 0 ? "none" : string.Join(", ", tools.Select(tool => tool.Name));

    /// <summary>What the agent's file allows, and what the visit has taken of it.</summary>
    public VisitCeilings Ceilings { get; } = new(agent);

    /// <summary>Everything that a model call sends, in pieces: prompt, conversation, tools, the answer's form.</summary>
    public IEnumerable<string> Sent()
    {
        yield return Prompt;
        foreach (var message in _messages)
        {
            yield return message.Content;
            foreach (var call in message.ToolCalls ?? []) yield return call.Name + call.Args.GetRawText();
        }

        foreach (var tool in tools) yield return tool.Name + tool.Function.Description + tool.Function.JsonSchema.GetRawText();
        if (format?.Response.Schema is { } schema) yield return schema.GetRawText();
    }

    private string Prompt { get; } = PromptTemplate.Render(agent, request.Variables);

    public void Add(Message message) => _messages.Add(message);

    /// <summary>The conversation as a model client takes it.</summary>
    public List<ChatMessage> Chat() => ModelMessages.ToChat(Prompt, _messages);

    /// <summary>What goes with it.</summary>
    /// <param name="useTools">
    /// False where the model may see its tools (providers want that while calls stand in the conversation), but not use them.
    /// </param>
    public ChatOptions ChatOptions(bool useTools) => new()
    {
        ModelId = model.Client is null && !model.Rehearsal ? model.Model : null,
        MaxOutputTokens = model.MaxOutputTokens,
        Temperature = model.Temperature,
        ResponseFormat = format?.Response,
        Tools = tools.Count == 0 ? null : [.. tools.Select(tool => tool.Function.AsDeclarationOnly())],
        ToolMode = tools.Count == 0 || useTools ? null : ChatToolMode.None,
        AdditionalProperties = model.Rehearsal ? new() { [OfflineChatClient.AgentKey] = agent.Name } : null,
    };

    /// <summary>
    /// How the engine treats a model call. The recorded hash covers everything that the answer depends on; prices only the cost depends
    /// on, so a new price list parks no run.
    /// </summary>
    public EffectOptions EffectOptions(bool useTools) => new()
    {
        Kind = EffectKind.Model,
        Timeout = agent.Policies.Timeout,
        Retry = agent.Policies.Retries is { } retries ? RetryPolicy.Default with { Attempts = retries + 1 } : null,
        Estimate = () => CallEstimate.Of(this),
        Arguments = new ModelArguments(
            agent.Name, agent.PromptVersion, model.Provider, model.Model, model.MaxOutputTokens, model.Temperature, Prompt, _messages,
            [.. tools.Select(tool => new ToolArgument(tool.Name, tool.Function.Description, tool.Function.JsonSchema))], useTools,
            format?.Response.Schema),
        Request = JsonSerializer.SerializeToElement(
            new ModelReferences(
                agent.Name, agent.PromptVersion, model.Name, model.Provider, model.Model, _messages.Count,
                useTools ? [.. tools.Select(tool => tool.Name)] : [], model.Prices),
            BatonJson.Options),
    };

    private sealed record ModelArguments(
        string Agent, string PromptVersion, string Provider, string Model, int? MaxOutputTokens, float? Temperature, string Prompt,
        IReadOnlyList<Message> Messages, IReadOnlyList<ToolArgument> Tools, bool UseTools, JsonElement? Format);

    private sealed record ToolArgument(string Name, string Description, JsonElement Schema);

    private sealed record ModelReferences(
        string Agent, string PromptVersion, string Catalogue, string Provider, string Model, int MessageCount, IReadOnlyList<string> Tools,
        ModelPrices? Prices);
}
