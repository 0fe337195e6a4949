using Baton.Agents.Prompts;
using Baton.Errors;

namespace Baton.Agents.Memory;

/// <summary>Reads and checks <c>memory:</c> of an agent file.</summary>
internal static class MemorySettings
{
    private const int MostFacts = 100;

    private static readonly Dictionary<string, MemoryTier> Tiers = new(StringComparer.Ordinal)
    {
        ["first_party"] = MemoryTier.FirstParty,
        ["verified"] = MemoryTier.Verified,
        ["unverified"] = MemoryTier.Unverified,
    };

    public static AgentMemory? Read(FrontMatter matter)
    {
        matter.RefuseUnknown("memory", ["customer", "read", "reviewed", "max_facts"]);
        if (!matter.HasValue("memory")) return null;
        return new AgentMemory
        {
            Customer = matter.Name("memory/customer", required: true) ?? "",
            Read = [.. matter.List("memory/read", Tiers.Keys).Select(name => Tiers[name])],
            Reviewed = matter.Choice("memory/reviewed", "true", "false") == "true",
            MaxFacts = matter.Number("memory/max_facts", 1, MostFacts) ?? new AgentMemory { Customer = "" }.MaxFacts,
        };
    }

    /// <summary>What is wrong with an agent's memory, at the places in its file.</summary>
    public static IEnumerable<Fault> Faults(AgentDefinition agent, Func<string, string, string, Fault> at)
    {
        if (agent.Memory is { Reviewed: false } memory && memory.Read.Contains(MemoryTier.Unverified))
        {
            yield return at(
                "memory/read",
                ErrorCodes.MemoryTierRefused,
                "Unverified facts come from what strangers wrote. Remove 'unverified'; or, where a person reviews every answer before it is sent, set 'reviewed: true'.");
        }

        if (agent.Memory is null && agent.Tools.Contains(RememberTool.Name, StringComparer.Ordinal))
        {
            yield return at(
                $"tools/{RememberTool.Name}",
                ErrorCodes.MemorySettingInvalid,
                $"'{RememberTool.Name}' needs to know about whom. Set 'memory: {{ customer: <variable> }}', or remove the tool.");
        }
    }
}
