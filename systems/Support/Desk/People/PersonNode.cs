using System.Text.Json;
using Baton.Contracts;
using Baton.Errors;
using Baton.Graphs;
using Baton.Server.Security;
using Baton.Support.Desk.Authority;
using Baton.Support.Desk.Settings;
using Baton.Support.Languages;

namespace Baton.Support.Desk.People;

/// <summary>
/// Asks a person what becomes of an escalated request, and does it. One decision a visit: the graph leads back here until the case is answered,
/// settled or given back, so that the state shows every step.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class PersonNode(MeasureLedger ledger, PeopleSettings settings)
{
    /// <summary>The question's name in the inbox.</summary>
    public const string QuestionName = "escalated_request";

    private const string Nobody = "deadline";

    // Whoever lets a case lie twice is not helped by a third change of hands: it then waits for whoever has it.
    private const int MostOverdue = 2;

    /// <summary>The node.</summary>
    public async ValueTask<SupportState> DecideAsync(SupportState state, NodeContext context)
    {
        var request = MeasureLedger.CaseOf(context.Run);
        var measures = await context.RecordAsync("measures", async token => await ledger.ListAsync(context.Run.Tenant, request, token));
        var (decision, key, isTimedOut) = await context.AskForAnswerAsync<PersonDecision>(Question(state, request, measures));
        var heard = Hear(state, context.TakeDelivered());
        if (isTimedOut) return Overdue(heard with { Problem = "" }, context.Now());
        var by = Signature(key) ?? Name(decision.By) ?? (state.Person.Length > 0 ? state.Person : AgentNames.Person);
        var unread = heard.Turns() > (decision.Seen ?? state.Turns());
        try
        {
            return await ApplyAsync(heard with { Problem = "" }, decision, by, unread, context);
        }
        catch (BatonException refused) when (refused.Code is ErrorCodes.Permanent or ErrorCodes.Transient or ErrorCodes.AttemptTimeout)
        {
            return heard with { Problem = refused.Message };
        }
    }

    private Question Question(SupportState state, string request, IReadOnlyList<Measure> measures) =>
        new(QuestionName, CaseQuestion.Of(state, request, measures, state.Problem.Length > 0 ? state.Problem : null))
        {
            Deadline = state.Overdue < MostOverdue ? settings.Deadline : null,
        };

    private static SupportState Hear(SupportState state, IReadOnlyList<JsonElement> delivered) =>
        delivered.Aggregate(state, (heard, input) => heard.Hear(input.Deserialize<SupportRequest>(BatonJson.Options)!));

    private SupportState Overdue(SupportState state, DateTimeOffset now) =>
        state.Handled(new HandlingStep(now, Nobody, HandlingStep.Overdue, settings.OverdueTo)) with
        {
            Person = settings.OverdueTo,
            Overdue = state.Overdue + 1,
            Priority = Priority.Critical,
        };

    private async ValueTask<SupportState> ApplyAsync(SupportState state, PersonDecision decision, string by, bool unread, NodeContext context)
    {
        var step = new HandlingStep(context.Now(), by, Words.Of(decision.Action), decision.Text ?? "");
        switch (decision.Action)
        {
            case PersonAction.Take:
                return state.Handled(step) with { Person = by, Overdue = 0 };
            case PersonAction.Assign:
                return state.Handled(step with { Text = Needed(decision.To, "Say in 'to' who gets the case.") }) with { Person = decision.To!.Trim(), Overdue = 0 };
            case PersonAction.Edit:
                return state.Handled(step) with { Draft = Needed(decision.Text, "Give the new draft in 'text'.") };
            case PersonAction.HandBack:
                return state.Handled(step) with { IsHandedBack = true, IsWithPeople = false, Person = "", Overdue = 0, EscalationReason = "", Confidence = 1, FailedAnswers = 0 };
            case PersonAction.Answer:
                return Answer(state.Handled(step with { Text = "" }), decision, by, unread);
            case PersonAction.Resolve:
                return Resolve(state.Handled(step with { Text = decision.Summary ?? "" }), decision, by, unread);
            default:
                return state.Handled(step with { Text = await ActAsync(decision, by, context) });
        }
    }

    // The customer wrote again, and the person had not read it: the answer is sent, and the person asked once more.
    private static SupportState Answer(SupportState state, PersonDecision decision, string by, bool unread)
    {
        var text = Text(decision) ?? Needed(state.Draft, "There is no draft: give the answer in 'text'.");
        return state.Said(by, text) with { Person = by, IsAnswered = !unread, Draft = "" };
    }

    private static SupportState Resolve(SupportState state, PersonDecision decision, string by, bool unread)
    {
        var told = state.Said(by, Text(decision) ?? DeskPhrases.In(state.Language).Resolved);
        return unread
            ? told with { Person = by, Draft = "" }
            : told with { Person = "", IsWithPeople = false, IsAnswered = true, Overdue = 0, Draft = "", Resolution = decision.Summary ?? $"Settled by {by}." };
    }

    private async ValueTask<string> ActAsync(PersonDecision decision, string by, NodeContext context)
    {
        var request = MeasureLedger.CaseOf(context.Run);
        var tenant = context.Run.Tenant;
        var options = new EffectOptions { Kind = EffectKind.Tool, Arguments = decision, FailureStays = true, Timeout = TimeSpan.FromSeconds(20) };
        var measure = await context.EffectAsync(
            $"person.{Words.Of(decision.Action)}",
            async call => decision.Action == PersonAction.UseTool
                ? await ledger.BeginAsync(tenant, request, AuthorityTools.Wish(decision.Tool, decision.Arguments, call.Key, by), isPerson: true, call.Cancellation)
                : await ledger.DecideAsync(tenant, request, decision.Measure ?? "", decision.Action == PersonAction.Approve, by, call.Cancellation),
            options);
        return $"{Words.Of(measure.Kind)}: {Words.Of(measure.Status)}";
    }

    private static string? Text(PersonDecision decision) => string.IsNullOrWhiteSpace(decision.Text) ? null : decision.Text;

    private static string? Signature(string? key) => key == Caller.Unnamed ? null : key;

    private static string? Name(string? name) => string.IsNullOrWhiteSpace(name) ? null : name.Trim();

    private static string Needed(string? text, string cure) => string.IsNullOrWhiteSpace(text) ? throw new PermanentException(cure) : text;
}
