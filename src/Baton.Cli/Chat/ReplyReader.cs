using System.Text.Json;
using Baton.Cli.Client;

namespace Baton.Cli.Chat;

/// <summary>Turns the events of one run into what the screen shows: who speaks, and what is said, as it is said.</summary>
internal sealed class ReplyReader(ChatScreen screen)
{
    private readonly Dictionary<string, bool> _spoken = new(StringComparer.Ordinal);
    private string? _speaking;
    private bool _failed;

    public void Read(ServerEvent item)
    {
        if (item.Name == "messages" && item.Data.ValueKind == JsonValueKind.Array && item.Data.GetArrayLength() == 2) ReadMessage(item.Data[0], item.Data[1]);
        else if (item.Name == "error") Fail(item.Data);
    }

    /// <summary>Shows what the run came to. Where nothing was streamed, that is the answer itself.</summary>
    public void Finish(JsonElement? values)
    {
        screen.EndSpeech();
        if (_failed || values is not { ValueKind: JsonValueKind.Object } result) return;
        var waits = result.TryGetProperty("__interrupt__", out var asked) && asked.ValueKind == JsonValueKind.Array && asked.GetArrayLength() > 0;

        // Where the run waited already nobody has answered: its last answer was shown before.
        if (!_spoken.ContainsValue(true) && !(waits && _spoken.Count == 0)) screen.Say(ChatJson.Member(result, "current_agent"), Answer(result), rehearsal: false);
        screen.ShowOutcome(result);
        if (waits) screen.Note("A person has this now. What you write is added to it; /history shows the answer when it has come.");
    }

    private void ReadMessage(JsonElement chunk, JsonElement metadata)
    {
        if (ChatJson.Member(chunk, "type") is not ("AIMessageChunk" or "ai")) return;
        var id = ChatJson.Member(chunk, "id") ?? "";
        var text = ChatJson.Text(chunk);
        if (text.Length == 0) return;
        // An agent that answers with a record speaks to the graph, not to the person.
        if (!_spoken.TryGetValue(id, out var audible)) _spoken[id] = audible = !text.TrimStart().StartsWith('{');
        var agent = ChatJson.Member(chunk, "name") ?? ChatJson.Member(metadata, "langgraph_node") ?? "agent";
        if (_speaking != id)
        {
            screen.EndSpeech();
            screen.BeginSpeech(agent, audible, IsRehearsal(metadata));
            _speaking = id;
        }

        if (audible) screen.Speak(text);
    }

    private void Fail(JsonElement error)
    {
        _failed = true;
        screen.EndSpeech();
        screen.Fail($"{ChatJson.Member(error, "error")}: {ChatJson.Member(error, "message")}");
    }

    private static bool IsRehearsal(JsonElement metadata) => ChatJson.Member(metadata, "ls_provider") == "offline";

    private static string Answer(JsonElement output) => ChatJson.Member(output, "response") ?? LastMessage(output) ?? output.GetRawText();

    private static string? LastMessage(JsonElement output) =>
        output.TryGetProperty("messages", out var messages) && messages.ValueKind == JsonValueKind.Array && messages.GetArrayLength() > 0
            ? ChatJson.Text(messages[messages.GetArrayLength() - 1])
            : null;
}
