using System.Globalization;
using Baton.Errors;
using Microsoft.Extensions.Configuration;

namespace Baton.Calls.Settings;

/// <summary>Reads the settings of calls and collects what is wrong with them; what is wrong counts as not set.</summary>
internal sealed class CallSettingsReader(IConfigurationSection section)
{
    private const string End = "end";
    private const int MostStages = 50;
    private const int MostIntents = 500;
    private const int MostAgents = 8;
    private static readonly TimeSpan _shortest = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan _longest = TimeSpan.FromDays(365);
    private readonly List<Fault> _faults = [];

    /// <summary>Notes what is wrong.</summary>
    public void Add(string key, string message) => _faults.Add(new Fault(ErrorCodes.CallSettingInvalid, $"{section.Path}:{key}", message));

    /// <exception cref="ValidationException">Something was wrong; all of it is listed.</exception>
    public void Throw()
    {
        OnlyKnown(section, "", "Expiry", "Fallback", "Intents", "Model", "ShippedIntents", "Stages");
        if (_faults.Count > 0) throw new ValidationException(ErrorCodes.CallSettingInvalid, $"Settings under {section.Path} are wrong", _faults);
    }

    /// <summary>How long a call lives without a turn.</summary>
    public TimeSpan Expiry()
    {
        if (section["Expiry"] is not { Length: > 0 } text) return ShippedCall.Expiry;
        if (TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out var expiry) && expiry >= _shortest && expiry <= _longest) return expiry;
        Add("Expiry", $"it is no duration from {_shortest:c} to {_longest:c}, such as 01:00:00 for an hour.");
        return ShippedCall.Expiry;
    }

    /// <summary>The name of an agent.</summary>
    public string Agent(string key, string otherwise)
    {
        if (section[key] is not { Length: > 0 } name) return otherwise;
        if (CallNames.IsName(name)) return name;
        Add(key, CallNames.Form);
        return otherwise;
    }

    /// <summary>The stages: the shipped ones, or all of one's own.</summary>
    public IReadOnlyList<CallStage> Stages()
    {
        var given = section.GetSection("Stages").GetChildren().ToList();
        if (given.Count == 0) return ShippedCall.Stages;
        if (given.Count > MostStages) Add("Stages", $"there are more than {MostStages}.");
        List<CallStage> stages = [];
        foreach (var stage in given.Take(MostStages))
        {
            OnlyKnown(stage, $"Stages:{stage.Key}:", "Label", "Next", "Branches");
            if (Number(stage.Key) is { } id) stages.Add(Stage(stage, id));
            else Add($"Stages:{stage.Key}", "a stage is named by its number, from 1 to 99: Stages:1, Stages:2 …");
        }

        return [.. stages.DistinctBy(stage => stage.Id)];
    }

    /// <summary>The intents: the shipped ones, unless they are left out, with those of one's own in the place of shipped ones of that name.</summary>
    public IReadOnlyList<CallIntent> Intents()
    {
        var intents = WantsShipped() ? ShippedCall.Intents.ToDictionary(intent => intent.Name, StringComparer.OrdinalIgnoreCase) : new(StringComparer.OrdinalIgnoreCase);
        var given = section.GetSection("Intents").GetChildren().ToList();
        if (given.Count > MostIntents) Add("Intents", $"there are more than {MostIntents}.");
        foreach (var intent in given.Take(MostIntents))
        {
            if (Intent(intent) is { } read) intents[read.Name] = read;
        }

        return [.. intents.Values];
    }

    private bool WantsShipped()
    {
        if (section["ShippedIntents"] is not { Length: > 0 } text || bool.TryParse(text, out var wanted) && wanted) return true;
        if (!bool.TryParse(text, out _)) Add("ShippedIntents", "it is neither 'true' nor 'false'.");
        return false;
    }

    private CallStage Stage(IConfigurationSection stage, int id)
    {
        var key = $"Stages:{stage.Key}";
        var label = stage["Label"] ?? "";
        if (!CallNames.IsLabel(label)) Add($"{key}:Label", $"it is needed: {CallNames.LabelForm}");
        var branches = new Dictionary<string, int?>(StringComparer.OrdinalIgnoreCase);
        foreach (var branch in stage.GetSection("Branches").GetChildren()) branches[branch.Key] = Target($"{key}:Branches:{branch.Key}", branch.Value);
        if (stage["Next"] is null) Add($"{key}:Next", $"it is needed: the number of the stage that follows, or '{End}'.");
        return new CallStage(id, label, stage["Next"] is { } next ? Target($"{key}:Next", next) : null) { Branches = branches };
    }

    private int? Target(string key, string? value)
    {
        if (value == End) return null;
        if (Number(value) is { } stage) return stage;
        Add(key, $"it is neither the number of a stage nor '{End}'.");
        return null;
    }

    private CallIntent? Intent(IConfigurationSection intent)
    {
        var key = $"Intents:{intent.Key}";
        OnlyKnown(intent, key + ":", "Topic", "Stages", "Agents", "Next");
        if (!CallNames.IsName(intent.Key) || intent.Key.Equals(CallIntent.Unknown, StringComparison.OrdinalIgnoreCase))
        {
            Add(key, $"{CallNames.Form} '{CallIntent.Unknown}' is taken: the fallback agent answers it.");
            return null;
        }

        var stages = List(intent, "Stages").Select(Number).ToList();
        if (stages.Count == 0 || stages.Contains(null)) Add($"{key}:Stages", "a list of numbers of stages is needed: Stages:0, Stages:1 …");
        var agents = List(intent, "Agents");
        if (agents.Count is 0 or > MostAgents || !agents.All(CallNames.IsName) || agents.Distinct(StringComparer.Ordinal).Count() < agents.Count)
        {
            Add($"{key}:Agents", $"a list of 1 to {MostAgents} different names of remote agents is needed: Agents:0, Agents:1 …");
        }

        return new CallIntent(intent.Key, intent["Topic"] is { Length: > 0 } topic ? topic : intent.Key, [.. stages.OfType<int>().Distinct()], agents)
        {
            Next = intent["Next"] is { } next ? new StageTarget(Target($"{key}:Next", next)) : null,
        };
    }

    private static List<string> List(IConfigurationSection intent, string name) => [.. intent.GetSection(name).GetChildren().Select(child => child.Value ?? "")];

    private static int? Number(string? text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number is >= 1 and <= 99 ? number : null;

    // A misspelt setting would leave another rule in force than was meant.
    private void OnlyKnown(IConfigurationSection within, string prefix, params string[] known)
    {
        foreach (var child in within.GetChildren().Where(child => !known.Contains(child.Key, StringComparer.OrdinalIgnoreCase)))
        {
            Add(prefix + child.Key, $"there is no such setting. There are {string.Join(", ", known)}.");
        }
    }
}
