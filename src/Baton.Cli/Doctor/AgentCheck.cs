using Baton.Agents.Models;
using Baton.Agents.Prompts;
using Baton.Cli.Hosting;
using Baton.Errors;
using Baton.Registry;

namespace Baton.Cli.Doctor;

/// <summary>Whether graphs can be built and agents and their models be used. Models that are not offline are asked for a word each.</summary>
internal static class AgentCheck
{
    private const string OfflineLabel = "offline rehearsal; configure Baton:Models for a real one";

    public static async Task<IReadOnlyList<Finding>> RunAsync(CliSettings settings, CancellationToken cancellationToken)
    {
        await using var host = BatonHost.Build(settings, quiet: true);
        var services = host.Services;
        List<Finding> findings = [.. Graphs(services.GetRequiredService<GraphRegistry>())];
        try
        {
            findings.Add(Finding.Well("agents", string.Join(", ", services.GetRequiredService<AgentCatalog>().All.Select(agent => agent.Name))));
            var check = services.GetRequiredService<ModelCheck>();
            var models = services.GetRequiredService<ModelCatalog>().All;
            findings.AddRange(await Task.WhenAll(models.Select(model => ModelAsync(check, model, cancellationToken))));
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

    private static async Task<Finding> ModelAsync(ModelCheck check, ModelEntry model, CancellationToken cancellationToken)
    {
        if (model.Rehearsal) return Finding.Well("model", $"{model.Name}: {OfflineLabel}");
        var health = await check.CheckAsync(model, cancellationToken);
        return new Finding("model", health.Ok, $"{model.Name}: {health.Text}");
    }
}
