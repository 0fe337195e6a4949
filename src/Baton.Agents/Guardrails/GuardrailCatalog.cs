using System.Text.Json;
using Baton.Agents.Guardrails.Checks;
using Baton.Agents.Guardrails.Injection;
using Baton.Agents.Guardrails.Pii;
using Baton.Errors;

namespace Baton.Agents.Guardrails;

/// <summary>Every guardrail that can be named: Baton's own, and those of users.</summary>
/// <remarks>Immutable; safe for concurrent use.</remarks>
internal sealed class GuardrailCatalog
{
    private static readonly TimeSpan StandardLimit = TimeSpan.FromSeconds(1);

    private static readonly Dictionary<string, Func<GuardrailSettings, (TextCheck, IReadOnlyList<GuardrailBoundary>)>> BuiltIn = new(StringComparer.Ordinal)
    {
        ["validate_input_record"] = settings => (new InputRecordCheck(settings), settings.At(GuardrailBoundary.Input)),
        ["no_prompt_injection"] = settings => (
            new InjectionCheck(settings), settings.At(GuardrailBoundary.Input, GuardrailBoundary.Handoff, GuardrailBoundary.ToolResult)),
        ["no_pii_in_output"] = settings => (new PiiCheck(settings), settings.At(GuardrailBoundary.Output)),
        ["conservative_identity_match"] = settings => (new IdentityMatchCheck(settings), settings.At(GuardrailBoundary.Output)),
        ["max_length"] = settings => (new LengthCheck(settings), settings.At(GuardrailBoundary.Input)),
        ["json_schema"] = settings => (new SchemaCheck(settings), settings.At(GuardrailBoundary.Output)),
        ["allowed_topics"] = settings => (new TopicCheck(settings), settings.At(GuardrailBoundary.Input)),
        ["grounded_in_sources"] = settings => (new GroundedCheck(settings), settings.At(GuardrailBoundary.Output)),
    };

    private readonly Dictionary<string, (GuardrailRegistration Registration, IGuardrail Code)> _added = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];

    public GuardrailCatalog(IEnumerable<GuardrailRegistration> registrations, IServiceProvider services)
    {
        foreach (var registration in registrations)
        {
            if (!BuiltIn.ContainsKey(registration.Name) && _added.TryAdd(registration.Name, (registration, registration.Make(services)))) continue;
            _faults.Add(new Fault(ErrorCodes.AgentNameTaken, $"AddGuardrail(\"{registration.Name}\", …)", "Another guardrail has this name. Rename one."));
        }
    }

    /// <summary>What is wrong with what was added; reported together with the faults of the agent files.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    public bool Knows(string name) => BuiltIn.ContainsKey(name) || _added.ContainsKey(name);

    /// <summary>Checks a name and its settings.</summary>
    /// <returns>What is wrong, as code and text.</returns>
    public IReadOnlyList<(string Code, string Message)> Check(string name, JsonElement? settings)
    {
        if (!Knows(name))
        {
            var known = string.Join(", ", BuiltIn.Keys.Concat(_added.Keys).Order(StringComparer.Ordinal));
            return [(ErrorCodes.GuardrailUnknown, $"There is no guardrail '{name}'. Name one of {known}, or add it with AddGuardrail(\"{name}\", …).")];
        }

        var faults = new List<(string, string)>();
        Build(name, settings, message => faults.Add((ErrorCodes.GuardrailSettingInvalid, message)));
        return faults;
    }

    /// <summary>The guardrails that an agent names, with its settings; names and settings were checked.</summary>
    public GuardrailSet Build(IReadOnlyList<string> names, IReadOnlyDictionary<string, JsonElement>? settings) => names.Count == 0
        ? GuardrailSet.None
        : new GuardrailSet([.. names.Select(name => Build(name, settings is not null && settings.TryGetValue(name, out var set) ? set : null, static _ => { }))]);

    private BuiltGuardrail Build(string name, JsonElement? settings, Action<string> refuse)
    {
        if (settings is { ValueKind: not JsonValueKind.Object }) refuse($"The settings of guardrail '{name}' must be 'key: value' lines.");
        var reader = new GuardrailSettings(name, settings, refuse);
        var limit = reader.Duration("timeout", StandardLimit);
        if (_added.TryGetValue(name, out var added))
        {
            var places = reader.At([.. added.Registration.At]);
            if (places.Count == 0) refuse($"Guardrail '{name}' is asked nowhere: name a boundary in AddGuardrail, or with 'at' in its settings.");
            return new BuiltGuardrail(name, places, added.Code, limit, settings);
        }

        var (check, at) = BuiltIn[name](reader);
        reader.RefuseUnknown();
        return new BuiltGuardrail(name, at, check, limit, settings) { IsBuiltIn = true };
    }
}
