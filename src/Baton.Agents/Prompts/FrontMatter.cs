using System.Text.Json;
using System.Text.RegularExpressions;
using Baton.Errors;
using YamlDotNet.Core;
using YamlDotNet.RepresentationModel;

namespace Baton.Agents.Prompts;

/// <summary>The front matter of one file as a tree with line numbers. Reading a value of the wrong form adds a fault and gives null.</summary>
internal sealed partial class FrontMatter
{
    /// <summary>The line on which the YAML begins: after the first <c>---</c>.</summary>
    private const int FirstLine = 2;

    private readonly string _source;
    private readonly YamlMappingNode _root;
    private readonly List<Fault> _faults;
    private readonly Dictionary<string, int> _lines;

    private FrontMatter(string source, YamlMappingNode root, List<Fault> faults, Dictionary<string, int> lines)
    {
        _source = source;
        _root = root;
        _faults = faults;
        _lines = lines;
    }

    public static FrontMatter? Parse(string source, string yaml, List<Fault> faults, Dictionary<string, int> lines)
    {
        try
        {
            var stream = new YamlStream();
            stream.Load(new StringReader(yaml));
            if (stream.Documents is [{ RootNode: YamlMappingNode root }]) return new FrontMatter(source, root, faults, lines);
            faults.Add(new Fault(ErrorCodes.AgentFileUnreadable, $"{source}:{FirstLine}", "The front matter must be 'key: value' lines."));
        }
        catch (YamlException exception)
        {
            var line = Math.Max(1, exception.Start.Line) + FirstLine - 1;
            faults.Add(new Fault(ErrorCodes.AgentFileUnreadable, $"{source}:{line}", $"This is not YAML: {exception.Message}"));
        }

        return null;
    }

    /// <summary>Adds a fault for each key under <paramref name="path"/> that is not one of <paramref name="known"/>.</summary>
    public void RefuseUnknown(string path, IReadOnlyList<string> known)
    {
        if (path.Length > 0 && Find(path) is { } node and not YamlMappingNode && !IsNull(node))
        {
            Refuse(path, node, $"must be a mapping of {string.Join(", ", known)}.");
        }

        var mapping = path.Length == 0 ? _root : Find(path) as YamlMappingNode;
        foreach (var key in mapping?.Children.Keys ?? [])
        {
            var name = (key as YamlScalarNode)?.Value ?? "";
            if (known.Contains(name, StringComparer.Ordinal)) continue;
            var shown = path.Length == 0 ? name : $"{path}/{name}";
            _faults.Add(new Fault(
                ErrorCodes.AgentKeyUnknown, At(key), $"There is no key '{shown}'. Use one of {string.Join(", ", known)}, or remove it."));
        }
    }

    /// <summary>True where the key stands in the file, with or without a value.</summary>
    public bool Has(string path) => Find(path) is not null;

    /// <summary>A value of any form.</summary>
    public JsonElement? Value(string path)
    {
        if (Find(path) is not { } node || IsNull(node)) return null;
        _lines[path] = Line(node);
        return YamlJson.Of(node);
    }

    public string? Text(string path)
    {
        if (Find(path) is not { } node || IsNull(node)) return null;
        _lines[path] = Line(node);
        if (node is YamlScalarNode { Value: { } value } && value.Trim() is { Length: > 0 } text) return text;
        Refuse(path, node, "must be text.");
        return null;
    }

    /// <summary>True where the key has a value.</summary>
    public bool HasValue(string path) => Find(path) is { } node && !IsNull(node);

    public string? Choice(string path, params string[] known)
    {
        var text = Text(path);
        if (text is null || known.Contains(text, StringComparer.Ordinal)) return text;
        Refuse(path, Find(path)!, $"must be one of {string.Join(", ", known)}.");
        return null;
    }

    public string? Name(string path, bool required = false)
    {
        var text = Text(path);
        if (text is null)
        {
            if (required && (Find(path) is not { } node || IsNull(node)))
            {
                _faults.Add(new Fault(ErrorCodes.AgentValueInvalid, $"{_source}:{FirstLine}", $"'{path}' is missing."));
            }

            return null;
        }

        if (NameForm().IsMatch(text)) return text;
        Refuse(path, Find(path)!, "must be lower-case letters, digits and '_', 1 to 64 of them, a letter first.");
        return null;
    }

    public int? Number(string path, int least, int most)
    {
        var text = Text(path);
        if (text is null) return null;
        if (ValueForms.Number(text, least, most) is { } number) return number;
        Refuse(path, Find(path)!, ValueForms.NumberText(least, most));
        return null;
    }

    public decimal? Amount(string path)
    {
        var text = Text(path);
        if (text is null) return null;
        if (ValueForms.Amount(text) is { } amount) return amount;
        Refuse(path, Find(path)!, ValueForms.AmountText);
        return null;
    }

    public TimeSpan? Duration(string path, TimeSpan? most = null)
    {
        var text = Text(path);
        if (text is null) return null;
        if (ValueForms.Duration(text) is { } duration)
        {
            if (!(duration > most)) return duration;
            Refuse(path, Find(path)!, $"must be at most {most.Value.TotalMinutes:0}m.");
            return null;
        }

        Refuse(path, Find(path)!, ValueForms.DurationText);
        return null;
    }

    public IReadOnlyList<string> List(string path)
    {
        if (Find(path) is not { } node || IsNull(node)) return [];
        if (node is not YamlSequenceNode sequence || sequence.Children.Any(child => child is not YamlScalarNode { Value.Length: > 0 }))
        {
            Refuse(path, node, "must be a list of names, such as [first, second].");
            return [];
        }

        foreach (var child in sequence.Children) _lines[$"{path}/{child}"] = Line(child);
        var names = sequence.Children.Select(child => ((YamlScalarNode)child).Value!).ToList();
        foreach (var twice in names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            Refuse(path, node, $"names '{twice.Key}' twice.");
        }

        return [.. names.Distinct(StringComparer.Ordinal)];
    }

    /// <summary>A list of names out of those that are known.</summary>
    public IReadOnlyList<string> List(string path, IReadOnlyCollection<string> known)
    {
        var names = List(path);
        if (names.Any(name => !known.Contains(name, StringComparer.Ordinal))) Refuse(path, Find(path)!, $"must be a list of {string.Join(", ", known)}.");
        else if (names.Count > 0) _lines[path] = Line(Find(path)!);
        return [.. names.Where(name => known.Contains(name, StringComparer.Ordinal))];
    }

    /// <summary>A list of names, some with settings: <c>- name: { key: value }</c>.</summary>
    public IReadOnlyList<(string Name, JsonElement? Settings)> Entries(string path)
    {
        if (Find(path) is not { } node || IsNull(node)) return [];
        var entries = new List<(string Name, JsonElement? Settings)>();
        foreach (var child in (node as YamlSequenceNode)?.Children ?? [])
        {
            if (child is YamlScalarNode { Value: { Length: > 0 } name }) entries.Add((name, null));
            else if (child is YamlMappingNode { Children: [{ Key: YamlScalarNode { Value: { Length: > 0 } key }, Value: var settings }] }) entries.Add((key, IsNull(settings) ? null : YamlJson.Of(settings)));
            else Refuse(path, child, "must be a list of names, with or without settings: '- name' or '- name: { key: value }'.");
            if (entries.Count > 0) _lines.TryAdd($"{path}/{entries[^1].Name}", Line(child));
        }

        if (node is not YamlSequenceNode) Refuse(path, node, "must be a list of names, such as [first, second].");
        foreach (var twice in entries.GroupBy(entry => entry.Name, StringComparer.Ordinal).Where(group => group.Count() > 1))
        {
            Refuse(path, node, $"names '{twice.Key}' twice.");
        }

        return [.. entries.DistinctBy(entry => entry.Name, StringComparer.Ordinal)];
    }

    /// <summary>The keys of a mapping, in the file's order; none where it is absent.</summary>
    public IReadOnlyList<string> Keys(string path, string form)
    {
        if (Find(path) is not { } node || IsNull(node)) return [];
        if (node is not YamlMappingNode mapping)
        {
            Refuse(path, node, $"must be {form}.");
            return [];
        }

        foreach (var key in mapping.Children.Keys) _lines[$"{path}/{key}"] = Line(key);
        return [.. mapping.Children.Keys.Select(key => key.ToString())];
    }

    public bool IsMapping(string path) => Find(path) is YamlMappingNode;

    /// <summary>Text as it stands, blanks and emptiness included.</summary>
    public string? Raw(string path)
    {
        if (Find(path) is not { } node) return null;
        if (node is YamlScalarNode { Value: { } text }) return text;
        Refuse(path, node, "must be text.");
        return null;
    }

    public bool? Flag(string path)
    {
        var text = Text(path);
        if (text is null or "true" or "false") return text is null ? null : text == "true";
        Refuse(path, Find(path)!, "must be true or false.");
        return null;
    }

    public void Add(string path, string code, string message) => _faults.Add(FaultAt(path, code, message));

    public Fault FaultAt(string path, string code, string message) => new(code, $"{_source}:{_lines.GetValueOrDefault(path, FirstLine)}", message);

    private YamlNode? Find(string path)
    {
        YamlNode? node = _root;
        foreach (var part in path.Split('/'))
        {
            node = node is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(part), out var child) ? child : null;
        }

        return node;
    }

    private void Refuse(string path, YamlNode node, string message) =>
        _faults.Add(new Fault(ErrorCodes.AgentValueInvalid, At(node), $"'{path}' {message}"));

    private static bool IsNull(YamlNode node) => YamlJson.IsNull(node);

    private static int Line(YamlNode node) => (int)node.Start.Line + FirstLine - 1;

    private string At(YamlNode node) => $"{_source}:{Line(node)}";

    [GeneratedRegex(@"\A[a-z][a-z0-9_]{0,63}\z", RegexOptions.CultureInvariant)]
    private static partial Regex NameForm();
}
