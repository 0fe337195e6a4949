using System.Diagnostics;
using Baton.Agents.Cost;
using Baton.Agents.Models;
using Baton.Engine.Telemetry;
using Microsoft.Extensions.AI;

namespace Baton.Agents.Telemetry;

/// <summary>One model call as telemetry sees it: who, what shape, what cost.</summary>
internal sealed class ModelObservation : IDisposable
{
    private readonly ModelEntry _model;
    private readonly AgentTelemetry _telemetry;
    private readonly Activity? _span;
    private readonly long _begun = Stopwatch.GetTimestamp();
    private readonly UsageDetails _usage = new();
    private TimeSpan? _first;
    private string? _answered;
    private string? _finish;
    private string? _error;
    private bool _isCounted;

    public ModelObservation(ModelEntry model, AgentTelemetry telemetry, ChatOptions? options, bool isStream)
    {
        (_model, _telemetry) = (model, telemetry);
        var around = Activity.Current;
        _span = Span.Inside(TelemetryNames.Chat, model.Model, ActivityKind.Client);
        if (_span is not null) Describe(_span, around, options, isStream);
    }

    /// <summary>Makes the span the current one.</summary>
    public void Enter()
    {
        if (_span is not null) Activity.Current = _span;
    }

    public void Read(ChatResponseUpdate update)
    {
        _first ??= Stopwatch.GetElapsedTime(_begun);
        _answered ??= update.ModelId;
        _finish = update.FinishReason?.Value ?? _finish;
        if (update.ResponseId is { } id) _span?.SetTag(TelemetryNames.ResponseId, id);
        foreach (var usage in update.Contents.OfType<UsageContent>()) Count(usage.Details);
    }

    public void Answered(ChatResponse response)
    {
        _answered = response.ModelId;
        _finish = response.FinishReason?.Value;
        if (response.ResponseId is { } id) _span?.SetTag(TelemetryNames.ResponseId, id);
        if (response.Usage is { } usage) Count(usage);
    }

    public void Failed(Exception exception)
    {
        Span.Leave(_span, exception);
        _error = (exception as Errors.BatonException)?.Code ?? exception.GetType().Name;
    }

    public void Dispose()
    {
        var took = Stopwatch.GetElapsedTime(_begun);
        var cost = _isCounted ? Tokens().CostAt(_model.Prices) : null;
        CallTotals.Add(took, cost);
        Write(took, cost);
        if (_span is null) return;
        Describe(_span, cost);
        Span.End(_span);
    }

    private void Count(UsageDetails usage)
    {
        _isCounted = true;
        _usage.Add(usage);
    }

    private TokenUsage Tokens() => new(
        _usage.InputTokenCount ?? 0, _usage.CachedInputTokenCount ?? 0, _usage.OutputTokenCount ?? 0, _usage.ReasoningTokenCount ?? 0);

    private void Describe(Activity span, Activity? around, ChatOptions? options, bool isStream)
    {
        span.SetTag(TelemetryNames.Operation, TelemetryNames.Chat);
        span.SetTag(TelemetryNames.Provider, _model.Provider);
        span.SetTag(TelemetryNames.RequestModel, _model.Model);
        span.SetTag(TelemetryNames.CatalogModel, _model.Name);
        span.SetTag(TelemetryNames.AgentName, AgentTelemetry.Agent);
        if (isStream) span.SetTag(TelemetryNames.Stream, true);
        if (_model.Rehearsal) span.SetTag(TelemetryNames.Rehearsal, true);
        span.SetTag(TelemetryNames.MaxTokens, options?.MaxOutputTokens);
        span.SetTag(TelemetryNames.Temperature, (double?)options?.Temperature);
        span.SetTag(TelemetryNames.OutputType, options?.ResponseFormat is ChatResponseFormatJson ? "json" : null);
        if (_model.BaseUrl is { } server)
        {
            span.SetTag(TelemetryNames.ServerAddress, server.Host);
            span.SetTag(TelemetryNames.ServerPort, server.Port);
        }

        if (around?.GetTagItem(TelemetryNames.CatalogModel) is string own && own != _model.Name) span.SetTag(TelemetryNames.Fallback, true);
        if (EffectTry.Current is not { } attempt) return;
        if (attempt.Attempt > 1) span.SetTag(TelemetryNames.Retry, attempt.Attempt - 1);
        if (attempt.Repeated) span.SetTag(TelemetryNames.Repeated, true);
    }

    private void Describe(Activity span, decimal? cost)
    {
        span.SetTag(TelemetryNames.ResponseModel, _answered ?? _model.Model);
        if (_finish is not null) span.SetTag(TelemetryNames.FinishReasons, new[] { _finish });
        if (_first is { } first) span.SetTag(TelemetryNames.TimeToFirstChunk, first.TotalSeconds);
        if (!_isCounted) return;
        span.SetTag(TelemetryNames.InputTokens, _usage.InputTokenCount);
        span.SetTag(TelemetryNames.OutputTokens, _usage.OutputTokenCount);
        span.SetTag(TelemetryNames.CachedInputTokens, _usage.CachedInputTokenCount);
        span.SetTag(TelemetryNames.ReasoningTokens, _usage.ReasoningTokenCount);
        span.SetTag(TelemetryNames.CostUsd, (double?)cost);
    }

    private void Write(TimeSpan took, decimal? cost)
    {
        KeyValuePair<string, object?> operation = new(TelemetryNames.Operation, TelemetryNames.Chat), provider = new(TelemetryNames.Provider, _model.Provider);
        KeyValuePair<string, object?> asked = new(TelemetryNames.RequestModel, _model.Model), agent = new(TelemetryNames.AgentName, AgentTelemetry.Agent);
        Measure.Record(_telemetry.ModelDuration, took.TotalSeconds, operation, provider, asked, agent, new(TelemetryNames.ErrorType, _error));
        if (_first is { } first) Measure.Record(_telemetry.FirstChunk, first.TotalSeconds, operation, provider, asked, agent);
        if (!_isCounted) return;
        var usage = Tokens();
        Measure.Record(_telemetry.SentTokens, usage.InputTokens, operation, provider, asked, agent, new(TelemetryNames.TokenType, "input"));
        Measure.Record(_telemetry.ReceivedTokens, usage.OutputTokens, operation, provider, asked, agent, new(TelemetryNames.TokenType, "output"));
        if (cost is { } dollars) Measure.Add(_telemetry.Cost, (double)dollars, provider, asked, agent);
    }
}
