using System.Text.Json;
using Baton.Graphs;

namespace Baton.Agents.Policies;

/// <summary>
/// A visit's context for what takes the place of its agent's first try: everything recorded has a prefix, so that it is told apart from what
/// the first try recorded, however far that had come.
/// </summary>
internal sealed class ScopedContext(NodeContext context, string prefix, string? fallbackFor) : NodeContext
{
    /// <summary>The agent in whose place another one answers, or null.</summary>
    public string? FallbackFor => fallbackFor ?? (context as ScopedContext)?.FallbackFor;

    public override RunInfo Run => context.Run;

    public override string Visit => context.Visit;

    public override CancellationToken Cancellation => context.Cancellation;

    public override DateTimeOffset Now() => context.Now();

    public override Guid NewId() => context.NewId();

    public override double NextRandom() => context.NextRandom();

    public override ValueTask<Pinned<T>> PinAsync<T>(string name, Pinned<T> present) => context.PinAsync(Scoped(name), present);

    public override ValueTask<T> RecordAsync<T>(string name, Func<CancellationToken, ValueTask<T>> take) => context.RecordAsync(Scoped(name), take);

    public override ValueTask<T> EffectAsync<T>(string name, Func<EffectCall, ValueTask<T>> call, EffectOptions? options = null) =>
        context.EffectAsync(Scoped(name), call, options);

    public override ValueTask<Answered<T>> AskForAnswerAsync<T>(Question question) =>
        context.AskForAnswerAsync<T>(question with { Name = Scoped(question.Name) });

    public override ValueTask SleepAsync(TimeSpan duration) => context.SleepAsync(duration);

    public override ValueTask<JsonElement?> WaitForEventAsync(string name, TimeSpan? timeout = null) => context.WaitForEventAsync(name, timeout);

    public override IReadOnlyList<JsonElement> TakeDelivered() => context.TakeDelivered();

    public override void Emit(object value) => context.Emit(value);

    private string Scoped(string name) => $"{prefix}.{name}";
}
