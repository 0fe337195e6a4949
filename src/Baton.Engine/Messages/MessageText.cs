using System.Text;
using System.Text.Json;
using Baton.Engine.Stores.Messages;
using Baton.Engine.Stores.Search;

namespace Baton.Engine.Messages;

/// <summary>The text of what a journal holds as JSON: its texts and numbers, a line each, without what is redacted.</summary>
/// <remarks>
/// A value is redacted together with its name, which may be what tells that it is a secret. Redacted is a little more than is kept, so that
/// nothing is cut in the middle and escapes notice.
/// </remarks>
internal sealed class MessageText(IMessageRedactor? redactor)
{
    private const int Margin = 500;
    private const int Deepest = 16;
    private readonly StringBuilder _text = new();

    /// <summary>The text of a value.</summary>
    public string Of(JsonElement? value, string name = "")
    {
        _text.Clear();
        if (value is { } given) Add(name, given, 0);
        return Kept(_text.ToString().TrimEnd('\n'));
    }

    /// <summary>A text that stands by itself.</summary>
    public string Of(string text) => Kept(Redacted("", text));

    /// <summary>What people said in an input: of a chat client's messages those after the last answer.</summary>
    public string OfInput(JsonElement? input)
    {
        if (input is not { ValueKind: JsonValueKind.Object } given || !given.TryGetProperty("messages"u8, out var messages) || messages.ValueKind != JsonValueKind.Array) return Of(input);
        var last = messages.EnumerateArray().Reverse().TakeWhile(message => !IsAnswer(message)).Reverse();
        _text.Clear();
        foreach (var message in last) Add("", Content(message), 0);
        foreach (var member in given.EnumerateObject().Where(member => !member.NameEquals("messages"u8))) Add(NameOf(member), member.Value, 1);
        return Kept(_text.ToString().TrimEnd('\n'));
    }

    /// <summary>A text or number; as it is written where it is no text: a text within a text may escape half a character, which .NET does not read.</summary>
    private static string Plain(JsonElement value)
    {
        try
        {
            return value.ToString();
        }
        catch (InvalidOperationException)
        {
            return value.GetRawText();
        }
    }

    private static string NameOf(JsonProperty member)
    {
        try
        {
            return member.Name;
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static JsonElement Content(JsonElement message) =>
        message.ValueKind == JsonValueKind.Object && message.TryGetProperty("content"u8, out var content) ? content : message;

    private static bool IsAnswer(JsonElement message)
    {
        if (message.ValueKind != JsonValueKind.Object) return false;
        var name = message.TryGetProperty("type"u8, out var type) ? type : message.TryGetProperty("role"u8, out var role) ? role : default;
        return name.ValueKind == JsonValueKind.String && name.GetString() is "ai" or "assistant" or "AIMessage";
    }

    private void Add(string name, JsonElement value, int depth)
    {
        if (_text.Length > LoggedMessage.MostCharacters || depth > Deepest) return;
        switch (value.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in value.EnumerateObject()) Add(NameOf(member), member.Value, depth + 1);
                break;
            case JsonValueKind.Array:
                foreach (var item in value.EnumerateArray()) Add(name, item, depth + 1);
                break;
            case JsonValueKind.String or JsonValueKind.Number:
                _text.Append(Redacted(name, Plain(value))).Append('\n');
                break;
        }
    }

    private string Redacted(string name, string value)
    {
        if (value.Length > LoggedMessage.MostCharacters + Margin) value = value[..(LoggedMessage.MostCharacters + Margin)];
        if (redactor is null) return value;
        var named = name.Length == 0 ? "" : name + ": ";
        var left = redactor.Redact(named + value);
        return left.StartsWith(named, StringComparison.Ordinal) ? left[named.Length..] : redactor.Redact(value);
    }

    /// <summary>As much as is kept, without what databases refuse.</summary>
    private static string Kept(string text)
    {
        if (text.Length > LoggedMessage.MostCharacters) text = text[..(LoggedMessage.MostCharacters - 1)] + "…";
        return SearchLimits.IsPlain(text) ? text : string.Concat(text.EnumerateRunes().Where(rune => rune.Value != 0).Select(rune => rune.ToString()));
    }
}
