using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Graphs;

namespace Baton.Agents.Context;

/// <summary>
/// The visit of an agent as the agent sees it that condenses its conversation: the same visit, with names of its own for everything that is
/// recorded. What that agent writes is nothing that whoever talks to the other one should see.
/// </summary>
internal sealed class CompressionVisit(NodeContext outer) : NodeContext
{
    /// <summary>The member of a model call's recorded request that says what it is for, and its value.</summary>
    private const string Purpose = "purpose";
    private const string Compression = "compression";

    public override RunInfo Run => outer.Run;

    public override string Visit => outer.Visit;

    public override CancellationToken Cancellation => outer.Cancellation;

    public override DateTimeOffset Now() => outer.Now();

    public override Guid NewId() => outer.NewId();

    public override double NextRandom() => outer.NextRandom();

    public override ValueTask<Pinned<T>> PinAsync<T>(string name, Pinned<T> present) => outer.PinAsync(Own(name), present);

    public override ValueTask<T> RecordAsync<T>(string name, Func<CancellationToken, ValueTask<T>> take) => outer.RecordAsync(Own(name), take);

    public override ValueTask<T> EffectAsync<T>(string name, Func<EffectCall, ValueTask<T>> call, EffectOptions? options = null) =>
        outer.EffectAsync(Own(name), inner => call(new QuietCall(inner)), (options ?? new EffectOptions()) with { Request = Marked(options?.Request) });

    public override ValueTask<Answered<T>> AskForAnswerAsync<T>(Question question) =>
        outer.AskForAnswerAsync<T>(question with { Name = Own(question.Name) });

    public override ValueTask SleepAsync(TimeSpan duration) => outer.SleepAsync(duration);

    public override ValueTask<JsonElement?> WaitForEventAsync(string name, TimeSpan? timeout = null) => outer.WaitForEventAsync(name, timeout);

    public override IReadOnlyList<JsonElement> TakeDelivered() => [];

    public override void Emit(object value) => outer.Emit(value);

    private static string Own(string name) => $"context.{name}";

    private static JsonElement Marked(JsonElement? request)
    {
        var members = request is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given)! : [];
        members[Purpose] = Compression;
        return JsonSerializer.SerializeToElement(members);
    }

    /// <summary>A try whose running text nobody watches.</summary>
    private sealed class QuietCall(EffectCall inner) : EffectCall
    {
        public override string Key => inner.Key;

        public override int Attempt => inner.Attempt;

        public override bool Repeated => inner.Repeated;

        public override string MessageId => inner.MessageId;

        public override CancellationToken Cancellation => inner.Cancellation;

        public override bool HasDeltas => false;

        public override void Delta(string text)
        {
        }

        public override void Commit(RecordChange write) => inner.Commit(write);

        public override void Spend(CallCost cost) => inner.Spend(cost);
    }
}
