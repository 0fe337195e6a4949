using System.Reflection;
using Baton.Agents.Context;
using Baton.Agents.Cost;
using Baton.Agents.Cost.Budgets;
using Baton.Agents.Cost.Cache;
using Baton.Agents.Cost.Kill;
using Baton.Agents.Guardrails;
using Baton.Agents.Hosting;
using Baton.Agents.Loop;
using Baton.Agents.Memory;
using Baton.Agents.Models;
using Baton.Agents.Policies;
using Baton.Agents.Prompts;
using Baton.Agents.Telemetry;
using Baton.Agents.Tools;
using Baton.Agents.Tools.Sources;
using Baton.Engine.Effects;
using Baton.Engine.Hosting;
using Baton.Engine.Replay;
using Baton.Engine.Stores;
using Baton.Graphs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds agents and what they use to Baton. Everything is checked when the host starts, all faults at once.</summary>
public static class BatonAgentExtensions
{
    /// <summary>
    /// Adds the agent files that an assembly carries as resources named <c>agents/*.md</c>
    /// (<c>&lt;EmbeddedResource Include="agents/*.md" LogicalName="agents/%(Filename)%(Extension)" /&gt;</c>). Records that the files
    /// name under <c>output:</c> are found in the same assembly.
    /// </summary>
    public static BatonBuilder AddAgents(this BatonBuilder baton, Assembly assembly)
    {
        AddSource(baton, AgentSource.Of(assembly));
        return baton;
    }

    /// <summary>
    /// Adds the agent files of a directory: every <c>*.md</c> directly in it. Records that they name under <c>output:</c> are added with
    /// <see cref="AddOutput{T}"/>.
    /// </summary>
    public static BatonBuilder AddAgents(this BatonBuilder baton, string directory)
    {
        AddSource(baton, AgentSource.Of(Path.GetFullPath(directory)));
        return baton;
    }

    /// <summary>
    /// Adds a tool that agents can name. Its parameters become the JSON schema of its arguments, except those that Baton fills in: a
    /// <see cref="CancellationToken"/>, the <see cref="Baton.Graphs.EffectCall"/> (idempotency key), the
    /// <see cref="Baton.Graphs.RunInfo"/>, and registered services. What it returns is told to the model: text as it is, anything else as JSON.
    /// </summary>
    /// <param name="baton">The builder.</param>
    /// <param name="name">The name that agents and models use.</param>
    /// <param name="tool">
    /// The code. <see cref="Baton.Errors.TransientException"/> and network failures are retried; the text of a
    /// <see cref="Baton.Errors.BatonException"/> is told to the model, that of other exceptions is not.
    /// </param>
    /// <param name="options">Description, tries, timeout; null takes the defaults.</param>
    public static BatonBuilder AddTool(this BatonBuilder baton, string name, Delegate tool, ToolOptions? options = null)
    {
        AddCore(baton).AddSingleton(new ToolRegistration(name, tool, options ?? new ToolOptions()));
        return baton;
    }

    /// <summary>Adds a guardrail that agent files and <c>Baton:Guardrails</c> can name.</summary>
    /// <param name="baton">The builder.</param>
    /// <param name="name">The name: no other guardrail's, Baton's own included.</param>
    /// <param name="check">
    /// The check; safe for concurrent use. One that throws or takes longer than its limit (<c>timeout</c>, 1 s) has blocked.
    /// </param>
    /// <param name="at">Where it stands unless its settings say otherwise (<c>at</c>).</param>
    public static BatonBuilder AddGuardrail(
        this BatonBuilder baton, string name, Func<GuardrailInput, CancellationToken, ValueTask<GuardrailVerdict>> check, params GuardrailBoundary[] at)
    {
        AddCore(baton).AddSingleton(new GuardrailRegistration(name, at, _ => new DelegateGuardrail(check)));
        return baton;
    }

    /// <summary>Adds a guardrail that is a class, made once with what is registered.</summary>
    /// <inheritdoc cref="AddGuardrail(BatonBuilder, string, Func{GuardrailInput, CancellationToken, ValueTask{GuardrailVerdict}}, GuardrailBoundary[])" />
    public static BatonBuilder AddGuardrail<T>(this BatonBuilder baton, string name, params GuardrailBoundary[] at)
        where T : class, IGuardrail
    {
        AddCore(baton).AddSingleton(new GuardrailRegistration(name, at, provider => ActivatorUtilities.CreateInstance<T>(provider)));
        return baton;
    }

    /// <summary>
    /// Adds a rule that answers where an agent has failed for good; agent files name it under <c>policies.fallback</c>. It is asked once: its
    /// answer is journaled, and marked as a fallback.
    /// </summary>
    /// <typeparam name="T">The agent's output; <see cref="string"/> for plain text.</typeparam>
    /// <param name="baton">The builder.</param>
    /// <param name="name">The name: no agent's, and no other rule's.</param>
    /// <param name="rule">The rule. It follows from what it is given alone, and asks nobody; safe for concurrent use.</param>
    public static BatonBuilder AddFallback<T>(this BatonBuilder baton, string name, Func<AgentRequest, FallbackContext, T> rule)
        where T : class
    {
        AddCore(baton).AddSingleton(new FallbackRule(name, typeof(T), rule));
        return baton;
    }

    /// <summary>Adds a rehearsal: it plays the model's part for its agent where the agent's model is offline.</summary>
    public static BatonBuilder AddRehearsal<T>(this BatonBuilder baton)
        where T : Rehearsal
    {
        AddCore(baton).TryAddEnumerable(ServiceDescriptor.Singleton<Rehearsal, T>());
        return baton;
    }

    /// <summary>Adds a record that agent files can name under <c>output:</c>; it takes precedence over records found in assemblies.</summary>
    public static BatonBuilder AddOutput<T>(this BatonBuilder baton)
        where T : class
    {
        AddCore(baton).AddSingleton(new OutputRegistration(typeof(T)));
        return baton;
    }

    /// <summary>Adds a model whose client is made in code. A configured model of the same name replaces it.</summary>
    /// <param name="baton">The builder.</param>
    /// <param name="name">The name that agents use.</param>
    /// <param name="client">Makes the client, on first use; it must be safe for concurrent use.</param>
    /// <param name="prices">What tokens cost; null where unknown.</param>
    public static BatonBuilder AddModel(this BatonBuilder baton, string name, Func<IServiceProvider, IChatClient> client, ModelPrices? prices = null)
    {
        AddCore(baton).AddSingleton(new ModelEntry { Name = name, Provider = Providers.Custom, Model = name, Client = client, Prices = prices });
        return baton;
    }

    /// <summary>Adds <see cref="IMemory"/>, for servers without agents too.</summary>
    public static IServiceCollection AddBatonMemory(this IServiceCollection services)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<CustomerMemory>();
        services.TryAddSingleton<IMemory>(provider => provider.GetRequiredService<CustomerMemory>());
        return services;
    }

    /// <summary>Adds the switch that stops model calls, so that it can be looked at and thrown also where no agents are.</summary>
    public static IServiceCollection AddKillSwitch(this IServiceCollection services)
    {
        services.TryAddSingleton(provider => new KillSwitch(
            provider.GetService<IStore>(), provider.GetService<IConfiguration>(), provider.GetRequiredService<TimeProvider>()));
        return services;
    }

    internal static IServiceCollection AddCore(BatonBuilder baton)
    {
        var services = baton.Services;
        if (services.Any(service => service.ServiceType == typeof(AgentCatalog))) return services;
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, AgentStartup>());
        services.TryAddSingleton(TimeProvider.System);
        services.AddLogging();
        services.TryAddSingleton(provider => new AgentTelemetry(provider.GetService<IConfiguration>()));
        services.TryAddSingleton(provider => new ModelCatalog(provider.GetService<IConfiguration>(), provider.GetServices<ModelEntry>()));
        services.AddBatonMemory();
        services.TryAddSingleton(provider => new ToolSources(
            provider.GetService<IConfiguration>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILoggerFactory>()));
        services.TryAddSingleton(provider => new ToolCatalog(
            RememberTool.AddTo(provider.GetServices<ToolRegistration>()), provider.GetService<IServiceProviderIsService>(),
            provider.GetRequiredService<AgentTelemetry>(), provider.GetRequiredService<ToolSources>()));
        services.TryAddSingleton(provider => new GuardrailCatalog(provider.GetServices<GuardrailRegistration>(), provider));
        services.TryAddSingleton(provider => new GuardrailDefaults(provider.GetService<IConfiguration>(), provider.GetRequiredService<GuardrailCatalog>()));
        services.TryAddSingleton(provider => new PolicyCatalog(provider.GetService<IConfiguration>(), provider.GetServices<FallbackRule>()));
        services.TryAddSingleton(provider => provider.GetRequiredService<PolicyCatalog>().Circuit);
        services.AddCircuits();
        services.TryAddSingleton<AgentParts>();
        services.TryAddSingleton(provider => new AgentCatalog(
            provider.GetServices<AgentSource>(),
            provider.GetRequiredService<AgentParts>(),
            provider.GetServices<OutputRegistration>().Select(output => output.Type),
            provider.GetServices<Rehearsal>()));
        services.TryAddSingleton<ModelClients>();
        services.TryAddSingleton(provider => new ModelCheck(
            provider.GetRequiredService<ModelClients>(),
            provider.GetRequiredService<AgentCatalog>(),
            provider.GetServices<Rehearsal>(),
            provider.GetRequiredService<TimeProvider>()));
        services.AddAgentKnowledge();
        services.TryAddSingleton(provider => new PromptValues(
            provider.GetService<IStore>() is { } store ? new PromptRecords(store) : null, provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<PromptRecords>();
        services.TryAddSingleton<PromptValueCheck>();
        services.TryAddSingleton<IPrompts, PromptService>();
        services.TryAddSingleton(provider => new ModelCalls(provider.GetRequiredService<JournalReplay>()));
        services.TryAddSingleton<AgentSetups>();
        services.TryAddSingleton<GuardrailRunner>();
        services.TryAddSingleton<VisitGuardrails>();
        services.TryAddSingleton<TokenRates>();
        services.TryAddSingleton(provider => new DigestIndex(provider.GetService<IStore>()));

        // An agent's calls may ask another agent to condense what they send.
        services.TryAddSingleton(provider => new Compressor(provider.GetRequiredService<IAgentRunner>, provider.GetRequiredService<ILogger<Compressor>>()));
        services.TryAddSingleton(provider => new MemoryReader(
            provider.GetService<IStore>() is null ? null : provider.GetRequiredService<CustomerMemory>(), provider.GetRequiredService<VisitGuardrails>()));
        services.TryAddSingleton<ContextWindows>();
        services.AddSingleton(new OutputRegistration(typeof(ContextSummary)));
        AddCosts(services);
        services.TryAddSingleton<ModelWire>();
        services.TryAddSingleton<ModelStep>();
        services.TryAddSingleton<AnswerStep>();
        services.TryAddSingleton<ToolStep>();
        services.TryAddSingleton<AgentLoop>();
        services.TryAddSingleton<Fallbacks>();
        services.TryAddSingleton(provider => new Failures(provider.GetService<IStore>()));
        services.TryAddSingleton<Recovery>();
        services.TryAddSingleton(provider => new AgentPools(provider.GetService<EngineOptions>() ?? new EngineOptions()));

        // The engine brings a runner that says that agents are missing; which of the two is added first must not matter.
        services.TryAddSingleton<AgentRunner>();
        services.Replace(ServiceDescriptor.Singleton<IAgentRunner>(provider => ActivatorUtilities.CreateInstance<ObservedAgentRunner>(
            provider, provider.GetRequiredService<AgentRunner>())));
        return services;
    }

    private static void AddCosts(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new BudgetSettings(provider.GetService<IConfiguration>()));
        services.TryAddSingleton<IBudgets>(provider => provider.GetRequiredService<BudgetSettings>());
        services.AddKillSwitch();
        services.TryAddSingleton(provider => new CallBudgets(
            provider.GetRequiredService<BudgetSettings>(), provider.GetService<IStore>(), provider.GetRequiredService<ILogger<CallBudgets>>()));
        services.TryAddSingleton(provider => new AnswerCache(
            provider.GetService<IStore>(), provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AnswerCache>>()));
        services.TryAddSingleton(provider => new HeldCalls(provider.GetService<IStore>()));
        services.TryAddSingleton<CallGate>();
        services.AddSingleton<IEngineLoop, KillWatch>();
        services.AddSingleton<IEngineLoop>(provider => new AccountsUpkeep(
            provider.GetRequiredService<IStore>(), provider.GetRequiredService<AgentCatalog>(), provider.GetRequiredService<BudgetSettings>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<AccountsUpkeep>>()));
    }

    private static void AddSource(BatonBuilder baton, AgentSource source)
    {
        var services = AddCore(baton);
        if (!services.Any(service => source.Equals(service.ImplementationInstance))) services.AddSingleton(source);
    }
}

/// <summary>A record that agent files can name.</summary>
internal sealed record OutputRegistration(Type Type);
