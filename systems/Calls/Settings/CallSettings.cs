using System.Collections.Frozen;
using Baton.Calls.Agents;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Calls.Settings;

/// <summary>The settings of calls, from the section <c>Baton:Calls</c>; frozen when the server starts.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class CallSettings
{
    /// <summary>The section.</summary>
    public const string Section = "Baton:Calls";

    private const string RemoteAgents = "Baton:RemoteAgents";

    private readonly FrozenDictionary<int, CallStage> _stages;
    private readonly FrozenDictionary<string, CallIntent> _intents;

    internal CallSettings(IEnumerable<CallStage> stages, IEnumerable<CallIntent> intents, string fallback, TimeSpan expiry)
    {
        Stages = [.. stages.OrderBy(stage => stage.Id)];
        Intents = [.. intents];
        _stages = Stages.ToFrozenDictionary(stage => stage.Id);
        _intents = Intents.ToFrozenDictionary(intent => intent.Name, StringComparer.OrdinalIgnoreCase);
        (Fallback, Expiry) = (fallback, expiry);
    }

    /// <summary>What counts where nothing is set.</summary>
    public static CallSettings Shipped { get; } = new(ShippedCall.Stages, ShippedCall.Intents, ShippedCall.Fallback, ShippedCall.Expiry);

    /// <summary>All stages, by number; a call begins with the first.</summary>
    public IReadOnlyList<CallStage> Stages { get; }

    /// <summary>All intents, in the order of their definition: of several with a topic the first is recognised.</summary>
    public IReadOnlyList<CallIntent> Intents { get; }

    /// <summary>The agent that answers what no intent of the map fits.</summary>
    public string Fallback { get; }

    /// <summary>How long a call lives without a turn.</summary>
    public TimeSpan Expiry { get; }

    /// <summary>A stage, or null.</summary>
    public CallStage? Stage(int id) => _stages.GetValueOrDefault(id);

    /// <summary>An intent by its name, in small or capital letters alike; or null.</summary>
    public CallIntent? Intent(string name) => _intents.GetValueOrDefault(name);

    /// <summary>Every stage that may come after a stage; null stands for the call's end.</summary>
    public IEnumerable<int?> Followers(CallStage stage) =>
        stage.Branches.Values.Append(stage.Next).Concat(Intents.Where(intent => intent.Stages.Contains(stage.Id) && intent.Next is not null).Select(intent => intent.Next!.Value.Stage));

    /// <summary>Every agent that may be asked.</summary>
    public IEnumerable<string> Agents => Intents.SelectMany(intent => intent.Agents).Append(Fallback).Distinct(StringComparer.Ordinal);

    /// <summary>Reads the settings.</summary>
    /// <exception cref="ValidationException">They have faults; all are listed (BTN7301).</exception>
    public static CallSettings From(IConfiguration configuration)
    {
        var reader = new CallSettingsReader(configuration.GetSection(Section));
        var stages = reader.Stages();
        var intents = reader.Intents();
        var settings = new CallSettings(stages, intents, reader.Agent("Fallback", ShippedCall.Fallback), reader.Expiry());
        CallFlowCheck.Check(settings, reader.Add);
        foreach (var agent in settings.Agents.Where(agent => ServiceAgent.Find(agent) is null && !configuration.GetSection($"{RemoteAgents}:{agent}").Exists()))
        {
            reader.Add($"agent '{agent}'", $"there is no such remote agent. Configure it under {RemoteAgents}:{agent}, or name one of {string.Join(", ", ServiceAgent.All.Select(shipped => shipped.Name))}.");
        }

        reader.Throw();
        return settings;
    }
}
