using System.Text.Json;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Errors;

namespace Baton.Engine.Effects;

/// <summary>
/// Asks a person before a call that must not be made twice and may have been made: by this run before a crash, or by the run that this one
/// was forked from.
/// </summary>
internal sealed class RepeatGuard(RunActivation run, VisitContext context, string name, int ordinal, int generation)
{
    private static readonly JsonElement Schema = JsonBytes.Parse(
        """{"type":"object","properties":{"action":{"enum":["repeat","result","fail"]},"value":{}},"required":["action"]}"""u8.ToArray());

    /// <summary>Asks, where there is reason to.</summary>
    /// <param name="record">What this run has recorded of the call, or null.</param>
    /// <returns>Null: make the call. Otherwise the result that a person gave.</returns>
    /// <exception cref="PermanentException">A person decided that the call counts as failed.</exception>
    /// <exception cref="SuspendedSignal">Nobody has answered yet.</exception>
    public async ValueTask<JsonElement?> AskAsync(EffectRecord? record)
    {
        if (await AskAboutForkAsync() is { } given) return given;
        if (record is not { IsUnderWay: true, Started.AtMostOnce: true }) return null;
        return await AskAsync(
            $"repeat {name}.{ordinal}.{record.Starts}", "This call may have been made, but its result was lost in a crash. Make it again?", run.Row.Id, context.Visit);
    }

    private async ValueTask<JsonElement?> AskAboutForkAsync()
    {
        var ticket = $"fork {name}.{ordinal}";
        var earlier = await run.Earlier.WhoStartedAsync(context.Visit, name, ordinal);
        // Asked once, it stays asked: a replay knows the answer and not the earlier run.
        if (earlier is null && !context.HasAsked(TicketKind.Approval, ticket)) return null;
        return await AskAsync(
            ticket, "The run that this one was forked from has begun this call. Make it again?", earlier?.Run ?? run.Row.Id, earlier?.VisitOf(context.Visit) ?? context.Visit);
    }

    private async ValueTask<JsonElement?> AskAsync(string ticket, string question, Guid maker, string visit)
    {
        var value = JsonBytes.From(new
        {
            question,
            effect = name,
            visit = context.Visit,
            run = maker,
            key = TicketIds.EffectKey(run.Row.Tenant, maker, visit, name, ordinal, generation),
        });
        var closed = await context.WaitAsync(new TicketWish(TicketKind.Approval, ticket) { Value = value, Schema = Schema, Effect = name });
        var answer = closed.Value ?? JsonBytes.Null;
        return answer.GetProperty("action").GetString() switch
        {
            "repeat" => null,
            "result" => answer.TryGetProperty("value", out var result) ? result : JsonBytes.Null,
            _ => throw new PermanentException($"A person decided that '{name}' counts as failed."),
        };
    }
}
