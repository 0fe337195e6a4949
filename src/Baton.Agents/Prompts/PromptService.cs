using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>Prompts of agents: the catalogue's files, and the store's values.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PromptService(AgentCatalog agents, PromptRecords records, PromptValues values, PromptValueCheck check, TimeProvider time) : IPrompts
{
    private const int MostListed = 200;

    public async ValueTask<IReadOnlyList<AgentPrompt>> ListAsync(string tenant, CancellationToken cancellationToken)
    {
        var prompts = new List<AgentPrompt>();
        foreach (var agent in agents.All) prompts.Add(await PresentAsync(tenant, agent, cancellationToken));
        return prompts;
    }

    public ValueTask<AgentPrompt> GetAsync(string tenant, string agent, CancellationToken cancellationToken) =>
        PresentAsync(tenant, agents.Get(agent), cancellationToken);

    public async ValueTask<AgentPrompt> ChangeAsync(string tenant, string agent, PromptChange change, CancellationToken cancellationToken) =>
        await WriteAsync(tenant, agents.Get(agent), change, null, cancellationToken);

    public async ValueTask<AgentPrompt> RollBackAsync(string tenant, string agent, int to, PromptChange change, CancellationToken cancellationToken)
    {
        var definition = agents.Get(agent);
        var earlier = await ValuesAsync(tenant, agent, to, cancellationToken);
        var declared = earlier
            .Where(value => definition.Fields.TryGetValue(value.Key, out var field) && field.Editable)
            .ToDictionary(value => value.Key, value => value.Value, StringComparer.Ordinal);
        return await WriteAsync(tenant, definition, change with { Values = declared }, to, cancellationToken);
    }

    public ValueTask<IReadOnlyList<PromptRevision>> HistoryAsync(string tenant, string agent, int before, int limit, CancellationToken cancellationToken) =>
        HistoryAsync(tenant, agents.Get(agent), before, Math.Clamp(limit, 1, MostListed), cancellationToken);

    public async ValueTask<IReadOnlyList<FieldDifference>> DiffAsync(string tenant, string agent, int from, int to, CancellationToken cancellationToken)
    {
        var definition = agents.Get(agent);
        var (old, present) = (await ValuesAsync(tenant, agent, from, cancellationToken), await ValuesAsync(tenant, agent, to, cancellationToken));
        return
        [
            .. old.Keys.Union(present.Keys, StringComparer.Ordinal).Order(StringComparer.Ordinal)
                .Select(field => (Field: field, From: old.GetValueOrDefault(field), To: present.GetValueOrDefault(field)))
                .Where(pair => pair.From != pair.To)
                .Select(pair => new FieldDifference(pair.Field, pair.From, pair.To, TextDifference.Of(pair.From ?? Own(pair.Field), pair.To ?? Own(pair.Field)))),
        ];

        string Own(string field) => definition.Fields.GetValueOrDefault(field)?.Default ?? "";
    }

    private async ValueTask<IReadOnlyList<PromptRevision>> HistoryAsync(string tenant, AgentDefinition agent, int before, int limit, CancellationToken cancellationToken)
    {
        var last = (await records.FindAsync(tenant, agent.Name, cancellationToken))?.Revision ?? 0;
        return await records.HistoryAsync(tenant, agent.Name, Math.Min(before, last + 1), limit, cancellationToken);
    }

    private async ValueTask<AgentPrompt> PresentAsync(string tenant, AgentDefinition agent, CancellationToken cancellationToken) =>
        Prompt(agent, await records.FindAsync(tenant, agent.Name, cancellationToken));

    private async ValueTask<IReadOnlyDictionary<string, string>> ValuesAsync(string tenant, string agent, int revision, CancellationToken cancellationToken)
    {
        if (revision == 0) return new Dictionary<string, string>();
        return (await records.FindAsync(tenant, agent, revision, cancellationToken))?.Values ?? throw new BatonException(
            ErrorCodes.PromptRevisionUnknown, $"Agent '{agent}' has no revision {revision}. GET /ops/prompts/{agent}/history lists them; 0 is the file's own values.");
    }

    private async ValueTask<AgentPrompt> WriteAsync(string tenant, AgentDefinition agent, PromptChange change, int? rolledBackTo, CancellationToken cancellationToken)
    {
        var next = new PromptRevision(change.Expected + 1, await check.CheckAsync(tenant, agent, change, cancellationToken), time.GetUtcNow(), agent.PromptVersion)
        {
            Author = change.Author,
            By = change.By,
            Note = change.Note,
            RolledBackTo = rolledBackTo,
        };
        var added = await records.TryAddAsync(tenant, agent.Name, next, cancellationToken);
        values.Forget(tenant, agent.Name);
        if (added) return Prompt(agent, next);
        var present = (await records.FindAsync(tenant, agent.Name, cancellationToken))?.Revision ?? 0;
        throw new BatonException(
            ErrorCodes.PromptChanged, $"The fields of agent '{agent.Name}' are at revision {present}, not {change.Expected}. Read them again, and repeat the change on top of them.");
    }

    private static AgentPrompt Prompt(AgentDefinition agent, PromptRevision? revision) => new(agent, PromptValues.VersionOf(agent, revision), revision);
}
