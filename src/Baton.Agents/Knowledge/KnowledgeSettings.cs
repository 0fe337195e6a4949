using System.Text.Json;
using Baton.Agents.Prompts;
using Baton.Errors;

namespace Baton.Agents.Knowledge;

/// <summary>What an agent may look up.</summary>
/// <param name="Collections">The collections.</param>
/// <param name="Always">True where every visit begins with a search for what was last asked.</param>
/// <param name="Limit">How many chunks a search gives, 1 to 50.</param>
public sealed record KnowledgeSettings(IReadOnlyList<string> Collections, bool Always = false, int Limit = KnowledgeSettings.DefaultLimit)
{
    /// <summary>How many chunks a search gives where the file does not say.</summary>
    public const int DefaultLimit = 6;

    private const string Key = "knowledge";
    private static readonly string[] Keys = ["collections", "mode", "limit"];

    /// <summary>A list of collections, or a mapping of <c>collections</c>, <c>mode</c> (<c>tool</c>, <c>always</c>) and <c>limit</c>; null where the file has none.</summary>
    internal static KnowledgeSettings? Read(FrontMatter matter) => matter.Value(Key) switch
    {
        null => null,
        { ValueKind: JsonValueKind.Object } settings => new KnowledgeSettings(
            Names(Member(settings, "collections")),
            Member(settings, "mode") is { ValueKind: JsonValueKind.String } mode && mode.GetString() == "always",
            Limit: Member(settings, "limit") is { ValueKind: JsonValueKind.Number } limit && limit.TryGetInt32(out var number) ? number : DefaultLimit),
        var list => new KnowledgeSettings(Names(list)),
    };

    /// <summary>What is wrong with it.</summary>
    internal static IEnumerable<Fault> Check(FrontMatter matter, AgentDefinition agent)
    {
        if (agent.Knowledge is not { } read)
        {
            return agent.Tools.Contains(KnowledgeTool.Name, StringComparer.Ordinal)
                ? [At($"'{KnowledgeTool.Name}' needs to know where to look: write 'knowledge: [<collection>]', which gives the agent this tool.")]
                : [];
        }

        var json = matter.Value(Key)!.Value;
        var faults = read.Collections.Where(name => !KnowledgeLimits.IsName(name))
            .Select(name => At($"'{name}' is no name of a collection: {KnowledgeLimits.NameForm}.")).ToList();
        var names = json.ValueKind == JsonValueKind.Object ? Member(json, "collections") : json;
        if (read.Collections.Count == 0 || names is not { ValueKind: JsonValueKind.Array } list || list.GetArrayLength() != read.Collections.Count)
        {
            faults.Add(At("'knowledge' must name collections: [first, second], or { collections: [first], mode: always, limit: 6 }."));
        }

        if (json.ValueKind != JsonValueKind.Object) return faults;
        faults.AddRange(json.EnumerateObject().Where(member => !Keys.Contains(member.Name, StringComparer.Ordinal))
            .Select(member => At($"There is no key 'knowledge/{member.Name}'. Use one of {string.Join(", ", Keys)}, or remove it.")));
        if (Member(json, "mode") is { } mode && (mode.ValueKind != JsonValueKind.String || mode.GetString() is not ("tool" or "always")))
        {
            faults.Add(At("'knowledge/mode' must be 'tool' (the model asks) or 'always' (every visit begins with a search)."));
        }

        if (Member(json, "limit") is { } limit && !(limit.ValueKind == JsonValueKind.Number && limit.TryGetInt32(out var number) && number is >= 1 and <= KnowledgeLimits.Results))
        {
            faults.Add(At($"'knowledge/limit' must be a whole number from 1 to {KnowledgeLimits.Results}."));
        }

        return faults;

        Fault At(string message) => matter.FaultAt(Key, ErrorCodes.KnowledgeCollectionInvalid, message);
    }

    private static List<string> Names(JsonElement? list) => list is { ValueKind: JsonValueKind.Array } array
        ? [.. array.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString()!)]
        : [];

    private static JsonElement? Member(JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
}
