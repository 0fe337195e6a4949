using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.A2A;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Graphs;

namespace Baton.Server.A2A;

/// <summary>Messages to a task that asks something: they answer its questions. The same message again answers nothing else.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class FollowUps(IRuns runs, IStore store)
{
    /// <summary>True for what a message can answer.</summary>
    public static bool IsForPerson(TicketRow ticket) => ticket.Kind is TicketKind.Approval or TicketKind.Breakpoint;

    /// <summary>Gives the answer.</summary>
    /// <param name="call">The request.</param>
    /// <param name="row">The task's run.</param>
    /// <param name="message">The message.</param>
    /// <param name="key">The message's key.</param>
    /// <returns>The last entry before the answer; null where the message is input: the task asks nothing, or not the caller.</returns>
    /// <exception cref="BatonException">The task takes no message, or not this one.</exception>
    public async ValueTask<int?> AnswerAsync(A2ACall call, RunRow row, AgentMessage message, string key)
    {
        if (call.IsAsked && await FindAsync(call, key) is { } note)
        {
            await GiveAsync(call, await TicketsAsync(row, note.Tickets, call.Gone), message, key);
            return note.After;
        }

        if (row.Status.HasEnded()) throw Unfit("The task has ended. Send the message without taskId, on the same contextId: it begins a new task.");
        var open = call.IsAsked ? await OpenAsync(call, row) : [];
        if (open.Count == 0)
        {
            if (row.Status == RunStatus.Waiting && Tasks.AsksOthers(call.Graph)) return null;
            throw Unfit("The task asks nothing at present. Send the message without taskId, or wait until its state is TASK_STATE_INPUT_REQUIRED.");
        }

        // Noted first: whoever repeats the message after a crash in between still gives this answer to these questions.
        var answers = AnswerMapping.Of(message, open);
        await AddAsync(call, key, new FollowUpNote(row.Seq, [.. answers.Select(answer => answer.Ticket.Id)]));
        await GiveAsync(call, open, message, key);
        return row.Seq;
    }

    private async ValueTask<List<TicketRow>> OpenAsync(A2ACall call, RunRow row) =>
        [.. (await store.Runs.TicketsAsync(new TicketQuery(row.Tenant) { Run = row.Id }, call.Gone)).Where(IsForPerson)];

    private async ValueTask GiveAsync(A2ACall call, IReadOnlyList<TicketRow> tickets, AgentMessage message, string key)
    {
        foreach (var (ticket, value) in AnswerMapping.Of(message, tickets))
        {
            var outcome = await runs.AnswerAsync(call.Tenant, ticket.Id, new TicketAnswer(value, key, call.Caller.Name), call.Gone);
            if (outcome is SendOutcome.Delivered or SendOutcome.AlreadyDelivered) continue;
            throw new BatonException(ErrorCodes.TicketClosed, "The question was answered by somebody else, or its deadline has passed. Read the task again.");
        }
    }

    private async ValueTask<IReadOnlyList<TicketRow>> TicketsAsync(RunRow row, IReadOnlyList<string> ids, CancellationToken cancellationToken)
    {
        var all = await store.Runs.TicketsAsync(new TicketQuery(row.Tenant) { Run = row.Id, IncludeClosed = true }, cancellationToken);
        return [.. all.Where(ticket => ids.Contains(ticket.Id))];
    }

    private async ValueTask<FollowUpNote?> FindAsync(A2ACall call, string key)
    {
        var record = await store.Records.FindAsync(call.Tenant, RecordCollections.Idempotency, key, call.Gone);
        return record?.Value.Deserialize<FollowUpNote>(BatonJson.Options);
    }

    private async ValueTask AddAsync(A2ACall call, string key, FollowUpNote note) => await store.Records.ApplyAsync(
        call.Tenant, [new RecordChange(RecordCollections.Idempotency, key, 0, JsonSerializer.SerializeToElement(note, BatonJson.Options))], call.Gone);

    private static BatonException Unfit(string why) => new(ErrorCodes.TaskStateUnfit, why);
}

/// <summary>What a message answered.</summary>
/// <param name="After">The run's last entry before.</param>
/// <param name="Tickets">The questions.</param>
internal sealed record FollowUpNote(int After, IReadOnlyList<string> Tickets);
