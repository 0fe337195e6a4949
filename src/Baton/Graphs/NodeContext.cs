using System.Text.Json;

namespace Baton.Graphs;

/// <summary>
/// What a node may use besides its state. Clock, ids and randomness come from here and are recorded, so that the node's code can run
/// again after a crash with the same results.
/// </summary>
/// <remarks>Belongs to one visit of one node. Effects may run concurrently if their names differ; nothing else is safe for concurrent use.</remarks>
public abstract class NodeContext
{
    /// <summary>The run that this node is part of.</summary>
    public abstract RunInfo Run { get; }

    /// <summary>The visit, such as <c>triage#1</c>, or <c>score#1[3]</c> for an item of a map.</summary>
    public abstract string Visit { get; }

    /// <summary>Cancelled when the node must end: cancel, timeout, shutdown.</summary>
    public abstract CancellationToken Cancellation { get; }

    /// <summary>The time, recorded.</summary>
    public abstract DateTimeOffset Now();

    /// <summary>A new id, recorded.</summary>
    public abstract Guid NewId();

    /// <summary>A random number from 0 (inclusive) to 1 (exclusive), recorded.</summary>
    public abstract double NextRandom();

    /// <summary>
    /// Pins the visit to a value that may change with a deployment: an agent's definition, a set of rules. The value is kept in the store by
    /// its content and its hash is recorded; when the visit's code runs again, on whatever server, it gets what it began with.
    /// </summary>
    /// <typeparam name="T">The value, which must survive JSON.</typeparam>
    /// <param name="name">What is pinned; a visit pins a name once.</param>
    /// <param name="present">The value as it is now.</param>
    /// <returns><paramref name="present"/>, or what the visit began with.</returns>
    /// <exception cref="Errors.BatonException">The store does not have what the visit began with.</exception>
    public abstract ValueTask<Pinned<T>> PinAsync<T>(string name, Pinned<T> present);

    /// <summary>As <see cref="PinAsync{T}(string, Pinned{T})"/>, for a value that is itself read from the store.</summary>
    /// <typeparam name="T">The value, which must survive JSON.</typeparam>
    /// <param name="name">What is pinned; a visit pins a name once.</param>
    /// <param name="read">Reads the value as it is now.</param>
    public virtual async ValueTask<Pinned<T>> PinAsync<T>(string name, Func<ValueTask<Pinned<T>>> read) => await PinAsync(name, await read());

    /// <summary>
    /// Takes a value once and records it: when the visit's code runs again, it gets what was taken. For what has no consequences of its own
    /// but may come out differently another time, such as a check against rules that a deployment changes. What the node does next is
    /// committed together with it, or after it.
    /// </summary>
    /// <typeparam name="T">The value, which must survive JSON.</typeparam>
    /// <param name="name">What is taken; of those that run at once, each needs a name of its own.</param>
    /// <param name="take">Takes it. Effects and questions have no place in it.</param>
    /// <returns>The value, or what was recorded.</returns>
    public abstract ValueTask<T> RecordAsync<T>(string name, Func<CancellationToken, ValueTask<T>> take);

    /// <summary>
    /// Makes a call with consequences. A start entry is committed before <paramref name="call"/> is made and its result after; a result
    /// that was recorded is returned without a call.
    /// </summary>
    /// <typeparam name="T">The result, which must survive JSON.</typeparam>
    /// <param name="name">The effect's name. Effects that run at once need different names.</param>
    /// <param name="call">The call.</param>
    /// <param name="options">Arguments, retries, timeout; null takes the defaults.</param>
    /// <exception cref="Errors.BatonException">The call failed for good, or its arguments differ from the recorded ones.</exception>
    public abstract ValueTask<T> EffectAsync<T>(string name, Func<EffectCall, ValueTask<T>> call, EffectOptions? options = null);

    /// <summary>Asks a person and waits, for days if need be: the run holds no memory meanwhile.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="question">What is asked.</param>
    /// <returns>The answer. After the deadline: the question's default answer.</returns>
    public virtual async ValueTask<T> AskAsync<T>(Question question) => (await AskForAnswerAsync<T>(question)).Value;

    /// <summary>As <see cref="AskAsync{T}"/>, for a node that must know who answered, and whether anybody did.</summary>
    /// <typeparam name="T">The answer.</typeparam>
    /// <param name="question">What is asked.</param>
    public abstract ValueTask<Answered<T>> AskForAnswerAsync<T>(Question question);

    /// <summary>Sleeps for <paramref name="duration"/>: the run holds no memory meanwhile.</summary>
    public abstract ValueTask SleepAsync(TimeSpan duration);

    /// <summary>Waits for an event that is sent to the run by name.</summary>
    /// <param name="name">The event's name.</param>
    /// <param name="timeout">The longest wait; null waits for ever.</param>
    /// <returns>The event's payload, or null after the timeout.</returns>
    public abstract ValueTask<JsonElement?> WaitForEventAsync(string name, TimeSpan? timeout = null);

    /// <summary>Takes what was delivered to the run's inbox since the last call (see <see cref="WhileWaiting.Deliver"/>), recorded.</summary>
    /// <returns>The inputs, oldest first; empty where nothing came.</returns>
    public abstract IReadOnlyList<JsonElement> TakeDelivered();

    /// <summary>Writes something to whoever streams the run in mode <c>custom</c>; it becomes part of the journal.</summary>
    public abstract void Emit(object value);
}

/// <summary>What a person is asked.</summary>
/// <param name="Name">The question's name, unique among the questions that a visit asks at once.</param>
/// <param name="Value">What the person sees, any JSON value.</param>
public sealed record Question(string Name, object? Value)
{
    /// <summary>
    /// The JSON schema of the answer; null takes that of the C# type it is read as, which accepts anything where that is
    /// <see cref="JsonElement"/> or <see cref="object"/>.
    /// </summary>
    public JsonElement? Schema { get; init; }

    /// <summary>How long the person has; null waits for ever.</summary>
    public TimeSpan? Deadline { get; init; }

    /// <summary>The answer that counts after the deadline, any JSON value.</summary>
    public object? DefaultAnswer { get; init; }
}
