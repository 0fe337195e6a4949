using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Agents.Context;
using Baton.Agents.Knowledge;
using Baton.Agents.Memory;
using Baton.Agents.Policies;
using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>Reads one agent file: YAML front matter between two lines of <c>---</c>, then the prompt.</summary>
internal static partial class AgentFile
{
    private const string Fence = "---";

    /// <summary>Reads a file; null where its front matter cannot be read. The name is empty where it is missing or wrong.</summary>
    /// <param name="source">What faults name: the file or resource.</param>
    /// <param name="text">The file's text.</param>
    /// <param name="faults">Where every fault goes.</param>
    /// <param name="lines">Where the line of each name that needs checking goes, by key path (<c>model</c>, <c>tools/search</c>).</param>
    public static AgentDefinition? Read(string source, string text, List<Fault> faults, Dictionary<string, int> lines)
    {
        text = text.ReplaceLineEndings("\n").TrimStart('\uFEFF');
        if (!Split(text, out var front, out var prompt))
        {
            faults.Add(new Fault(
                ErrorCodes.AgentFileUnreadable, $"{source}:1", "The file must begin with front matter between two lines of '---'."));
            return null;
        }

        var matter = FrontMatter.Parse(source, front, faults, lines);
        if (matter is null) return null;
        var agent = Build(matter, source, text, prompt);
        faults.AddRange(KnowledgeSettings.Check(matter, agent));
        if (prompt.Length == 0)
        {
            faults.Add(new Fault(ErrorCodes.AgentFileUnreadable, $"{source}:{LineCount(text)}", "The prompt is missing after the front matter."));
        }

        foreach (var name in agent.Variables.Keys.Except(agent.Placeholders, StringComparer.Ordinal))
        {
            faults.Add(matter.FaultAt($"variables/{name}", ErrorCodes.AgentValueInvalid, $"The prompt has no placeholder '{{{{{name}}}}}'."));
        }

        return agent;
    }

    private static AgentDefinition Build(FrontMatter matter, string source, string text, string prompt)
    {
        matter.RefuseUnknown(
            "", ["name", "description", "model", "pool", "output", "tools", "knowledge", "guardrails", "policies", "context", "memory", "cache", "version", "variables"]);
        matter.RefuseUnknown("cache", ["ttl"]);
        matter.RefuseUnknown("policies", AgentPolicies.Keys);
        var version = matter.Number("version", 1, int.MaxValue) ?? 1;
        var fields = PromptFieldReader.Read(matter);
        var guardrails = matter.Entries("guardrails");
        var knowledge = KnowledgeSettings.Read(matter);
        return new AgentDefinition
        {
            Name = matter.Name("name", required: true) ?? "",
            Description = matter.Text("description") ?? "",
            Model = matter.Text("model") ?? "default",
            Pool = matter.Name("pool") ?? "default",
            Output = matter.Text("output"),
            Tools = KnowledgeTool.With(matter.List("tools"), knowledge),
            Knowledge = knowledge,
            Guardrails = [.. guardrails.Select(guardrail => guardrail.Name)],
            GuardrailSettings = Settings(guardrails),
            Policies = AgentPolicies.Read(new MatterPolicies(matter)),
            Context = ContextSettings.Read(matter),
            Memory = MemorySettings.Read(matter),
            CacheTtl = matter.Duration("cache/ttl", most: TimeSpan.FromDays(1)),
            Version = version,
            PromptVersion = $"{version}+{Hash(text)}",
            Prompt = prompt,
            Placeholders = PromptTemplate.Placeholders(prompt),
            Variables = fields.ToDictionary(field => field.Key, field => field.Value.Default, StringComparer.Ordinal),
            Fields = fields,
            Source = source,
        };
    }

    private static Dictionary<string, JsonElement>? Settings(IReadOnlyList<(string Name, JsonElement? Settings)> entries)
    {
        var settings = entries.Where(entry => entry.Settings is not null).ToDictionary(entry => entry.Name, entry => entry.Settings!.Value, StringComparer.Ordinal);
        return settings.Count == 0 ? null : settings;
    }

    private static bool Split(string text, out string front, out string prompt)
    {
        front = prompt = "";
        var match = Matter().Match(text);
        if (!match.Success) return false;
        front = match.Groups["front"].Value;
        prompt = text[match.Length..].Trim();
        return true;
    }

    private static string Hash(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))[..8];

    private static int LineCount(string text) => text.AsSpan().Count('\n') + 1;

    [GeneratedRegex(@"\A" + Fence + @"[ \t]*\n(?<front>(?s:.*?))(?<=\n)" + Fence + @"[ \t]*(\n|\z)", RegexOptions.ExplicitCapture)]
    private static partial Regex Matter();
}
