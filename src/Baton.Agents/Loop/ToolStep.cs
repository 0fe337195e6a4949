using System.Text.Json;
using Baton.Agents.Knowledge.Embeddings;
using Baton.Agents.Memory;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Agents.Tools;
using Baton.Agents.Tools.Sources;
using Baton.Contracts;
using Baton.Engine.Circuits;
using Baton.Engine.Hosting;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Baton.Agents.Loop;

/// <summary>
/// The tools that one answer asks for, called concurrently, each as a journaled step of its own. What goes wrong is told to the model.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed partial class ToolStep(IServiceScopeFactory scopes, AgentPools pools, VisitGuardrails guardrails, CircuitSet circuits, ILogger<ToolStep> logger)
{
    private const string Unknown = "unknown";

    /// <summary>The answers, in the order of the calls.</summary>
    /// <param name="visit">The visit that asks.</param>
    /// <param name="step">The how-manieth model call of the visit asked for them, from 1.</param>
    /// <param name="calls">The calls.</param>
    public Task<ToolAnswer[]> CallAsync(AgentVisit visit, int step, IReadOnlyList<ModelToolCall> calls) =>
        Task.WhenAll(calls.Select((call, index) => GuardedAsync(visit, step, index, call)));

    private async Task<ToolAnswer> GuardedAsync(AgentVisit visit, int step, int index, ModelToolCall asked)
    {
        var guard = new ToolGuard(visit, guardrails, $"{step}.{index}");
        var (call, refusal) = await guard.BeforeAsync(asked);
        return refusal ?? await guard.SettleAsync(asked.Name, await JournaledAsync(visit, guard, step, index, call));
    }

    private async Task<ToolAnswer> JournaledAsync(AgentVisit visit, ToolGuard guard, int step, int index, ModelToolCall asked)
    {
        var tool = visit.Tool(asked.Name);
        var retry = tool?.Options.AtMostOnce == true ? RetryPolicy.None : tool?.Options.Retry ?? RetryPolicy.Default;
        var options = new EffectOptions
        {
            Kind = EffectKind.Tool,
            AtMostOnce = tool?.Options.AtMostOnce ?? false,
            Retry = retry,
            FailureStays = true,
            ConflictMayPass = true,
            Timeout = tool?.Options.Timeout,
            Arguments = new { asked.Name, asked.Args },
            Request = JsonSerializer.SerializeToElement(
                new { agent = visit.Agent.Name, tool = asked.Name, call_id = asked.Id, step }, BatonJson.Options),
        };
        try
        {
            return await pools.RunAsync(
                visit.Agent.Pool,
                () => visit.Context.EffectAsync(
                    $"tool.{step}.{index}.{tool?.Name ?? Unknown}",
                    async call => await guard.AfterAsync(asked.Name, await TryAsync(visit, tool, asked, call, retry)),
                    options),
                visit.Context.Cancellation);
        }
        catch (BatonException exception) when (exception.Code is ErrorCodes.Transient or ErrorCodes.Permanent or ErrorCodes.AttemptTimeout or ErrorCodes.RecordConflict)
        {
            return Failed(tool, exception.Code switch
            {
                ErrorCodes.AttemptTimeout => "it took too long",
                ErrorCodes.RecordConflict => "others were changing the same records, and nothing was changed",
                _ => null,
            });
        }
        catch (BatonException exception) when (exception.Code == ErrorCodes.CircuitOpen)
        {
            return Error("the tool is not available at present, and was not called. Go on without it.");
        }
    }

    private async ValueTask<ToolAnswer> TryAsync(AgentVisit visit, AgentTool? tool, ModelToolCall asked, EffectCall call, RetryPolicy retry)
    {
        if (tool is null) return Error($"there is no such tool. Use one of: {visit.ToolNames}.");
        if (asked.Unreadable) return Error("the arguments are not a JSON object.");
        var faults = tool.Arguments.Check(asked.Args);
        if (faults.Count > 0) return Error($"the arguments do not fit. {string.Join(' ', faults.Select(ModelFaults.Text))}");
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var arguments = new AIFunctionArguments(ToolArguments.ByName(asked.Args))
            {
                Services = scope.ServiceProvider,
                Context = new Dictionary<object, object?>
                {
                    [typeof(EffectCall)] = call,
                    [typeof(RunInfo)] = visit.Context.Run,
                    [typeof(AgentDefinition)] = visit.Agent,
                    [typeof(MemoryScope)] = new MemoryScope(visit.Agent.Name, visit.Customer),
                },
            };
            EmbeddingCaller.Enter(visit, call);
            var result = await circuits.Of(CircuitKind.Tool, tool.Name).RunAsync(
                () => tool.Function.InvokeAsync(arguments, call.Cancellation), mayWait: true, () => visit.Context.Cancellation.IsCancellationRequested, call.Cancellation);
            return result is ToolError error ? Error(error.Text) : new ToolAnswer(Text(result), IsError: false);
        }
        catch (OperationCanceledException) when (call.Cancellation.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception exception) when (exception is not CallHeldException)
        {
            if (MayPass(exception) && call.Attempt < retry.Attempts)
            {
                throw exception as TransientException ?? new TransientException($"The tool '{tool.Name}' failed.", null, exception);
            }

            LogFailed(tool.Name, visit.Agent.Name, visit.Context.Run.RunId, exception);
            return Failed(tool, Told(exception));
        }
    }

    /// <summary>What a model may know of a failure: what would let a call pass is for those who operate, and in their log.</summary>
    private static string? Told(Exception exception) =>
        OutboundGuard.RefusalIn(exception) is not null ? "its address may not be called" : exception is BatonException ? exception.Message : null;

    private static bool MayPass(Exception exception) =>
        exception is TransientException or HttpRequestException or IOException or TimeoutException or OperationCanceledException;

    private static ToolAnswer Failed(AgentTool? tool, string? why) =>
        Error($"the tool failed{(why is null ? "" : $": {why.TrimEnd('.')}")}." + (tool?.Options.AtMostOnce == true
            ? " Whether it took effect is not known; do not call it again."
            : ""));

    private static ToolAnswer Error(string text) => new($"Error: {text}", IsError: true);

    private static string Text(object? result) => result switch
    {
        null or JsonElement { ValueKind: JsonValueKind.Null or JsonValueKind.Undefined } => "Done.",
        string text => text,
        JsonElement { ValueKind: JsonValueKind.String } text => text.GetString()!,
        JsonElement value => value.GetRawText(),
        _ => JsonSerializer.Serialize(result, BatonJson.Options),
    };
}
