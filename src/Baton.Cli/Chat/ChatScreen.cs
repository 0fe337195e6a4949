using System.Text.Json;
using Spectre.Console;

namespace Baton.Cli.Chat;

/// <summary>What the person at the terminal sees.</summary>
internal sealed class ChatScreen(IAnsiConsole console)
{
    private static readonly string[] _summary = ["category", "priority", "status"];
    private static readonly string[] _outcome = ["category", "priority", "status", "current_agent", "conversation_turns", "request_id"];
    private bool _speaking;

    public void Welcome(string assistant, string url)
    {
        console.MarkupLineInterpolated($"[bold]{assistant}[/] at {url}");
        console.MarkupLine("[grey]/new begins again, /status and /history look back, /quit ends[/]");
    }

    /// <summary>Announces who speaks; a thinker is named and says nothing.</summary>
    public void BeginSpeech(string agent, bool audible, bool rehearsal)
    {
        var label = rehearsal ? " (offline rehearsal)" : "";
        if (!audible)
        {
            console.MarkupLineInterpolated($"[grey]{agent}{label} …[/]");
            return;
        }

        console.MarkupInterpolated($"[bold green]{agent}[/][grey]{label}[/]: ");
        _speaking = true;
    }

    public void Speak(string text) => console.Write(text);

    public void EndSpeech()
    {
        if (!_speaking) return;
        console.WriteLine();
        _speaking = false;
    }

    public void Say(string? agent, string text, bool rehearsal)
    {
        BeginSpeech(agent ?? "agent", audible: true, rehearsal);
        Speak(text);
        EndSpeech();
    }

    /// <summary>Category, priority and status in one line, as far as the output has them.</summary>
    public void ShowOutcome(JsonElement output)
    {
        var parts = _summary
            .Select(name => (name, value: ChatJson.Member(output, name)))
            .Where(pair => pair.value is not null)
            .Select(pair => $"{pair.name} {pair.value}")
            .ToList();
        if (ChatJson.Member(output, "current_agent") is { } agent) parts.Insert(0, $"agent {agent}");
        if (parts.Count > 0) console.MarkupLineInterpolated($"[grey]{string.Join(" · ", parts)}[/]");
    }

    public void ShowStatus(string? thread, JsonElement? last)
    {
        var table = new Table().Border(TableBorder.Simple).HideHeaders().AddColumn("").AddColumn("");
        table.AddRow("thread", Markup.Escape(thread ?? "none yet"));
        foreach (var name in _outcome)
        {
            if (last is { ValueKind: JsonValueKind.Object } output && output.TryGetProperty(name, out var value))
                table.AddRow(name, Markup.Escape(value.ToString()));
        }

        console.Write(table);
    }

    public void ShowHistory(IReadOnlyList<(string Speaker, string Text)> messages)
    {
        if (messages.Count == 0) console.MarkupLine("[grey]Nothing has been said yet.[/]");
        foreach (var (speaker, text) in messages) console.MarkupLineInterpolated($"[bold]{speaker}[/]: {text}");
    }

    public void Note(string text) => console.MarkupLineInterpolated($"[grey]{text}[/]");

    public void Fail(string text) => console.MarkupLineInterpolated($"[red]{text}[/]");

    public void Prompt() => console.Markup("[bold blue]you[/]: ");
}
