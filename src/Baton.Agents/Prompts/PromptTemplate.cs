using System.Text.RegularExpressions;
using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>Fills the placeholders of a prompt. Values are inserted as they are: a placeholder inside a value is not filled.</summary>
internal static partial class PromptTemplate
{
    /// <summary>The names of the placeholders, each once, in order of appearance.</summary>
    public static IReadOnlyList<string> Placeholders(string prompt) =>
        [.. Placeholder().Matches(prompt).Select(match => match.Groups["name"].Value).Distinct(StringComparer.Ordinal)];

    /// <summary>The prompt with every placeholder filled: from the request first, then from the file's own values.</summary>
    /// <exception cref="BatonException">A placeholder has no value.</exception>
    public static string Render(AgentDefinition agent, IReadOnlyDictionary<string, string> values)
    {
        if (agent.Placeholders.Count == 0) return agent.Prompt;
        return Placeholder().Replace(agent.Prompt, match => Value(agent, match.Groups["name"].Value, values));
    }

    private static string Value(AgentDefinition agent, string name, IReadOnlyDictionary<string, string> values) =>
        values.TryGetValue(name, out var given) ? given
        : agent.Variables.TryGetValue(name, out var standard) ? standard
        : throw new BatonException(
            ErrorCodes.PromptVariableMissing,
            $"The prompt of agent '{agent.Name}' has the placeholder '{{{{{name}}}}}', which has no value. " +
            $"Give it one in the node's AgentRequest.Variables, or under 'variables:' in the agent's file.");

    [GeneratedRegex(@"\{\{\s*(?<name>[A-Za-z_][A-Za-z0-9_]*)\s*\}\}", RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
