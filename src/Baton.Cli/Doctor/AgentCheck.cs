using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Cli.Hosting;
using Baton.Errors;
using Baton.Registry;

namespace Baton.Cli.Doctor;

/// <summary>Whether graphs can be built and agents and their models be used. No model is called.</summary>
internal static class AgentCheck
{
    private const string OfflineLabel = "offline rehearsal; configure Baton:Models for a real one";

    public static IEnumerable<Finding> Run(CliSettings settings)
    {
        using var host = BatonHost.Build(settings, quiet: true);
        var services = host.Services;
        List<Finding> findings = [.. Graphs(services.GetRequiredService<GraphRegistry>())];
        try
        {
            findings.Add(Finding.Well("agents", string.Join(", ", services.GetRequiredService<AgentCatalog>().All.Select(agent => agent.Name))));
            findings.AddRange(services.GetRequiredService<ModelCatalog>().All.Select(Model));
        }
        catch (BatonException error)
        {
            findings.Add(Finding.Wrong("agents", error.Message));
        }

        return findings;
    }

    private static IEnumerable<Finding> Graphs(GraphRegistry registry)
    {
        foreach (var row in registry.Rows)
        {
            yield return registry.BrokenReason(row.Id) is { } reason
                ? Finding.Wrong("graph", $"{row.Id}: {reason}")
                : Finding.Well("graph", $"{row.Id}, version {row.Version}");
        }
    }

    private static Finding Model(ModelEntry model) => Finding.Well(
        "model", model.Rehearsal ? $"{model.Name}: {OfflineLabel}" : $"{model.Name}: {model.Model} of {model.Provider}{Place(model)}");

    private static string Place(ModelEntry model) => model.BaseUrl is { } url ? $" at {url}" : "";
}
