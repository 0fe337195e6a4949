using System.Text.Json;
using System.Text.Json.Nodes;
using Baton.Contracts;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;

namespace Baton.Support.Desk.Requests;

/// <summary>Takes a person's decision about a request: the inbox's answer, under the name of whoever calls, and only from whoever has the request.</summary>
/// <remarks>Safe for concurrent use. Of two decisions at once the first counts.</remarks>
internal sealed class RequestDecisions(RequestReader reader, DecisionNotes notes, IRuns runs)
{
    private static readonly string[] _openToAll = ["take", "assign"];

    /// <summary>Gives the decision to the run that asks.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="thread">The request.</param>
    /// <param name="decision">The decision, as the question's schema has it.</param>
    /// <param name="caller">Who calls; null where keys are not in use.</param>
    /// <param name="key">The idempotency key, or null: without one the same decision again is another decision.</param>
    /// <param name="cancellation">Stops waiting.</param>
    /// <exception cref="BatonException">Nobody is asked, somebody else has it, or another decision came first.</exception>
    public async ValueTask DecideAsync(string tenant, string thread, JsonObject decision, string? caller, string? key, CancellationToken cancellation)
    {
        if (caller is not null) decision["by"] = caller;
        var by = Word(decision, "by");
        var value = JsonSerializer.SerializeToElement(decision, BatonJson.Options);
        var ticket = key is null
            ? await OpenAsync(tenant, thread, decision, by, cancellation)
            : await notes.TicketAsync(tenant, thread, key, value, () => OpenAsync(tenant, thread, decision, by, cancellation), cancellation);
        if (await runs.AnswerAsync(tenant, ticket, new TicketAnswer(value, key, by), cancellation) is SendOutcome.Delivered or SendOutcome.AlreadyDelivered) return;
        throw new BatonException(ErrorCodes.TicketClosed, "Somebody else decided about this request a moment ago. Read it again before you decide.");
    }

    /// <summary>The question that is open, for whoever may answer it.</summary>
    private async ValueTask<string> OpenAsync(string tenant, string thread, JsonObject decision, string? by, CancellationToken cancellation)
    {
        var question = await reader.QuestionAsync(tenant, thread, cancellation) ?? throw await NotAskedAsync(tenant, thread, cancellation);
        var state = await reader.StateAsync(tenant, thread, cancellation) ?? throw RequestReader.Unknown(thread);
        if (state.Person.Length == 0 || by is null || by == state.Person || _openToAll.Contains(Word(decision, "action") ?? "", StringComparer.Ordinal)) return question.Id;
        throw new BatonException(
            ErrorCodes.SupportRequestTaken, $"'{state.Person}' has this request. Talk to them, or take it over first: {{\"action\": \"take\"}}.");
    }

    private static string? Word(JsonObject decision, string name) => decision[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private async ValueTask<BatonException> NotAskedAsync(string tenant, string thread, CancellationToken cancellation) =>
        await reader.StateAsync(tenant, thread, cancellation) is null
            ? RequestReader.Unknown(thread)
            : new BatonException(ErrorCodes.SupportRequestNotWaiting, "This request does not wait for a person: it was decided, or the agents have it. Read it again.");
}
