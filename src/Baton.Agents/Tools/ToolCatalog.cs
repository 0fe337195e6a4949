using System.Reflection;
using System.Text.RegularExpressions;
using Baton.Agents.Memory;
using Baton.Agents.Prompts;
using Baton.Agents.Telemetry;
using Baton.Agents.Tools.Sources;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Agents.Tools;

/// <summary>Every tool, made once at start.</summary>
internal sealed partial class ToolCatalog
{
    private readonly Dictionary<string, AgentTool> _tools = new(StringComparer.Ordinal);
    private readonly List<Fault> _faults = [];

    private readonly AgentTelemetry _telemetry;
    private readonly ToolSources? _sources;

    public ToolCatalog(IEnumerable<ToolRegistration> registrations, IServiceProviderIsService? services, AgentTelemetry telemetry, ToolSources? sources = null)
    {
        (_telemetry, _sources) = (telemetry, sources);
        if (sources is not null) _faults.AddRange(sources.Faults);
        foreach (var registration in registrations) Add(registration, services);
    }

    /// <summary>What is wrong with the tools; reported together with the faults of the agent files.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    public AgentTool? Find(string name) => _tools.GetValueOrDefault(name);

    /// <summary>True where an agent may name this tool. Whether its source offers it shows when a visit begins.</summary>
    public bool Knows(string name) => _tools.ContainsKey(name) || _sources?.Find(name) is not null;

    /// <summary>Tools as they are now; those of sources are listed where that was not done lately.</summary>
    /// <exception cref="BatonException">A source cannot be asked, or does not offer a tool.</exception>
    public async ValueTask<IReadOnlyList<AgentTool>> ResolveAsync(IReadOnlyList<string> names, CancellationToken cancellation)
    {
        var tools = new AgentTool[names.Count];
        for (var index = 0; index < tools.Length; index++) tools[index] = Find(names[index]) ?? await OfferedAsync(names[index], cancellation);
        return tools;
    }

    /// <summary>A tool in the form that a visit is pinned to, or null where its code or source is gone.</summary>
    public AgentTool? Bind(ToolSnapshot snapshot) => Find(snapshot.Name) ?? (_sources?.Find(snapshot.Name)?.Bind(snapshot) is { } bound ? Observed(bound) : null);

    private async ValueTask<AgentTool> OfferedAsync(string name, CancellationToken cancellation)
    {
        var source = _sources?.Find(name) ?? throw new BatonException(ErrorCodes.ToolUnknown, $"There is no tool '{name}'.");
        var offered = await source.ListAsync(cancellation);
        return offered.FirstOrDefault(tool => tool.Name == name) is { } tool ? Observed(tool) : throw new BatonException(
            ErrorCodes.ToolNotOffered,
            $"There is no tool '{name}': '{source.Name}' offers {(offered.Count == 0 ? "none" : string.Join(", ", offered.Select(tool => tool.Name)))}. Correct the agent's 'tools:', or what {ToolSources.Section} allows.");
    }

    private AgentTool Observed(AgentTool tool) => tool with { Function = new ObservedTool(tool.Function, _telemetry) };

    private void Add(ToolRegistration registration, IServiceProviderIsService? services)
    {
        var name = registration.Name;
        var where = $"AddTool(\"{name}\", …)";
        if (_sources?.Find(name) is { } source)
        {
            _faults.Add(new Fault(ErrorCodes.AgentNameTaken, where, $"The name belongs to the tools of '{source.Name}' under {ToolSources.Section}. Rename one."));
        }

        if (!NameForm().IsMatch(name))
        {
            _faults.Add(new Fault(ErrorCodes.AgentValueInvalid, where, "A tool's name is letters, digits, '_' and '-', 1 to 64 of them: models take no other."));
        }

        try
        {
            if (_tools.TryAdd(name, Make(registration, services))) return;
            _faults.Add(new Fault(ErrorCodes.AgentNameTaken, where, "Another tool has this name. Rename one."));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            _faults.Add(new Fault(ErrorCodes.AgentValueInvalid, where, $"Its parameters cannot be described as JSON: {exception.Message}"));
        }
    }

    private AgentTool Make(ToolRegistration registration, IServiceProviderIsService? services)
    {
        var function = AIFunctionFactory.Create(registration.Code, new AIFunctionFactoryOptions
        {
            Name = registration.Name,
            Description = registration.Options.Description,
            SerializerOptions = BatonJson.Options,
            ConfigureParameterBinding = parameter => Binding(parameter, services),
            ExcludeResultSchema = true,
        });
        return new AgentTool(registration.Name, new ObservedTool(function, _telemetry), registration.Options);
    }

    /// <summary>The call, the run, the agent and registered services are given to the tool by Baton; the model neither sees nor sets them.</summary>
    private static AIFunctionFactoryOptions.ParameterBindingOptions Binding(ParameterInfo parameter, IServiceProviderIsService? services)
    {
        var type = parameter.ParameterType;
        if (type == typeof(EffectCall) || type == typeof(RunInfo) || type == typeof(AgentDefinition) || type == typeof(MemoryScope))
        {
            return new() { ExcludeFromSchema = true, BindParameter = (_, arguments) => arguments.Context![type] };
        }

        var isList = type.IsGenericType && type.GetGenericTypeDefinition() == typeof(IEnumerable<>);
        if (isList || type == typeof(IServiceProvider) || services?.IsService(type) != true) return default;
        return new() { ExcludeFromSchema = true, BindParameter = (_, arguments) => arguments.Services!.GetRequiredService(type) };
    }

    [GeneratedRegex(@"\A[A-Za-z0-9_-]{1,64}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
