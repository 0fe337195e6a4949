using System.ComponentModel.DataAnnotations;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>What waits for people, and their answers.</summary>
internal static class OpsInbox
{
    private const int MostRows = 1_000;

    public static async Task<Ok<IReadOnlyList<OpsTicket>>> List(
        HttpContext context, IStore store, TimeProvider time, string? thread = null, Guid? run = null, [Range(1, MostRows)] int limit = MostRows)
    {
        var query = new TicketQuery(Caller.Of(context).Tenant)
        {
            Kind = TicketKind.Approval,
            Thread = thread,
            Run = run,
            Limit = limit,
        };
        var tickets = await store.Runs.TicketsAsync(query, context.RequestAborted);
        var (now, given) = (time.GetUtcNow(), await OpsAssignees.ReadAsync(store, query.Tenant!, context.RequestAborted));
        return TypedResults.Ok<IReadOnlyList<OpsTicket>>([.. tickets.Select(ticket => OpsTicket.Of(ticket, now, given.GetValueOrDefault(ticket.Id)))]);
    }

    public static async Task<Ok<OpsAnswered>> Answer(HttpContext context, IRuns runs, IStore store, string ticket)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var value = fields.Value("value");
        if (value is null) fields.Add("value", "An answer is expected.");
        fields.Throw();
        var caller = Caller.Of(context);
        var answer = new TicketAnswer(value!.Value, IdempotencyKey.Of(context), caller.Name);
        var outcome = await runs.AnswerAsync(caller.Tenant, ticket, answer, context.RequestAborted);
        if (outcome == SendOutcome.Delivered) await OpsAssignees.ForgetAsync(store, caller.Tenant, ticket, context.RequestAborted);
        return outcome switch
        {
            SendOutcome.Delivered => TypedResults.Ok(new OpsAnswered(ticket, "delivered")),
            SendOutcome.AlreadyDelivered => TypedResults.Ok(new OpsAnswered(ticket, "already_delivered")),
            SendOutcome.Unknown => throw new BatonException(ErrorCodes.TicketUnknown, $"There is no ticket '{ticket}'. GET /ops/inbox lists the open ones."),
            SendOutcome.Ended => throw new BatonException(ErrorCodes.RunEnded, $"The run of ticket '{ticket}' has ended."),
            _ => throw new BatonException(ErrorCodes.TicketClosed, $"Ticket '{ticket}' was answered before, or its run no longer waits for it."),
        };
    }
}
