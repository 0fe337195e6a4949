using System.Runtime.CompilerServices;
using System.Text.Json;
using Baton.Agents.Context;
using Baton.Contracts;
using Baton.Errors;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Models;

/// <summary>
/// A model client without a model: the agent's rehearsal answers. Deterministic, no network. Tokens are estimated at four characters
/// each, rounded up, over prompt and messages (input) and over text and tool arguments (output); nothing is cached, nothing reasoned.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class OfflineChatClient(IEnumerable<Rehearsal> rehearsals) : IChatClient
{
    /// <summary>The model id of every answer, and the property of <see cref="ChatResponseUpdate.AdditionalProperties"/> that marks one.</summary>
    public const string Label = "offline rehearsal";

    /// <summary>The key of <see cref="ChatOptions.AdditionalProperties"/> under which the agent's name comes.</summary>
    public const string AgentKey = "baton.agent";

    private readonly Dictionary<string, Rehearsal> _rehearsals = rehearsals.ToDictionary(rehearsal => rehearsal.Agent, StringComparer.Ordinal);

    public Task<ChatResponse> GetResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var request = Request(messages, options);
        var reply = Find(options).Reply(request);
        var answer = request.Messages.Count;
        foreach (var chunk in Words(reply.Text))
        {
            cancellationToken.ThrowIfCancellationRequested();
            yield return Update(new TextContent(chunk));
        }

        var arguments = 0;
        for (var index = 0; index < reply.ToolCalls.Count; index++)
        {
            var call = reply.ToolCalls[index];
            var json = JsonSerializer.SerializeToElement(call.Arguments, BatonJson.Options);
            arguments += json.GetRawText().Length;
            yield return Update(new FunctionCallContent($"call_{answer}_{index}", call.Tool, Arguments(json)));
        }

        var sent = request.Prompt.Length + request.Messages.Sum(message => message.Content.Length);
        var usage = new UsageDetails { InputTokenCount = TokenCount.Offline(sent), OutputTokenCount = TokenCount.Offline(reply.Text.Length + arguments) };
        usage.TotalTokenCount = usage.InputTokenCount + usage.OutputTokenCount;
        var last = Update(new UsageContent(usage));
        last.FinishReason = reply.ToolCalls.Count > 0 ? ChatFinishReason.ToolCalls : ChatFinishReason.Stop;
        yield return last;
        await Task.CompletedTask;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) =>
        serviceKey is null && serviceType.IsInstanceOfType(this) ? this : null;

    public void Dispose() { }

    private Rehearsal Find(ChatOptions? options)
    {
        var agent = options?.AdditionalProperties?.GetValueOrDefault(AgentKey) as string ?? "";
        return _rehearsals.GetValueOrDefault(agent) ?? throw new BatonException(
            ErrorCodes.RehearsalMissing,
            $"No rehearsal plays the agent '{agent}'. Add one with AddRehearsal<T>(), or configure a provider for its model under " +
            $"{ModelCatalog.Section}.");
    }

    private static RehearsalRequest Request(IEnumerable<ChatMessage> messages, ChatOptions? options)
    {
        var prompt = options?.Instructions ?? "";
        var conversation = new List<Message>();
        foreach (var message in messages)
        {
            if (message.Role == ChatRole.System && conversation.Count == 0) prompt += message.Text;
            else conversation.AddRange(ModelMessages.FromChat(message));
        }

        var tools = options?.ToolMode is NoneChatToolMode ? [] : options?.Tools ?? [];
        return new RehearsalRequest(prompt, conversation, [.. tools.Select(tool => tool.Name)]);
    }

    private static ChatResponseUpdate Update(AIContent content) => new(ChatRole.Assistant, [content])
    {
        ModelId = Label,
        AdditionalProperties = new AdditionalPropertiesDictionary { [Label] = true },
    };

    private static Dictionary<string, object?> Arguments(JsonElement json) =>
        json.ValueKind == JsonValueKind.Object
            ? ToolArguments.ByName(json)
            : throw new PermanentException("A rehearsal's tool arguments must be an object that becomes a JSON object.");

    /// <summary>The text in chunks of one word with the white space after it.</summary>
    private static IEnumerable<string> Words(string text)
    {
        var start = 0;
        for (var index = 1; index < text.Length; index++)
        {
            if (!char.IsWhiteSpace(text[index - 1]) || char.IsWhiteSpace(text[index])) continue;
            yield return text[start..index];
            start = index;
        }

        if (start < text.Length) yield return text[start..];
    }
}
