using Baton.Errors;
using Microsoft.Extensions.Logging;
using Polly;
using Polly.CircuitBreaker;

namespace Baton.Engine.Circuits;

/// <summary>
/// The circuit of one model, tool or remote agent. It counts failures that may pass, and timeouts; a refused request says that the other side is up.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public sealed partial class Circuit
{
    private static readonly ResiliencePropertyKey<Func<bool>> GivenUpKey = new("given up");
    private readonly CircuitKind _kind;
    private readonly string _name;
    private readonly TimeProvider _time;
    private readonly CircuitBreakerStateProvider _state = new();
    private readonly ResiliencePipeline _pipeline;
    private long _askedForUntil;
    private long _openUntil;

    /// <summary>Makes one, closed.</summary>
    /// <param name="kind">What lies behind it.</param>
    /// <param name="name">Its name.</param>
    /// <param name="settings">When it opens.</param>
    /// <param name="time">The clock.</param>
    /// <param name="log">Where openings are noted.</param>
    internal Circuit(CircuitKind kind, string name, CircuitSettings settings, TimeProvider time, ILogger log)
    {
        (_kind, _name, _time) = (kind, name, time);
        _pipeline = settings.Enabled ? Build(settings, log) : ResiliencePipeline.Empty;
    }

    /// <summary>How it stands.</summary>
    public CircuitStatus Status()
    {
        var state = _state.CircuitState switch
        {
            Polly.CircuitBreaker.CircuitState.Closed => CircuitState.Closed,
            Polly.CircuitBreaker.CircuitState.HalfOpen => CircuitState.HalfOpen,
            _ => CircuitState.Open,
        };
        return new CircuitStatus(_kind, _name, state, state == CircuitState.Closed ? null : new DateTimeOffset(Volatile.Read(ref _openUntil), TimeSpan.Zero));
    }

    /// <summary>Makes a call, or holds it back.</summary>
    /// <typeparam name="T">What comes of it.</typeparam>
    /// <param name="make">Makes it.</param>
    /// <param name="mayWait">False where there is another way, so that nobody should wait for this one.</param>
    /// <param name="isGivenUp">True where the call is wanted no more, which says nothing about the other side.</param>
    /// <param name="attempt">Cancelled when the try must end, its timeout included.</param>
    /// <exception cref="CallHeldException">It is open.</exception>
    public async ValueTask<T> RunAsync<T>(Func<ValueTask<T>> make, bool mayWait, Func<bool> isGivenUp, CancellationToken attempt)
    {
        var context = ResilienceContextPool.Shared.Get(attempt);
        context.Properties.Set(GivenUpKey, isGivenUp);
        try
        {
            return await _pipeline.ExecuteAsync(static (_, make) => make(), context, make);
        }
        catch (BrokenCircuitException broken)
        {
            throw Held(broken, mayWait);
        }
        finally
        {
            ResilienceContextPool.Shared.Return(context);
        }
    }

    private CallHeldException Held(BrokenCircuitException broken, bool mayWait)
    {
        // While one call tries, how long that takes is not known: whoever waits looks again soon, and less and less often.
        var wait = _state.CircuitState == Polly.CircuitBreaker.CircuitState.HalfOpen ? TimeSpan.Zero : broken.RetryAfter ?? TimeSpan.Zero;
        return new CallHeldException(
            ErrorCodes.CircuitOpen, $"The circuit of {_kind.Word().Replace('_', ' ')} '{_name}' is open: too many of its last calls failed. Nothing was called.", mayWait ? wait : null);
    }

    private ResiliencePipeline Build(CircuitSettings settings, ILogger log)
    {
        var builder = new ResiliencePipelineBuilder { TimeProvider = _time };
        builder.AddCircuitBreaker(new CircuitBreakerStrategyOptions
        {
            FailureRatio = settings.FailureRatio,
            MinimumThroughput = settings.MinCalls,
            SamplingDuration = settings.Window,
            BreakDurationGenerator = _ => ValueTask.FromResult(BreakFor(settings)),
            StateProvider = _state,
            ShouldHandle = arguments => ValueTask.FromResult(IsFailure(arguments)),
            OnOpened = arguments =>
            {
                Volatile.Write(ref _openUntil, (_time.GetUtcNow() + arguments.BreakDuration).UtcTicks);
                LogOpened(log, _kind, _name, arguments.BreakDuration.TotalSeconds);
                return ValueTask.CompletedTask;
            },
            OnClosed = _ =>
            {
                LogClosed(log, _kind, _name);
                return ValueTask.CompletedTask;
            },
        });
        return builder.Build();
    }

    private TimeSpan BreakFor(CircuitSettings settings)
    {
        var asked = new DateTimeOffset(Volatile.Read(ref _askedForUntil), TimeSpan.Zero) - _time.GetUtcNow();
        return asked > settings.Break ? asked : settings.Break;
    }

    private bool IsFailure(CircuitBreakerPredicateArguments<object> arguments)
    {
        var exception = arguments.Outcome.Exception;
        if (exception is TransientException { RetryAfter: { } wait })
        {
            var bounded = wait < CircuitSettings.LongestBreak ? wait : CircuitSettings.LongestBreak;
            Volatile.Write(ref _askedForUntil, (_time.GetUtcNow() + bounded).UtcTicks);
        }

        if (exception is TransientException or HttpRequestException or IOException or TimeoutException) return true;
        if (exception is not OperationCanceledException) return false;

        // A call that was to show whether things are well again, and was given up, has shown nothing.
        var wanted = !arguments.Context.Properties.GetValue(GivenUpKey, static () => false)();
        return (wanted && arguments.Context.CancellationToken.IsCancellationRequested)
            || _state.CircuitState == Polly.CircuitBreaker.CircuitState.HalfOpen;
    }
}
