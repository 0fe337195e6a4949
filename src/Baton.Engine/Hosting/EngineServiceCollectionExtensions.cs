using Baton.Engine.Analytics;
using Baton.Engine.Cases;
using Baton.Engine.Effects;
using Baton.Engine.Explaining;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Notices;
using Baton.Engine.Pools;
using Baton.Engine.Repairs;
using Baton.Engine.Replay;
using Baton.Engine.Runs;
using Baton.Engine.Schedules;
using Baton.Engine.Servers;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Engine.Telemetry;
using Baton.Engine.Timers;
using Baton.Engine.Trees;
using Baton.Registry;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Registers the engine.</summary>
public static class EngineServiceCollectionExtensions
{
    /// <summary>Adds the engine: <see cref="IRuns"/>, <see cref="IThreads"/> and the service that runs it. A store must be registered besides.</summary>
    public static IServiceCollection AddBatonEngine(this IServiceCollection services)
    {
        services.AddOptions<EngineOptions>().ValidateOnStart();
        services.AddSingleton<EngineSettings>();
        services.AddSingleton<IConfigureOptions<EngineOptions>>(provider => provider.GetRequiredService<EngineSettings>());
        services.AddSingleton<IValidateOptions<EngineOptions>>(provider => provider.GetRequiredService<EngineSettings>());
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton(IdSource.System);
        services.TryAddSingleton<IAgentRunner, NoAgents>();
        services.AddSingleton(provider => provider.GetRequiredService<IOptions<EngineOptions>>().Value);
        services.AddSingleton(provider => new GraphRegistry(
            provider.GetServices<GraphRow>(), graph => AgentNodes.Faults(graph, provider.GetRequiredService<IAgentRunner>())));
        services.AddSingleton(provider => new StoreClock(provider.GetRequiredService<TimeProvider>()));
        services.AddSingleton<ServerLease>();
        services.AddSingleton<Membership>();
        services.AddSingleton<IEngineLoop>(provider => provider.GetRequiredService<Membership>());
        services.AddSingleton<RunHub>();
        services.AddSingleton(provider => provider.GetRequiredService<RunHub>().Feed);
        services.AddSingleton(provider => provider.GetRequiredService<RunHub>().Ends);
        services.AddSingleton<JournalReader>();
        services.AddSingleton<StateLoader>();
        services.AddSingleton<VersionPins>();
        services.AddSingleton(provider => new ContentArchive(provider.GetRequiredService<IStore>()));
        services.AddSingleton<CaseReader>();
        services.AddSingleton(provider => new NoticeSources(provider.GetServices<INoticeSource>, provider.GetRequiredService<ILogger<NoticeSources>>()));
        services.AddRemoteAgentParts();
        services.AddSingleton<EngineParts>();
        services.AddSingleton<IRepairs, RepairService>();
        services.AddSingleton<RunTrees>();
        services.AddSingleton(provider => new RunExplainer(
            provider.GetRequiredService<IStore>(), provider.GetRequiredService<JournalReader>(), provider.GetRequiredService<StoreClock>(), provider.GetRequiredService<IPools>()));
        services.AddSingleton<PoolGate>();
        services.AddSingleton<IPools, PoolService>();
        services.AddSingleton<RunWaits>();
        services.AddSingleton<RunDispatcher>();
        services.AddSingleton<RunAcceptor>();
        services.AddSingleton(provider => new RunChecks(provider.GetRequiredService<EngineParts>(), provider.GetRequiredService<RunAcceptor>()));
        services.AddSingleton(provider => new KeptResults(provider.GetRequiredService<IStore>()));
        services.AddSingleton<RunService>();
        services.AddSingleton<IHeldRuns>(provider => provider.GetRequiredService<RunService>());
        services.AddSingleton<IRuns>(provider => provider.GetRequiredService<RunService>());
        services.AddSingleton<IThreads, ThreadService>();
        services.AddSingleton(provider => new JournalReplay(provider.GetRequiredService<EngineParts>()));
        services.AddSingleton<ThreadTrimmer>();
        services.AddSingleton<IEngineLoop, OtherServers>();
        services.AddSingleton<IEngineLoop, ClaimLoop>();
        services.AddSingleton<IEngineLoop, PoolShares>();
        services.AddSingleton<IEngineLoop, TimerLoop>();
        services.AddSingleton<IOutboxRoute, WebhookRoute>();
        services.AddSingleton<IEngineLoop, OutboxLoop>();
        services.AddSingleton<IEngineLoop, RetentionLoop>();
        services.AddSingleton<IEngineLoop, NoteExpiry>();
        services.AddSingleton(provider => new Uptime(provider.GetRequiredService<IStore>()));
        services.AddSingleton<IFeedback, FeedbackRecords>();
        services.AddSingleton<IEngineLoop, CaseUpkeep>();
        services.AddSingleton(provider => new DeskAnalytics(
            provider.GetRequiredService<IStore>(), provider.GetRequiredService<IFeedback>(), provider.GetRequiredService<Uptime>(), provider.GetRequiredService<StoreClock>()));
        services.AddSingleton<IEngineLoop, PoolGauges>();
        services.AddSingleton<ScheduleRecords>();
        services.AddSingleton<ScheduleFiring>();
        services.AddSingleton<ISchedules, ScheduleService>();
        services.AddSingleton<IEngineLoop, ScheduleLoop>();
        services.AddSingleton<EngineHost>();
        services.AddSingleton<IEngineStatus>(provider => provider.GetRequiredService<EngineHost>());
        services.AddSingleton<IHostedService>(provider => provider.GetRequiredService<EngineHost>());
        return services;
    }
}
