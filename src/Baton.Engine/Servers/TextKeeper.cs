using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;

namespace Baton.Engine.Servers;

/// <summary>Keeps the running text of watched runs in the store, for watchers on other servers.</summary>
internal sealed class TextKeeper(EngineParts parts, RemoteWatchers watchers)
{
    /// <summary>How often a running text is written at most.</summary>
    public static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private Dictionary<(Guid Run, int Start), TextDelta> _kept = [];

    public async ValueTask KeepAsync(CancellationToken stopping)
    {
        var runs = watchers.Runs;
        if (runs.Count == 0 && _kept.Count == 0) return;
        var now = runs.SelectMany(run => parts.Hub.RunningTexts(run).Select(text => (Run: run, Text: text))).ToDictionary(pair => (pair.Run, pair.Text.Start), pair => pair.Text);
        var grown = now.Where(pair => !_kept.TryGetValue(pair.Key, out var kept) || (kept.Chars, kept.MessageId) != (pair.Value.Chars, pair.Value.MessageId));
        var over = _kept.Where(pair => !now.ContainsKey(pair.Key)).Select(pair => KeyValuePair.Create(pair.Key, pair.Value with { Text = "" }));
        List<RunningText> texts = [.. grown.Concat(over).Select(pair => new RunningText(pair.Key.Run, pair.Value.Start, pair.Value.Attempt, pair.Value.MessageId, pair.Value.Text))];
        if (texts.Count == 0) return;
        await parts.Store.Live.KeepTextsAsync(texts, stopping);
        _kept = now;
        foreach (var run in texts.Where(text => text.Text.Length > 0).Select(text => text.Run).Distinct()) parts.Tell(new StoreHint(StoreHintKind.Changed, run));
    }
}
