using Baton.Engine.Streaming;
using Baton.Errors;

namespace Baton.Server.Runs;

/// <summary>Stream modes as clients name them.</summary>
internal static class StreamModeNames
{
    private static readonly Dictionary<string, StreamModes> _modes = new(StringComparer.Ordinal)
    {
        ["none"] = StreamModes.None,
        ["values"] = StreamModes.Values,
        ["updates"] = StreamModes.Updates,
        ["messages-tuple"] = StreamModes.MessagesTuple,
        ["messages"] = StreamModes.Messages,
        ["custom"] = StreamModes.Custom,
        ["tasks"] = StreamModes.Tasks,
        ["checkpoints"] = StreamModes.Checkpoints,
        ["debug"] = StreamModes.Debug,
        ["events"] = StreamModes.Events,
        ["tools"] = StreamModes.Tools,
        ["lifecycle"] = StreamModes.Lifecycle,
    };

    /// <summary>The modes with these names; <see cref="StreamModes.Values"/> for none.</summary>
    /// <exception cref="BatonException">There is no such mode.</exception>
    public static StreamModes Parse(IReadOnlyCollection<string>? names)
    {
        if (names is null || names.Count == 0) return StreamModes.Values;
        var modes = StreamModes.None;
        foreach (var name in names)
        {
            if (!_modes.TryGetValue(name, out var mode))
            {
                throw new BatonException(
                    ErrorCodes.RequestInvalid, $"There is no stream mode '{name}'. Use {string.Join(", ", _modes.Keys)}.");
            }

            modes |= mode;
        }

        return modes;
    }

    /// <summary>The modes of a query: repeated parameters, or one parameter that holds a JSON list.</summary>
    /// <exception cref="BatonException">There is no such mode.</exception>
    public static StreamModes ParseQuery(IEnumerable<string?> values) => Parse([.. values.SelectMany(QueryLists.Parse)]);

    /// <summary>The modes as a query that <see cref="ParseQuery"/> reads.</summary>
    public static string Query(StreamModes modes) =>
        string.Join('&', _modes.Where(pair => pair.Value != StreamModes.None && modes.HasFlag(pair.Value)).Select(pair => $"stream_mode={pair.Key}"));
}
