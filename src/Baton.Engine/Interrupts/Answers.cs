using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Engine.Interrupts;

/// <summary>Which answer is for which ticket, and whether it fits.</summary>
internal static class Answers
{
    /// <summary>Assigns a resume value that names no question: it answers the only open one.</summary>
    /// <exception cref="BatonException">Several are open, or none.</exception>
    public static IReadOnlyList<(TicketRow Ticket, JsonElement Value)> Assign(JsonElement? resume, IReadOnlyList<TicketRow> open)
    {
        var value = resume ?? JsonBytes.Null;
        var asked = open.Where(ticket => ticket.Kind is TicketKind.Approval or TicketKind.Breakpoint).ToList();
        if (asked.Count > 0 && asked.TrueForAll(ticket => ticket.Kind == TicketKind.Breakpoint)) return [.. asked.Select(ticket => (ticket, JsonBytes.Null))];
        if (resume is not null && asked.Count == 1) return [(asked[0], value)];
        throw new BatonException(
            ErrorCodes.TicketAmbiguous,
            asked.Count == 0
                ? "The run does not wait for a person. It waits for an event, a time or another run."
                : $"{asked.Count} question(s) are open: {string.Join(", ", asked.Select(ticket => ticket.Id))}. Answer with an object whose names are their ids.");
    }

    /// <summary>Checks an answer against the ticket's schema.</summary>
    /// <exception cref="ValidationException">It does not fit; every fault is listed.</exception>
    public static void Check(TicketRow ticket, JsonElement answer)
    {
        if (ticket.Schema is not { ValueKind: JsonValueKind.Object } schema) return;
        var faults = JsonSchemaValidator.Validate(schema, answer);
        if (faults.Count > 0) throw new ValidationException(ErrorCodes.AnswerInvalid, "The answer does not fit the question's schema", faults);
    }

    /// <summary>
    /// The order in which several are given, so that one that is refused is refused before any is taken: first those that were answered
    /// before, then those whose deadline may have passed.
    /// </summary>
    public static IReadOnlyList<(TicketRow Ticket, JsonElement Value)> InOrder(IEnumerable<(TicketRow Ticket, JsonElement Value)> answers) =>
        [.. answers.OrderBy(answer => answer.Ticket.IsOpen).ThenBy(answer => answer.Ticket.Deadline ?? DateTimeOffset.MaxValue)];

    /// <summary>True for an object whose names are all ticket ids.</summary>
    public static bool IsTicketMap(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.EnumerateObject().Any()
        && value.EnumerateObject().All(member => member.Name.Length == 32 && member.Name.All(char.IsAsciiHexDigit));
}
