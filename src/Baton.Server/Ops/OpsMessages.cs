using Baton.Engine.Messages;
using Baton.Engine.Stores.Messages;
using Baton.Errors;
using Baton.Server.Http;
using Baton.Server.Security;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Baton.Server.Ops;

/// <summary>The message log: to be searched, erased from, and made again.</summary>
internal static class OpsMessages
{
    public static async Task<Ok<OpsMessageList>> Find(HttpContext context, MessageLog log, [AsParameters] OpsMessageFilter filter)
    {
        CheckKept(log);
        var faults = Fields.None();
        var query = filter.ToQuery(Caller.Of(context).Tenant, faults);
        faults.Throw();

        // One more than is shown tells whether there are more.
        var found = await log.FindAsync(query with { Limit = query.Limit + 1 }, context.RequestAborted);
        var words = MessageTerms.Words(query.Text);
        var shown = found.Take(query.Limit).Select(message => OpsMessage.Of(message, words)).ToList();
        return TypedResults.Ok(new OpsMessageList(shown, words, found.Count > query.Limit ? shown[^1].Id : null));
    }

    /// <summary>How far the log is behind.</summary>
    public static async Task<Ok<OpsMessageBacklog>> Backlog(HttpContext context, MessageLog log)
    {
        CheckKept(log);
        var backlog = await log.BacklogAsync(context.RequestAborted);
        return TypedResults.Ok(new OpsMessageBacklog(backlog.Runs, backlog.Oldest?.TotalSeconds ?? 0));
    }

    public static async Task<Ok<OpsMessagesErased>> Erase(HttpContext context, MessageLog log)
    {
        var fields = await RequestBody.ReadFieldsAsync(context);
        var (caller, customer, thread, run) = (Caller.Of(context), fields.Text("customer"), fields.Text("thread_id"), fields.Id("run_id"));
        var terms = new List<long>();
        if (customer is not null) terms.Add(MessageTerms.Customer(caller.Tenant, customer));
        if (thread is not null) terms.Add(MessageTerms.Thread(caller.Tenant, thread));
        if (run is { } id) terms.Add(MessageTerms.Run(caller.Tenant, id));
        fields.RefuseOthers();
        if (terms.Count != 1) fields.Add("customer", "Exactly one of customer, thread_id and run_id is expected.");
        fields.Throw();
        return TypedResults.Ok(new OpsMessagesErased(await log.EraseAsync(terms[0], caller.Name, context.RequestAborted)));
    }

    public static async Task<Ok<OpsMessagesRebuilt>> Rebuild(HttpContext context, MessageLog log)
    {
        CheckKept(log);
        var fields = await RequestBody.ReadFieldsAsync(context);
        var clear = fields.Flag("clear");
        fields.RefuseOthers();
        fields.Throw();
        return TypedResults.Ok(new OpsMessagesRebuilt(await log.RebuildAsync(Caller.Of(context).Tenant, clear, context.RequestAborted)));
    }

    private static void CheckKept(MessageLog log)
    {
        if (!log.IsKept) throw new BatonException(ErrorCodes.MessageLogOff, "The configuration keeps no message log. Set Baton:Messages:Enabled to true and restart the server.");
    }
}
