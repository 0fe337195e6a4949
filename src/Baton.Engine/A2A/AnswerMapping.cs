using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.A2A;

/// <summary>
/// Messages as answers: a data part is the answer, text is one where the question takes text, or what it says as JSON (<c>true</c>, <c>12</c>).
/// Where several questions are open, a data part names them by their ids.
/// </summary>
public static class AnswerMapping
{
    private static readonly JsonElement Null = JsonElement.Parse("null"u8);

    /// <summary>Which question gets which answer.</summary>
    /// <exception cref="BatonException">The answer does not fit, or it cannot be told which question is meant.</exception>
    public static IReadOnlyList<(TicketRow Ticket, JsonElement Value)> Of(AgentMessage message, IReadOnlyList<TicketRow> asked)
    {
        var data = message.Parts.Where(part => part.Data is not null).Select(part => part.Data!.Value).ToList();
        var text = string.Join('\n', message.Parts.Where(part => part.Text is not null).Select(part => part.Text));
        if (data.Count == 1 && Named(data[0], asked) is { } named) return named;
        if (asked.All(ticket => ticket.Kind == TicketKind.Breakpoint)) return [.. asked.Select(ticket => (ticket, Null))];
        if (asked.Count != 1)
        {
            throw new BatonException(
                ErrorCodes.TicketAmbiguous, $"{asked.Count} questions are open: {string.Join(", ", asked.Select(ticket => ticket.Id))}. Answer with a data part whose names are their ids.");
        }

        IReadOnlyList<JsonElement> values = data.Count > 0 ? [.. data] : Readings(text);
        foreach (var value in values)
        {
            if (Faults(asked[0], value).Count == 0) return [(asked[0], value)];
        }

        throw new ValidationException(ErrorCodes.AnswerInvalid, "The answer does not fit the question's schema", Faults(asked[0], values[0]));
    }

    private static List<(TicketRow Ticket, JsonElement Value)>? Named(JsonElement data, IReadOnlyList<TicketRow> asked)
    {
        if (data.ValueKind != JsonValueKind.Object || !data.EnumerateObject().Any()) return null;
        var answers = new List<(TicketRow, JsonElement)>();
        foreach (var member in data.EnumerateObject())
        {
            if (asked.FirstOrDefault(ticket => ticket.Id == member.Name) is not { } ticket) return null;
            if (Faults(ticket, member.Value) is { Count: > 0 } faults) throw new ValidationException(ErrorCodes.AnswerInvalid, $"The answer to {ticket.Id} does not fit its schema", faults);
            answers.Add((ticket, member.Value));
        }

        return answers;
    }

    private static IReadOnlyList<JsonElement> Readings(string text)
    {
        var plain = JsonSerializer.SerializeToElement(text);
        try
        {
            return [plain, JsonElement.Parse(text)];
        }
        catch (JsonException)
        {
            return [plain];
        }
    }

    private static IReadOnlyList<Fault> Faults(TicketRow ticket, JsonElement value) =>
        ticket.Schema is { ValueKind: JsonValueKind.Object } schema ? JsonSchemaValidator.Validate(schema, value) : [];
}
