using System.Reflection;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;
using Microsoft.Extensions.AI;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Agents.Tools;

/// <summary>Every tool, made once at start.</summary>
internal sealed class ToolCatalog
{
    private readonly Dictionary<string, AgentTool> _tools = new(StringComparer.Ordinal);

    public ToolCatalog(IEnumerable<ToolRegistration> registrations, IServiceProviderIsService? services)
    {
        foreach (var registration in registrations)
        {
            if (_tools.TryAdd(registration.Name, Make(registration, services))) continue;
            throw new BatonException(ErrorCodes.AgentNameTaken, $"Two tools are named '{registration.Name}'. Rename one in AddTool(…).");
        }
    }

    public AgentTool? Find(string name) => _tools.GetValueOrDefault(name);

    private static AgentTool Make(ToolRegistration registration, IServiceProviderIsService? services)
    {
        var function = AIFunctionFactory.Create(registration.Code, new AIFunctionFactoryOptions
        {
            Name = registration.Name,
            Description = registration.Options.Description,
            SerializerOptions = BatonJson.Options,
            ConfigureParameterBinding = parameter => Binding(parameter, services),
            ExcludeResultSchema = true,
        });
        return new AgentTool(registration.Name, function, registration.Options);
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
}
