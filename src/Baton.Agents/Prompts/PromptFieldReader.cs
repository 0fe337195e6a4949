using Baton.Errors;

namespace Baton.Agents.Prompts;

/// <summary>Reads <c>variables:</c> of an agent file: <c>name: text</c>, or <c>name: { default, editable, max_length }</c>.</summary>
internal static class PromptFieldReader
{
    private const string Section = "variables";

    public static IReadOnlyDictionary<string, PromptField> Read(FrontMatter matter)
    {
        var fields = new Dictionary<string, PromptField>(StringComparer.Ordinal);
        foreach (var name in matter.Keys(Section, "'name: text' lines"))
        {
            var path = $"{Section}/{name}";
            fields[name] = matter.IsMapping(path) ? ReadLong(matter, path) : new PromptField(matter.Raw(path) ?? "");
            if (fields[name].Default.Length > fields[name].MaxLength)
            {
                matter.Add(path, ErrorCodes.AgentValueInvalid, $"'{path}' has {fields[name].Default.Length} characters, but at most {fields[name].MaxLength} are allowed. Shorten it, or raise its max_length.");
            }
        }

        return fields;
    }

    private static PromptField ReadLong(FrontMatter matter, string path)
    {
        matter.RefuseUnknown(path, ["default", "editable", "max_length"]);
        return new PromptField(
            matter.Raw($"{path}/default") ?? "",
            matter.Flag($"{path}/editable") ?? true,
            matter.Number($"{path}/max_length", 1, PromptField.MostCharacters) ?? PromptField.StandardLength);
    }
}
