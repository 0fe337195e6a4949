using System.Collections.Concurrent;
using Baton.Engine.Journal;
using Baton.Errors;
using Baton.Graphs;
using Baton.Policies;

namespace Baton.Tests.Engine.Crash;

/// <summary>What effects act on. It outlives every crash and notices calls that should not have been made.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class World(JournalReader journals)
{
    private readonly ConcurrentQueue<WorldCall> _calls = new();

    /// <summary>Every call, in order.</summary>
    public IReadOnlyCollection<WorldCall> Calls => _calls;

    /// <summary>What went wrong.</summary>
    public ConcurrentQueue<string> Faults { get; } = new();

    /// <summary>An effect that tells the world something.</summary>
    /// <param name="context">The visit.</param>
    /// <param name="name">The effect's name.</param>
    /// <param name="said">What the call says: it must say the same in every try.</param>
    /// <param name="failures">How often the world refuses, for a moment, before it takes the call.</param>
    /// <param name="retry">The effect's own retries; null for the default.</param>
    /// <param name="atMostOnce">True where a call that may have been made must not be made again.</param>
    public ValueTask<string> TellAsync(
        NodeContext context, string name, string said = "", int failures = 0, RetryPolicy? retry = null, bool atMostOnce = false) =>
        context.EffectAsync(
            name,
            async call =>
            {
                var earlier = _calls.Count(one => one.Key == call.Key);
                var made = new WorldCall(context.Run.RunId, context.Visit, name, call.Key, said, call.Repeated);
                if (await IsRecordedAsync(made)) Faults.Enqueue($"{made} was called although its result is recorded.");
                _calls.Enqueue(made);
                call.Spend(new CallCost(1, 0.001m) { Usage = new CallUsage("world", "world") { CostUsd = 0.001m } });
                await Task.Yield();
                return earlier < failures ? throw new TransientException("Not now.") : $"{context.Visit}.{name}";
            },
            new EffectOptions { Arguments = said, Retry = retry, AtMostOnce = atMostOnce });

    private async ValueTask<bool> IsRecordedAsync(WorldCall call)
    {
        var entries = await journals.ReadAsync(call.Run, 0, int.MaxValue, CancellationToken.None);
        var bodies = entries.Select(JournalCodec.Decode).ToList();
        var key = Enumerable.Range(0, entries.Count)
            .Where(index => bodies[index] is EffectStarted started && started.Visit == call.Visit && started.Name == call.Name && KeyOf(call.Run, started) == call.Key)
            .Select(index => entries[index].Seq).ToHashSet();

        // The dying server's call may still be on its way when the next one has made it again and recorded the result: nothing can stop it.
        if (!call.Repeated && Enumerable.Range(0, entries.Count).Any(index => bodies[index] is EffectStarted { Repeated: true } && key.Contains(entries[index].Seq))) return false;
        return bodies.OfType<EffectCompleted>().Any(completed => key.Contains(completed.Start));
    }

    private static string KeyOf(Guid run, EffectStarted started) =>
        Baton.Engine.Effects.TicketIds.EffectKey("default", run, started.Visit, started.Name, started.Ordinal, started.Generation);
}

/// <summary>One call.</summary>
internal sealed record WorldCall(Guid Run, string Visit, string Name, string Key, string Said, bool Repeated);
