using System.Reflection;
using System.Text.RegularExpressions;
using Baton.Agents.Telemetry;
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

    public ToolCatalog(IEnumerable<ToolRegistration> registrations, IServiceProviderIsService? services, AgentTelemetry telemetry)
    {
        foreach (var registration in registrations) Add(registration, services, telemetry);
    }

    /// <summary>What is wrong with the tools; reported together with the faults of the agent files.</summary>
    public IReadOnlyList<Fault> Faults => _faults;

    public AgentTool? Find(string name) => _tools.GetValueOrDefault(name);

    private void Add(ToolRegistration registration, IServiceProviderIsService? services, AgentTelemetry telemetry)
    {
        var name = registration.Name;
        var where = $"AddTool(\"{name}\", …)";
        if (!NameForm().IsMatch(name))
        {
            _faults.Add(new Fault(ErrorCodes.AgentValueInvalid, where, "A tool's name is letters, digits, '_' and '-', 1 to 64 of them: models take no other."));
        }

        try
        {
            if (_tools.TryAdd(name, Make(registration, services, telemetry))) return;
            _faults.Add(new Fault(ErrorCodes.AgentNameTaken, where, "Another tool has this name. Rename one."));
        }
        catch (Exception exception) when (exception is ArgumentException or NotSupportedException or InvalidOperationException)
        {
            _faults.Add(new Fault(ErrorCodes.AgentValueInvalid, where, $"Its parameters cannot be described as JSON: {exception.Message}"));
        }
    }

    private static AgentTool Make(ToolRegistration registration, IServiceProviderIsService? services, AgentTelemetry telemetry)
    {
        var function = AIFunctionFactory.Create(registration.Code, new AIFunctionFactoryOptions
        {
            Name = registration.Name,
            Description = registration.Options.Description,
            SerializerOptions = BatonJson.Options,
            ConfigureParameterBinding = parameter => Binding(parameter, services),
            ExcludeResultSchema = true,
        });
        return new AgentTool(registration.Name, new ObservedTool(function, telemetry), registration.Options);
    }

    /// <summary>The call, the run and registered services are given to the tool by Baton; the model neither sees nor sets them.</summary>
    private static AIFunctionFactoryOptions.ParameterBindingOptions Binding(ParameterInfo parameter, IServiceProviderIsService? services)
    {
        var type = parameter.ParameterType;
        if (type == typeof(EffectCall) || type == typeof(RunInfo))
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
