using System.Text.Json;
using Baton.Contracts;
using Baton.Engine.Journal;
using Baton.Engine.Runs;
using Baton.Engine.Stores;
using Baton.Errors;
using Baton.Support.Desk.Authority;
using Baton.Support.Desk.People;

namespace Baton.Support.Desk.Requests;

/// <summary>Reads one request: its case, its state, and what came in while it waits.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class RequestReader(IStore store, IThreads threads, MeasureLedger ledger)
{
    private const int MostMessages = 200;
    private const int Page = 500;

    private readonly JournalReader _journal = new(store);

    /// <summary>The request of a thread.</summary>
    /// <exception cref="BatonException">The desk has none (BTN7107).</exception>
    public async ValueTask<RequestDetail> ReadAsync(string tenant, string thread, CancellationToken cancellation)
    {
        var row = await store.Cases.FindAsync(tenant, thread, cancellation);
        if (row is null || row.Graph != SupportDesk.Id) throw Unknown(thread);
        var state = await StateAsync(tenant, thread, cancellation) ?? throw Unknown(thread);
        var question = await QuestionAsync(tenant, thread, cancellation);
        var waiting = question is null ? [] : await WaitingAsync(question, cancellation);
        var heard = waiting.Aggregate(state, (heard, request) => heard.Hear(request));
        return new RequestDetail(
            RequestRow.Of(row),
            row.Run,
            heard.Language,
            heard.Summary,
            heard.Draft,
            heard.Person.Length > 0 ? heard.Person : null,
            [.. heard.Messages.Skip(Math.Max(0, heard.Messages.Count - MostMessages)).Select(CaseQuestion.Said.Of)],
            heard.Turns(),
            await ledger.ListAsync(tenant, thread, cancellation),
            heard.Handling,
            OpenQuestion.Of(question));
    }

    /// <summary>The question that a thread's run asks people, or null.</summary>
    public async ValueTask<TicketRow?> QuestionAsync(string tenant, string thread, CancellationToken cancellation)
    {
        var query = new TicketQuery(tenant) { Thread = thread, Kind = TicketKind.Approval, Limit = 10 };
        return (await store.Runs.TicketsAsync(query, cancellation)).FirstOrDefault(ticket => ticket.Name == PersonNode.QuestionName);
    }

    /// <summary>The thread's state, or null.</summary>
    public async ValueTask<SupportState?> StateAsync(string tenant, string thread, CancellationToken cancellation) =>
        (await threads.StateAsync(tenant, thread, null, cancellation))?.Values.Deserialize<SupportState>(BatonJson.Options);

    public static BatonException Unknown(string thread) =>
        new(ErrorCodes.SupportRequestUnknown, $"The desk has no request on thread '{thread}'. GET /ops/support/requests lists the active ones.");

    // What was delivered since the question was opened: the run takes it with the next decision.
    private async ValueTask<List<SupportRequest>> WaitingAsync(TicketRow question, CancellationToken cancellation)
    {
        List<SupportRequest> waiting = [];
        for (var after = 0; ;)
        {
            var page = await _journal.ReadAsync(question.Run, after, Page, cancellation);
            foreach (var entry in page)
            {
                if (entry.Kind == EntryKind.TicketOpened && JournalCodec.Decode(entry) is TicketOpened { Name: PersonNode.QuestionName }) waiting.Clear();
                else if (entry.Kind == EntryKind.InboxTaken && JournalCodec.Decode(entry) is InboxTaken { Kind: InboxKind.Input, Value: { } value })
                {
                    waiting.Add(value.Deserialize<SupportRequest>(BatonJson.Options)!);
                }
            }

            if (page.Count < Page) return waiting;
            after = page[^1].Seq;
        }
    }
}
