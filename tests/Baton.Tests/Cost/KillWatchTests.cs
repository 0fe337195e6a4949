using System.Collections.Concurrent;
using System.Text.Json;
using Baton.Agents.Cost.Kill;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Stores.InMemory;
using Baton.Graphs;
using Microsoft.Extensions.Logging.Abstractions;

namespace Baton.Tests.Cost;

public sealed class KillWatchTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_store_that_fails_in_between_leaves_no_call_held()
    {
        await using var store = new InMemoryStore(TimeProvider.System);
        await store.OpenAsync(Token);
        HashSet<Guid> held = [Guid.NewGuid(), Guid.NewGuid(), Guid.NewGuid()];
        foreach (var run in held) await NoteAsync(store, run);
        var runs = new FailingRuns(failures: 2, held.Count);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var watch = new KillWatch(new KillSwitch(store, null, TimeProvider.System), new HeldCalls(store), runs, TimeProvider.System, NullLogger<KillWatch>.Instance).RunAsync(stop.Token);

        await runs.All.WaitAsync(Patience, Token);
        await stop.CancelAsync();
        await watch;

        Assert.Equal(held, runs.Released.ToHashSet());
    }

    private static async Task NoteAsync(InMemoryStore store, Guid run)
    {
        var note = JsonSerializer.SerializeToElement(new HeldCall(run, new CallPlace("default", "desk", "clerk", "model")), BatonJson.Options);
        await store.Records.ApplyAsync("default", [new RecordChange(HeldCalls.Collection, $"{run}", null, note)], Token);
    }

    /// <summary>Fails the first so many times.</summary>
    private sealed class FailingRuns(int failures, int runs) : IHeldRuns
    {
        private readonly TaskCompletionSource _all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _calls;

        public Task All => _all.Task;

        public ConcurrentQueue<Guid> Released { get; } = new();

        public ValueTask<SendOutcome> ReleaseAsync(string tenant, Guid run, string code, CancellationToken cancellationToken)
        {
            if (Interlocked.Increment(ref _calls) <= failures) throw new IOException("The store is away.");
            Released.Enqueue(run);
            if (Released.Distinct().Count() == runs) _all.TrySetResult();
            return ValueTask.FromResult(SendOutcome.Delivered);
        }
    }
}
