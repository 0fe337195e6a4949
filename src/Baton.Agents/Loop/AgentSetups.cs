using System.Collections.Concurrent;
using Baton.Agents.Guardrails;
using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Agents.Tools;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Agents.Loop;

/// <summary>What agents are at present, and what visits that began earlier were pinned to.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AgentSetups(AgentCatalog agents, ModelCatalog models, ToolCatalog tools, GuardrailCatalog guardrails, PromptValues values)
{
    private const int MaxPresent = 1_000;
    private readonly ConcurrentDictionary<(string Agent, Type Output, string Tenant, int Revision, string Tools), AgentSetup> _present = new();

    public Fault? Check(AgentBody body, string where) => agents.Check(body.Agent, body.OutputType, where);

    /// <summary>What a visit works with: the agent as it is now, or as it was when the visit began.</summary>
    /// <exception cref="BatonException">
    /// There is no such agent, it answers with something else, or what the visit was pinned to needs a model or tools that are gone.
    /// </exception>
    public async ValueTask<AgentSetup> PinAsync(AgentBody body, NodeContext context)
    {
        AgentSetup? present = null;
        var pinned = await context.PinAsync("agent", async () => (present = await PresentAsync(body, context)).Pinned);
        return pinned.Hash == present?.Pinned.Hash ? present : Behind(pinned, body.OutputType);
    }

    private async ValueTask<AgentSetup> PresentAsync(AgentBody body, NodeContext context)
    {
        if (Check(body, "") is { } fault) throw new BatonException(fault.Code, fault.Message);
        var agent = agents.Get(body.Agent);
        var revision = await values.FindAsync(context.Run.Tenant, agent);
        var offered = await tools.ResolveAsync(agent.Tools, context.Cancellation);
        var key = (body.Agent, body.OutputType, revision is null ? "" : context.Run.Tenant, revision?.Revision ?? 0, string.Concat(offered.Select(tool => tool.Stamp)));

        // Revisions and tools of long ago must not pile up.
        if (_present.Count >= MaxPresent) _present.Clear();
        return _present.TryGetValue(key, out var known) ? known : _present.GetOrAdd(key, Present(body, PromptValues.Apply(agent, revision), offered));
    }

    private AgentSetup Present(AgentBody body, AgentDefinition agent, IReadOnlyList<AgentTool> offered)
    {
        var model = models.Find(agent.Model)!;
        var response = Format(body.OutputType)?.Response;
        var snapshot = new AgentSnapshot(
            agent with { Description = "", Source = "" },
            Snapshot(model),
            [.. offered.Select(ToolSnapshot.Of)],
            response is null ? null : new AnswerSnapshot(response.SchemaName!, response.Schema!.Value))
        {
            Failover = agent.Policies.Failover is { Count: > 0 } others ? [.. others.Select(name => Snapshot(models.Find(name)!))] : null,
        };
        return Behind(Pinned.Of(snapshot), body.OutputType);
    }

    /// <summary>Finds the clients and code that stand behind a snapshot.</summary>
    private AgentSetup Behind(Pinned<AgentSnapshot> pinned, Type output)
    {
        var snapshot = pinned.Value;
        var faults = new List<Fault>();
        var used = new List<ModelEntry>();
        foreach (var pinnedModel in snapshot.Failover is { } others ? [snapshot.Model, .. others] : new[] { snapshot.Model })
        {
            if (Model(pinnedModel) is { } model) used.Add(model);
            else
            {
                faults.Add(new Fault(
                    ErrorCodes.ModelUnknown,
                    pinnedModel.Name,
                    $"The visit began with {pinnedModel.Provider}'s model '{pinnedModel.Model}'. Configure {ModelCatalog.Section}:{pinnedModel.Name} with it again, or start the run anew."));
            }
        }

        var bound = snapshot.Tools.Select(tools.Bind).ToList();
        foreach (var tool in snapshot.Tools.Where((_, index) => bound[index] is null))
        {
            faults.Add(new Fault(ErrorCodes.ToolUnknown, tool.Name, $"The visit began with this tool. Add it again with AddTool(\"{tool.Name}\", …), or start the run anew."));
        }

        foreach (var name in snapshot.Agent.Guardrails.Where(name => !guardrails.Knows(name)))
        {
            faults.Add(new Fault(
                ErrorCodes.GuardrailUnknown, name, $"The visit began with this guardrail. Add it again with AddGuardrail(\"{name}\", …), or start the run anew."));
        }

        if (faults.Count > 0)
        {
            throw new ValidationException(faults[0].Code, $"Agent '{snapshot.Agent.Name}' cannot go on as it began ({snapshot.Agent.PromptVersion})", faults);
        }

        return new AgentSetup(
            pinned, used, [.. bound.Select(tool => tool!)], Format(output),
            guardrails.Build(snapshot.Agent.Guardrails, snapshot.Agent.GuardrailSettings));
    }

    private static ModelSnapshot Snapshot(ModelEntry model) =>
        new(model.Name, model.Provider, model.Model, model.MaxOutputTokens, model.Temperature, model.Prices) { ContextWindow = model.ContextWindow };

    /// <summary>The catalogue's entry for a model, with the settings of the snapshot: keys and addresses may change at any time.</summary>
    private ModelEntry? Model(ModelSnapshot snapshot)
    {
        var entry = models.Find(snapshot.Name) is { } same && IsSame(same) ? same : models.All.FirstOrDefault(IsSame);
        return entry is null
            ? null
            : entry with { MaxOutputTokens = snapshot.MaxOutputTokens, Temperature = snapshot.Temperature, Prices = snapshot.Prices, ContextWindow = snapshot.ContextWindow };

        bool IsSame(ModelEntry model) => model.Provider == snapshot.Provider && model.Model == snapshot.Model;
    }

    private static AnswerFormat? Format(Type output) => output == typeof(string) ? null : AnswerFormat.Of(output);
}
