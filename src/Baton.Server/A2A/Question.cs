using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Engine.A2A;
using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Server.A2A;

/// <summary>A question that a run waits with.</summary>
/// <param name="Ticket">Its ticket.</param>
/// <param name="Value">What is asked, or null.</param>
/// <param name="Schema">The JSON schema of the answer, or null.</param>
internal sealed record Question(string Ticket, JsonElement? Value, JsonElement? Schema)
{
    public static Question Of(TicketOpened opened) => new(opened.Ticket, opened.Value, opened.Schema);

    public static Question Of(TicketRow row) => new(row.Id, row.Value, row.Schema);

    /// <summary>
    /// Questions as a message: for each its text, where it has one, and a data part <c>{"id", "value", "response_schema"}</c>. Its id is that of
    /// the first question, so that it is the same whenever it is read. Whom they are not for is told only that they are there.
    /// </summary>
    public static AgentMessage Message(string task, string context, IReadOnlyList<Question> questions, bool isShown)
    {
        List<Part> parts = isShown ? [.. questions.SelectMany(question => question.Parts())]
            : questions.Count > 0 ? [Part.OfText("The request waits for a person.")] : [];
        if (parts.Count == 0) parts.Add(Part.OfText("The task waits for an event."));
        return new AgentMessage(questions.Count > 0 ? questions[0].Ticket : $"{task}-waits", MessageRole.Agent, parts) { TaskId = task, ContextId = context };
    }

    private IEnumerable<Part> Parts()
    {
        if (Value is { ValueKind: JsonValueKind.String } text) yield return Part.OfText(text.GetString()!);
        var data = new JsonObject { ["id"] = Ticket };
        if (Value is { } value) data["value"] = JsonNode.Parse(value.GetRawText());
        if (Schema is { } schema) data["response_schema"] = JsonNode.Parse(schema.GetRawText());
        yield return Part.OfData(JsonElement.Parse(data.ToJsonString()));
    }
}
