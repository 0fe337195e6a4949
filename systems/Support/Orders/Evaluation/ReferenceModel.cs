using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.AI;

namespace Baton.Support.Orders.Evaluation;

/// <summary>
/// Stands in the model's place and makes a task's reference calls, one after another, so that they take the path of every call: arguments checked,
/// guardrails, an effect in the journal, the records in its commit. Which task it is, the customer's message says.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ReferenceModel(IReadOnlyList<RetailTask> tasks) : IChatClient
{
    private readonly Dictionary<string, RetailTask> _tasks = tasks.ToDictionary(Message, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, IReadOnlyList<string>> _results = new(StringComparer.Ordinal);

    /// <summary>What the customer says in the replay of a task: the confirmation that every change needs.</summary>
    public static string Message(RetailTask task) => $"Yes. (Replay of task {task.Id})";

    /// <summary>What the tools said, in the order of the calls.</summary>
    public IReadOnlyList<string> Results(RetailTask task) => _results.GetValueOrDefault(task.Id) ?? [];

    public Task<ChatResponse> GetResponseAsync(IEnumerable<ChatMessage> messages, ChatOptions? options = null, CancellationToken cancellationToken = default) =>
        GetStreamingResponseAsync(messages, options, cancellationToken).ToChatResponseAsync(cancellationToken);

    public async IAsyncEnumerable<ChatResponseUpdate> GetStreamingResponseAsync(
        IEnumerable<ChatMessage> messages, ChatOptions? options = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        List<ChatMessage> conversation = [.. messages];
        var task = _tasks[conversation.Last(message => message.Role == ChatRole.User).Text];
        string[] results = [.. conversation.SelectMany(message => message.Contents).OfType<FunctionResultContent>().Select(result => result.Result?.ToString() ?? "")];
        _results[task.Id] = results;
        if (results.Length < task.Actions.Count)
        {
            var (name, arguments) = task.Actions[results.Length];
            yield return new ChatResponseUpdate(
                ChatRole.Assistant,
                [new FunctionCallContent($"call_{results.Length}", name, arguments.EnumerateObject().ToDictionary(member => member.Name, member => (object?)member.Value))]);
        }
        else
        {
            yield return new ChatResponseUpdate(ChatRole.Assistant, "Done.");
        }

        await Task.CompletedTask;
    }

    public object? GetService(Type serviceType, object? serviceKey = null) => null;

    public void Dispose() { }
}
