using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.Journal;
using Baton.Graphs;

namespace Baton.Engine.Costs;

/// <summary>
/// For whom and for what a run works, as its caller says: the keys <c>user_id</c>, <c>feature</c> and <c>vertical</c> of its configuration, or of
/// its metadata. At most 128 characters of each count.
/// </summary>
/// <param name="User">The user, or null.</param>
/// <param name="Feature">The feature, or null.</param>
/// <param name="Vertical">The vertical, or null.</param>
public sealed record CostLabels(string? User, string? Feature, string? Vertical)
{
    private static readonly string[] Keys = ["user_id", "feature", "vertical"];

    /// <summary>Those of a run.</summary>
    public static CostLabels Of(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return new CostLabels(Label(run, Keys[0]), Label(run, Keys[1]), Label(run, Keys[2]));
    }

    /// <summary>The configuration of a run that another one starts: the same user, feature and vertical, and what else that one was given.</summary>
    public static JsonElement? Inherited(RunInfo run)
    {
        ArgumentNullException.ThrowIfNull(run);
        return Inherited(run.Configuration, run.Metadata);
    }

    /// <summary>The configuration of a child run: what the parent's metadata alone says would not reach it.</summary>
    internal static JsonElement? Inherited(JsonElement? configuration, JsonElement? metadata)
    {
        var missing = Array.FindAll(Keys, key => Read(configuration, key) is null && Read(metadata, key) is not null);
        if (missing.Length == 0) return configuration;
        var merged = configuration is { ValueKind: JsonValueKind.Object } given ? JsonObject.Create(given.Clone())! : [];
        foreach (var key in missing) merged[key] = Read(metadata, key);
        return JsonBytes.From(merged);
    }

    private static string? Label(RunInfo run, string key) => Read(run.Configuration, key) ?? Read(run.Metadata, key);

    private static string? Read(JsonElement? source, string key)
    {
        if (source is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty(key, out var value)) return null;
        var text = value.ValueKind switch
        {
            JsonValueKind.String => value.GetString()!.Trim(),
            JsonValueKind.Number => value.GetRawText(),
            _ => "",
        };
        var label = CostRows.Short(text).Trim();
        return label.Length == 0 ? null : label;
    }
}
