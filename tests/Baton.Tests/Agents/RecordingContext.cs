using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Agents;

/// <summary>A visit that keeps its effects in memory: records each as JSON, replays what it has, retries without waiting.</summary>
internal sealed class RecordingContext : NodeContext
{
    private readonly ConcurrentDictionary<string, int> _ordinals = new();

    public ConcurrentDictionary<string, RecordedEffect> Effects { get; init; } = new();

    /// <summary>What was recorded besides effects, by name.</summary>
    public ConcurrentDictionary<string, JsonElement> Values { get; init; } = new();

    public ConcurrentQueue<string> Deltas { get; } = new();

    public ConcurrentQueue<JsonElement> Emitted { get; } = new();

    public ConcurrentQueue<TimeSpan?> RetryAfters { get; } = new();

    public int Calls { get; private set; }

    public override RunInfo Run { get; } = new("default", new Guid("018f0000-0000-7000-8000-000000000001"), null, "test", 1);

    public override string Visit => "agent#1";

    public CancellationToken Token { get; init; } = TestContext.Current.CancellationToken;

    public override CancellationToken Cancellation => Token;

    public override ValueTask<Pinned<T>> PinAsync<T>(string name, Pinned<T> present) => new(present);

    public override async ValueTask<T> RecordAsync<T>(string name, Func<CancellationToken, ValueTask<T>> take)
    {
        if (!Values.TryGetValue(name, out var value)) Values[name] = value = JsonSerializer.SerializeToElement(await take(Token), BatonJson.Options);
        return value.Deserialize<T>(BatonJson.Options)!;
    }

    public override async ValueTask<T> EffectAsync<T>(string name, Func<EffectCall, ValueTask<T>> call, EffectOptions? options = null)
    {
        options ??= new EffectOptions();
        var ordinal = _ordinals.AddOrUpdate(name, 1, (_, last) => last + 1);
        var arguments = JsonSerializer.Serialize(options.Arguments, BatonJson.Options);
        var key = $"{name}:{ordinal}";
        if (Effects.TryGetValue(key, out var recorded))
        {
            if (recorded.Arguments != arguments) throw new BatonException(ErrorCodes.ArgumentsChanged, $"{key} was recorded with other arguments.");
            return recorded.Result.Deserialize<T>(BatonJson.Options)!;
        }

        var retry = options.Retry ?? RetryPolicy.Default;
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                Calls++;
                var result = await call(new Call(this, key, attempt));
                Effects[key] = new RecordedEffect(options, arguments, JsonSerializer.SerializeToElement(result, BatonJson.Options), attempt);
                return result;
            }
            catch (TransientException exception)
            {
                RetryAfters.Enqueue(exception.RetryAfter);
                if (attempt >= retry.Attempts) throw;
            }
        }
    }

    /// <summary>The same visit after a crash: with these effects recorded, and nothing else.</summary>
    public RecordingContext Replay(Func<string, bool>? keep = null) => new()
    {
        Effects = new(Effects.Where(pair => keep is null || keep(pair.Key))),
        Values = new(Values),
    };

    public override DateTimeOffset Now() => throw new NotSupportedException();

    public override Guid NewId() => throw new NotSupportedException();

    public override double NextRandom() => throw new NotSupportedException();

    public override ValueTask<Answered<T>> AskForAnswerAsync<T>(Question question) => throw new NotSupportedException();

    public override ValueTask SleepAsync(TimeSpan duration) => throw new NotSupportedException();

    public override ValueTask<JsonElement?> WaitForEventAsync(string name, TimeSpan? timeout = null) => throw new NotSupportedException();

    public override IReadOnlyList<JsonElement> TakeDelivered() => throw new NotSupportedException();

    public override void Emit(object value) => Emitted.Enqueue(JsonSerializer.SerializeToElement(value, BatonJson.Options));

    private sealed class Call(RecordingContext context, string key, int attempt) : EffectCall
    {
        private bool _deltas;

        public override string Key => key;

        public override int Attempt => attempt;

        public override bool Repeated => false;

        public override string MessageId => $"{key}:{attempt}";

        public override CancellationToken Cancellation => context.Cancellation;

        public override bool HasDeltas => _deltas;

        public override void Delta(string text)
        {
            _deltas = true;
            context.Deltas.Enqueue(text);
        }

        public override void Commit(RecordChange write) => throw new NotSupportedException();
    }
}

internal sealed record RecordedEffect(EffectOptions Options, string Arguments, JsonElement Result, int Attempts);
