using System.Text.Json;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Engine.Testing;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Engine;

/// <summary>An engine on a store, in process.</summary>
internal sealed class EngineFixture : IAsyncDisposable
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);

    private EngineFixture(BatonTestHost host) => Host = host;

    public BatonTestHost Host { get; }

    public IStore Store => Host.Store;

    public FakeTime Clock => Host.Clock;

    public IRuns Runs => Host.Runs;

    public IThreads Threads => Host.Threads;

    public JournalReplay Replay => Host.Services.GetRequiredService<JournalReplay>();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>On the system's clock.</summary>
    public static Task<EngineFixture> StartAsync(params GraphDefinition[] graphs) =>
        StartAsync(new BatonTestOptions(graphs) { Time = TimeProvider.System });

    /// <summary>On a clock that stands still.</summary>
    public static Task<EngineFixture> StartStillAsync(params GraphDefinition[] graphs) => StartAsync(new BatonTestOptions(graphs));

    public static Task<EngineFixture> StartAsync(IStore store, TimeProvider time, Action<EngineOptions>? configure, params GraphDefinition[] graphs) =>
        StartAsync(new BatonTestOptions(graphs) { Store = store, Time = time, Engine = configure });

    public static async Task<EngineFixture> StartAsync(BatonTestOptions options) => new(await BatonTestHost.StartAsync(options));

    public static JsonElement Json(object value) => BatonTestHost.Json(value);

    public Task<RunResult> RunAsync(string graph, object input, string? thread = null) => Host.RunAsync(graph, input, thread);

    /// <summary>Starts a run without waiting for it.</summary>
    public async Task<Guid> StartRunAsync(string graph, object input, string? thread = null) =>
        (await Runs.StartAsync(new RunRequest(graph) { Input = Json(input), Thread = thread }, Token)).Run.Id;

    public Task<RunResult> WaitAsync(Guid run) => Host.WaitAsync(run);

    public async Task<List<Frame>> FramesAsync(Guid run, StreamRequest request) => [.. await Host.FramesAsync(run, request)];

    /// <summary>The run's row once it has the status.</summary>
    public Task<RunRow> UntilAsync(Guid run, Func<RunRow, bool> condition) => Host.UntilAsync(run, condition);

    public Task<RunRow> UntilAsync(Guid run, RunStatus status) => Host.UntilAsync(run, row => row.Status == status);

    /// <summary>Answers a run's only open question and waits for what comes of it.</summary>
    public async Task<RunResult> AnswerAsync(RunResult waiting, object answer)
    {
        Assert.Equal(SendOutcome.Delivered, await Runs.AnswerAsync("default", Assert.Single(waiting.Tickets).Id, new TicketAnswer(Json(answer)), Token));
        return await WaitAsync(waiting.Run.Id);
    }

    public Task<SendOutcome> CancelAsync(Guid run, string reason = "no longer wanted", bool rollback = false) =>
        Runs.CancelAsync("default", run, reason, rollback, Token).AsTask();

    /// <summary>The run's journal, decoded.</summary>
    public async Task<List<EntryBody>> JournalAsync(Guid run) => [.. (await EntriesAsync(run)).Select(JournalCodec.Decode)];

    public async Task<IReadOnlyList<JournalEntry>> EntriesAsync(Guid run) => await new JournalReader(Store).ReadAsync(run, 0, 10_000, Token);

    /// <summary>The code with which something is refused.</summary>
    public static async Task<string> CodeAsync(Func<Task> refused) => (await Assert.ThrowsAnyAsync<BatonException>(refused)).Code;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
