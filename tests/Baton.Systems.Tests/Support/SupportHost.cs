using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Hosting;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Support;
using Baton.Support.Desk;
using Baton.Support.Desk.People;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Baton.Systems.Tests.Support;

/// <summary>The engine with the support desk on an in-memory store.</summary>
internal sealed class SupportHost : IAsyncDisposable
{
    public const string Tenant = "default";

    private readonly ServiceProvider _services;

    private SupportHost(ServiceProvider services) => _services = services;

    public IRuns Runs => _services.GetRequiredService<IRuns>();

    public IThreads Threads => _services.GetRequiredService<IThreads>();

    public IStore Store => _services.GetRequiredService<IStore>();

    public IServiceProvider Services => _services;

    public static async Task<SupportHost> StartAsync(Action<BatonBuilder>? configure = null, params (string Key, string Value)[] settings)
    {
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection(settings.Select(pair => KeyValuePair.Create($"Baton:Support:{pair.Key}", (string?)pair.Value))).Build());
        services.AddBatonEngine();
        var baton = new BatonBuilder(services).UseInMemoryStore();
        new SupportSystem().Configure(baton);
        configure?.Invoke(baton);
        var host = new SupportHost(services.BuildServiceProvider());
        foreach (var service in host._services.GetServices<IHostedService>())
        {
            if (service is IHostedLifecycleService lifecycle) await lifecycle.StartingAsync(TestContext.Current.CancellationToken);
        }

        foreach (var service in host._services.GetServices<IHostedService>()) await service.StartAsync(TestContext.Current.CancellationToken);
        return host;
    }

    /// <summary>Sends a message; the reply, or where the run waits for a person, the same members of its state.</summary>
    public async Task<SupportReply> AskAsync(string message, string? thread = null, bool vip = false)
    {
        var result = await WaitAsync(await StartAsync(message, thread, vip: vip));
        Assert.True(result.Run.Status is RunStatus.Success or RunStatus.Waiting, $"{result.Run.Status}: {result.Error}");
        return Reply(result);
    }

    public async Task<RunResult> RunAsync(string message, string? thread = null, string? stopBefore = null) =>
        await WaitAsync(await StartAsync(message, thread, stopBefore));

    public async Task<StartedRun> StartAsync(string message, string? thread, string? stopBefore = null, bool vip = false) =>
        await Runs.StartAsync(
            new RunRequest(SupportDesk.Id)
            {
                Thread = thread,
                Input = JsonSerializer.SerializeToElement(new SupportRequest("u1", message) { Vip = vip }, BatonJson.Options),
                InterruptBefore = stopBefore is null ? null : [stopBefore],
            },
            TestContext.Current.CancellationToken);

    /// <summary>Lets a run that was stopped before a node go on.</summary>
    public async Task<RunResult> ContinueAsync(string thread) =>
        await WaitAsync(await Runs.StartAsync(new RunRequest(SupportDesk.Id) { Thread = thread }, TestContext.Current.CancellationToken));

    public async Task<RunResult> WaitAsync(StartedRun started) =>
        await Runs.WaitAsync(started.Run.Tenant, started.Run.Id, TestContext.Current.CancellationToken);

    /// <summary>The question that a thread's run asks people.</summary>
    public async Task<TicketRow> QuestionAsync(string thread) =>
        Assert.Single(await Store.Runs.TicketsAsync(new TicketQuery(Tenant) { Thread = thread }, TestContext.Current.CancellationToken));

    /// <summary>Answers the thread's question, and waits until the run has ended or asks again.</summary>
    public async Task<RunResult> DecideAsync(string thread, PersonDecision decision)
    {
        var question = await QuestionAsync(thread);
        Assert.Equal(SendOutcome.Delivered, await AnswerAsync(question, decision));
        return await Runs.WaitAsync(Tenant, question.Run, TestContext.Current.CancellationToken);
    }

    public async Task<SendOutcome> AnswerAsync(TicketRow question, PersonDecision decision, string? key = null) =>
        await Runs.AnswerAsync(
            Tenant, question.Id, new TicketAnswer(JsonSerializer.SerializeToElement(decision, BatonJson.Options), null, key ?? decision.By), TestContext.Current.CancellationToken);

    public async Task<SupportState> StateAsync(string thread)
    {
        var state = await Threads.StateAsync(Tenant, thread, null, TestContext.Current.CancellationToken);
        return state!.Values.Deserialize<SupportState>(BatonJson.Options)!;
    }

    /// <summary>Who spoke, in order: <c>type:name</c>.</summary>
    public async Task<List<string>> SpeakersAsync(string thread) => [.. (await StateAsync(thread)).Messages.Select(message => $"{message.Type}:{message.Name}")];

    public static SupportReply Reply(RunResult result) => (result.Output ?? result.State)!.Value.Deserialize<SupportReply>(BatonJson.Options)!;

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services.GetServices<IHostedService>().Reverse()) await service.StopAsync(CancellationToken.None);
        await _services.DisposeAsync();
    }
}
