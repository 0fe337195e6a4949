using System.Text.Json;
using Baton.Agents.Cost;
using Baton.Agents.Guardrails;
using Baton.Agents.Models;
using Baton.Agents.Policies;
using Baton.Engine.Circuits;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Loop;

/// <summary>One try of a model call: what is sent, what comes back, and what an agent's guardrails leave of it.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class ModelWire(ModelClients clients, VisitGuardrails guardrails, CircuitSet circuits, TimeProvider time)
{
    /// <summary>Makes the call, unless its circuit is open.</summary>
    public async ValueTask<ModelAnswer> CallAsync(AgentVisit visit, bool useTools, GatedCall call)
    {
        var mayWait = visit.NextModel is null && !visit.HasFallback;
        try
        {
            return await circuits.Of(CircuitKind.Model, visit.Model.Name)
                .RunAsync(() => StreamAsync(visit, useTools, call), mayWait, () => visit.Context.Cancellation.IsCancellationRequested || call.IsCut, call.Cancellation);
        }
        catch (TransientException exception) when (!mayWait && exception.RetryAfter > visit.Agent.Policies.Retry().MaxDelay)
        {
            // Whoever has another way need not sleep for as long as the provider asks.
            throw new BatonException(ErrorCodes.Transient, exception.Message, exception);
        }
    }

    private async ValueTask<ModelAnswer> StreamAsync(AgentVisit visit, bool useTools, EffectCall call)
    {
        var started = time.GetTimestamp();
        var updates = await ReadAsync(visit, useTools, call);
        var response = updates.ToChatResponse();
        var usage = Usage(response.Usage);
        var answer = new ModelAnswer
        {
            Text = response.Text,
            ToolCalls = ToolCalls(response),
            Usage = usage,
            CostUsd = response.Usage is null ? null : usage.CostAt(visit.Model.Prices),
            Model = response.ModelId ?? visit.Model.Model,
            Provider = visit.Model.Provider,
            Rehearsal = visit.Model.Rehearsal,
            PromptVersion = visit.Agent.PromptVersion,
            Agent = visit.Agent.Name,
            FinishReason = response.FinishReason?.Value,
            FallbackFor = (visit.Context as ScopedContext)?.FallbackFor,
            FailoverFrom = visit.FailoverFrom,
            LatencyMs = (long)time.GetElapsedTime(started).TotalMilliseconds,
        };
        if (response.Usage is not null) call.Spend(CallGate.Cost(visit, answer));
        if (answer is { Text.Length: 0, ToolCalls.Count: 0 } && response.FinishReason == ChatFinishReason.ContentFilter)
        {
            throw new BatonException(ErrorCodes.AnswerWithheld, $"The provider withheld the answer of agent '{visit.Agent.Name}' (content filter).");
        }

        return await GuardAsync(visit, answer);
    }

    /// <summary>Checks an answer as part of its call: what goes no further is neither recorded nor shown.</summary>
    private async ValueTask<ModelAnswer> GuardAsync(AgentVisit visit, ModelAnswer answer)
    {
        if (!visit.Guardrails.Any(GuardrailBoundary.Output) || answer.Text.Length == 0) return answer;
        var isFinal = answer.ToolCalls.Count == 0;
        var json = visit.Format is not null && isFinal ? AnswerFormat.Parse(answer.Text) : null;

        // Words around a structured answer are read by nobody: neither are they kept.
        if (json is { } alone) answer = answer with { Text = alone.GetRawText() };
        var input = visit.Checked(GuardrailBoundary.Output, answer.Text, json, null) with { IsFinal = isFinal };
        var record = await guardrails.CheckAsync(visit.Guardrails, input, visit.Context);
        var left = record.Text ?? answer.Text;
        record = record with { Text = null };
        return record.Action switch
        {
            GuardrailAction.Retry or GuardrailAction.Block => answer with { Text = "", ToolCalls = [], Guardrails = record },
            GuardrailAction.Flag => answer with { Text = "", Guardrails = record with { Held = left } },
            _ => answer with { Text = left, Guardrails = record },
        };
    }

    private async ValueTask<List<ChatResponseUpdate>> ReadAsync(AgentVisit visit, bool useTools, EffectCall call)
    {
        var updates = new List<ChatResponseUpdate>();
        try
        {
            var stream = clients.Get(visit.Model).GetStreamingResponseAsync(visit.Chat(), visit.ChatOptions(useTools), call.Cancellation);
            await foreach (var update in stream.WithCancellation(call.Cancellation))
            {
                updates.Add(update);

                // What is to be checked as a whole must not be seen before.
                if (update.Text is { Length: > 0 } text && !visit.Guardrails.Any(GuardrailBoundary.Output)) call.Delta(text);
            }
        }
        catch when (updates.Count > 0)
        {
            // An answer that broke off was paid for as far as it came.
            call.Spend(CallEstimate.OfPart(visit, updates));
            throw;
        }

        return updates;
    }

    private static List<ModelToolCall> ToolCalls(ChatResponse response)
    {
        var calls = new List<ModelToolCall>();
        foreach (var content in response.Messages.SelectMany(message => message.Contents).OfType<FunctionCallContent>())
        {
            if (content.InformationalOnly) continue;

            // Some servers give every call the same id, or none: results could not be told apart.
            var id = content.CallId;
            if (string.IsNullOrEmpty(id) || calls.Exists(call => call.Id == id)) id = $"call_{calls.Count}_{id}";
            var arguments = JsonSerializer.SerializeToElement(content.Arguments ?? new Dictionary<string, object?>());
            calls.Add(new ModelToolCall(id, content.Name, arguments) { Unreadable = content.Exception is not null });
        }

        return calls;
    }

    private static TokenUsage Usage(UsageDetails? usage) => usage is null
        ? TokenUsage.None
        : new TokenUsage(
            Count(usage.InputTokenCount), Count(usage.CachedInputTokenCount), Count(usage.OutputTokenCount), Count(usage.ReasoningTokenCount));

    // A server that counts below zero must not give a budget back.
    private static long Count(long? tokens) => Math.Max(0, tokens ?? 0);
}
