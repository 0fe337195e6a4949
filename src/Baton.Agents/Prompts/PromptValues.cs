using System.Collections.Concurrent;
using System.Globalization;
using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>The values of fields that count now, read from the store at most once in <see cref="Fresh"/> for each agent of a tenant.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PromptValues
{
    /// <summary>How long a server goes by what it has read: 2 s. After that a change on another server counts here as well.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromSeconds(2);

    private const int MaxKnown = 10_000;
    private readonly ConcurrentDictionary<(string Tenant, string Agent), Known> _known = new();
    private readonly PromptRecords? _records;
    private readonly TimeProvider _time;

    /// <param name="records">Where values are kept; null where there is no store: then files have the say.</param>
    /// <param name="time">The clock.</param>
    public PromptValues(PromptRecords? records, TimeProvider time)
    {
        _records = records;
        _time = time;
    }

    /// <summary>The agent with the values that count now, and the version that says so.</summary>
    public static AgentDefinition Apply(AgentDefinition agent, PromptRevision? revision) =>
        revision is null ? agent : agent with { Variables = Of(agent, revision), PromptVersion = VersionOf(agent, revision) };

    public static string VersionOf(AgentDefinition agent, PromptRevision? revision) =>
        revision is null ? agent.PromptVersion : string.Create(CultureInfo.InvariantCulture, $"{agent.PromptVersion}.{revision.Revision}");

    /// <summary>The values of all declared fields. What was set for one that may not be set any more does not count.</summary>
    public static IReadOnlyDictionary<string, string> Of(AgentDefinition agent, PromptRevision? revision) => agent.Fields.ToDictionary(
        field => field.Key,
        field => field.Value.Editable && revision is not null && revision.Values.TryGetValue(field.Key, out var set) ? set : field.Value.Default,
        StringComparer.Ordinal);

    /// <summary>The last change of an agent's values; null where there was none. A store that cannot be read leaves what was known.</summary>
    public async ValueTask<PromptRevision?> FindAsync(string tenant, AgentDefinition agent)
    {
        if (_records is null || !agent.Fields.Values.Any(field => field.Editable)) return null;
        var key = (tenant, agent.Name);
        var known = _known.GetValueOrDefault(key);
        if (known is not null && _time.GetElapsedTime(known.At) < Fresh) return await ReadAsync(known);
        if (_known.Count >= MaxKnown) _known.Clear();
        var now = new Known(_time.GetTimestamp(), new Lazy<Task<PromptRevision?>>(() => _records.FindAsync(tenant, agent.Name, CancellationToken.None).AsTask()));
        _known[key] = now;
        try
        {
            return await ReadAsync(now);
        }
        catch when (known is { Read.Value.IsCompletedSuccessfully: true })
        {
            _known[key] = known with { At = now.At };
            return await known.Read.Value;
        }
        catch
        {
            _known.TryRemove(new(key, now));
            throw;
        }
    }

    /// <exception cref="BatonException">The store cannot be read, which everybody is told who waits for the same reading.</exception>
    private static async Task<PromptRevision?> ReadAsync(Known known)
    {
        try
        {
            return await known.Read.Value;
        }
        catch (Exception exception)
        {
            throw new BatonException(ErrorCodes.StoreUnavailable, "The values of prompts cannot be read from the store at present.", exception);
        }
    }

    /// <summary>Forgets what was read of an agent: it was changed here.</summary>
    public void Forget(string tenant, string agent) => _known.TryRemove((tenant, agent), out _);

    private sealed record Known(long At, Lazy<Task<PromptRevision?>> Read);
}
