using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>
/// The prompts of a tenant's agents: templates as their files have them, and values of declared fields, which people change at run time.
/// A change counts for visits that begin after it: on this server at once, on others within 2 s.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
public interface IPrompts
{
    /// <summary>Every agent's prompt, in the order of their names.</summary>
    ValueTask<IReadOnlyList<AgentPrompt>> ListAsync(string tenant, CancellationToken cancellationToken);

    /// <summary>An agent's prompt.</summary>
    /// <exception cref="BatonException">There is no such agent.</exception>
    ValueTask<AgentPrompt> GetAsync(string tenant, string agent, CancellationToken cancellationToken);

    /// <summary>Sets the values of an agent's fields: all of them. A field without a value has its file's again.</summary>
    /// <exception cref="ValidationException">Values cannot be used; all faults are listed.</exception>
    /// <exception cref="BatonException">There is no such agent, or somebody else has changed its values meanwhile.</exception>
    ValueTask<AgentPrompt> ChangeAsync(string tenant, string agent, PromptChange change, CancellationToken cancellationToken);

    /// <summary>Sets the values that an earlier revision had, as a new revision. Fields that are no longer declared are left out.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="agent">The agent.</param>
    /// <param name="to">The revision; 0 for the file's own values.</param>
    /// <param name="change">Who and why, and the revision that is there now; its values do not count.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <exception cref="BatonException">As for <see cref="ChangeAsync"/>; or there is no such revision.</exception>
    ValueTask<AgentPrompt> RollBackAsync(string tenant, string agent, int to, PromptChange change, CancellationToken cancellationToken);

    /// <summary>Revisions before <paramref name="before"/>, the newest first.</summary>
    /// <exception cref="BatonException">There is no such agent.</exception>
    ValueTask<IReadOnlyList<PromptRevision>> HistoryAsync(string tenant, string agent, int before, int limit, CancellationToken cancellationToken);

    /// <summary>How the values of two revisions differ, fields by name.</summary>
    /// <exception cref="BatonException">There is no such agent, or no such revision.</exception>
    ValueTask<IReadOnlyList<FieldDifference>> DiffAsync(string tenant, string agent, int from, int to, CancellationToken cancellationToken);
}

/// <summary>An agent's prompt, and its fields as they are now.</summary>
/// <param name="Agent">The agent as its file defines it.</param>
/// <param name="Version">What its calls are stamped with, such as <c>3+9f2c1a7b.5</c>.</param>
/// <param name="Revision">The last change of values; null where there was none.</param>
public sealed record AgentPrompt(AgentDefinition Agent, string Version, PromptRevision? Revision)
{
    /// <summary>The value of a declared field.</summary>
    public string ValueOf(string field) => PromptValues.Of(Agent, Revision)[field];
}

/// <summary>A wish to change values.</summary>
/// <param name="Expected">The revision that is there, as far as the caller knows; 0 for none.</param>
/// <param name="Values">The values, by field.</param>
public sealed record PromptChange(int Expected, IReadOnlyDictionary<string, string> Values)
{
    /// <summary>Who is shown as its author, at most 100 characters; or null.</summary>
    public string? Author { get; init; }

    /// <summary>Why, at most 500 characters; or null.</summary>
    public string? Note { get; init; }

    /// <summary>The name of the key under which it was asked for, or null.</summary>
    public string? By { get; init; }
}

/// <summary>One change of values, as it is kept.</summary>
/// <param name="Revision">Its number, from 1.</param>
/// <param name="Values">The values that were set; other fields had their file's.</param>
/// <param name="At">When.</param>
/// <param name="File">The version of the agent's file at that time, such as <c>3+9f2c1a7b</c>.</param>
public sealed record PromptRevision(int Revision, IReadOnlyDictionary<string, string> Values, DateTimeOffset At, string File)
{
    /// <summary>Who is shown as its author, or null.</summary>
    public string? Author { get; init; }

    /// <summary>The name of the key under which it was asked for, or null.</summary>
    public string? By { get; init; }

    /// <summary>Why, or null.</summary>
    public string? Note { get; init; }

    /// <summary>The revision whose values were set again, or null.</summary>
    public int? RolledBackTo { get; init; }
}

/// <summary>How one field differs.</summary>
/// <param name="Field">The field.</param>
/// <param name="From">Its value before; null where the file had the say.</param>
/// <param name="To">Its value after; null where the file has the say.</param>
/// <param name="Parts">What was kept, removed and added, in order.</param>
public sealed record FieldDifference(string Field, string? From, string? To, IReadOnlyList<TextPart> Parts);
