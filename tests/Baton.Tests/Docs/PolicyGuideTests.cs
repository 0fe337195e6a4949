using System.Text.RegularExpressions;
using Baton.Agents.Prompts;
using Baton.Engine.Circuits;
using Baton.Engine.Hosting;
using Baton.Tests.Architecture;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Tests.Docs;

/// <summary>The guide about policies: its agent file, its settings and its code are used as they stand there.</summary>
public sealed class PolicyGuideTests
{
    private static readonly string Guide = File.ReadAllText(Repository.PathOf("docs", "guide", "policies.md"));

    [Fact]
    public void The_agent_the_settings_and_the_rule_of_the_guide_fit_together()
    {
        var directory = Directory.CreateTempSubdirectory("baton-guide-").FullName;
        File.WriteAllText(Path.Combine(directory, "triage.md"), BlockOf("markdown"));
        using var json = new MemoryStream(System.Text.Encoding.UTF8.GetBytes(BlockOf("json")));
        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddJsonStream(json).AddInMemoryCollection([new("Baton:Models:second:provider", "offline")]).Build());
        AddRule(new BatonBuilder(services).AddAgents(directory).AddOutput<TriageDecision>());
        using var provider = services.BuildServiceProvider();

        var policies = provider.GetRequiredService<AgentCatalog>().Get("triage").Policies;

        Assert.Equal((TimeSpan.FromSeconds(20), 3, "triage_rules", 3, 0.05m), (policies.Timeout, policies.Retries, policies.Fallback, policies.EscalateAfter, policies.MaxCostUsd));
        Assert.Equal(["second"], policies.Failover!);
        Directory.Delete(directory, recursive: true);
    }

    [Fact]
    public void The_code_of_the_guide_compiles() => Assert.Contains(
        BlockOf("csharp").Trim(), File.ReadAllText(Repository.PathOf("tests", "Baton.Tests", "Docs", "PolicyGuideTests.cs")), StringComparison.Ordinal);

    [Fact]
    public void Every_default_of_a_circuit_is_the_one_in_the_guide()
    {
        var circuit = new CircuitSettings();

        Assert.Contains($"| `failure_ratio` | the share of calls that must fail | {circuit.FailureRatio.ToString(System.Globalization.CultureInfo.InvariantCulture)} |", Guide, StringComparison.Ordinal);
        Assert.Contains($"must have been | {circuit.MinCalls} |", Guide, StringComparison.Ordinal);
        Assert.Contains($"| `{circuit.Window.TotalSeconds}s` |", Guide, StringComparison.Ordinal);
        Assert.Contains($"| `{circuit.Break.TotalSeconds}s` |", Guide, StringComparison.Ordinal);
    }

    private static void AddRule(BatonBuilder baton)
    {
        baton.AddFallback("triage_rules", (request, context) => TriageRules.Decide(request.Messages[^1].Content));
    }

    private static string BlockOf(string language) =>
        Regex.Match(Guide, $"```{language}\n(?<block>.*?)```", RegexOptions.Singleline | RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(1)).Groups["block"].Value;

    private sealed record TriageDecision(string Category);

    private static class TriageRules
    {
        public static TriageDecision Decide(string text) => new(text.Contains("refund", StringComparison.Ordinal) ? "billing" : "general");
    }
}
