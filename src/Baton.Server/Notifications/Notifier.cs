using Baton.Engine.Notices;
using Baton.Engine.Stores;
using Baton.Graphs;

namespace Baton.Server.Notifications;

/// <summary>
/// Tells of business events: each becomes a message for each of its channels, in the commit of the journal's entry. By default it says which
/// case, how urgent and where to look, and nothing that a customer said.
/// </summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class Notifier(NotificationSettings settings) : INoticeSource
{
    private const string PlainSubject = "Baton: {event} {category} {priority}";
    private const string PlainText = "{event}\n\nGraph: {graph}\nCase: {thread}\nStatus: {status}\nCategory: {category}\nPriority: {priority}\nQuestion: {question}\n{summary}{reason}\n{link}\n";

    public IEnumerable<OutboxMessage> Of(CaseEvent change)
    {
        ArgumentNullException.ThrowIfNull(change);
        return EventNames.Of(change.Before, change.After).SelectMany(name => Messages(name, change)).ToList();
    }

    public IEnumerable<OutboxMessage> Of(QuestionAsked asked)
    {
        ArgumentNullException.ThrowIfNull(asked);
        if (Find(EventNames.ApprovalNeeded, asked.Run.Graph) is not { } told) return [];
        var values = Values(EventNames.ApprovalNeeded, asked.Run.Tenant, asked.Run.Graph, asked.Run.Id, asked.Run.Thread);
        values["question"] = asked.Ticket.Name;
        if (asked.Case is { } facts) Tell(values, facts, told);
        return Messages(told, Notice.IdOf("asked", asked.Run.Tenant, asked.Ticket.Ticket), values, asked.At);
    }

    private IReadOnlyList<OutboxMessage> Messages(string name, CaseEvent change)
    {
        if (Find(name, change.Graph) is not { } told) return [];
        var values = Values(name, change.Tenant, change.Graph, change.Run, change.Thread);
        Tell(values, change.After!, told);
        var id = Notice.IdOf(name, change.Tenant, change.Thread, $"{change.Run}", $"{change.At.ToUnixTimeMilliseconds()}");
        return Messages(told, id, values, change.At);
    }

    private static IReadOnlyList<OutboxMessage> Messages(EventOptions told, string id, Dictionary<string, string?> values, DateTimeOffset at)
    {
        var notice = new Notice(id, "event", NoticeTemplate.Subject(told.Subject ?? PlainSubject, values), NoticeTemplate.Text(told.Text ?? PlainText, values)) { Event = values, At = at };
        return [.. told.Channels.Distinct(StringComparer.OrdinalIgnoreCase).Select(notice.To)];
    }

    private static void Tell(Dictionary<string, string?> values, CaseFacts facts, EventOptions told)
    {
        values["status"] = StatusOf(facts.Status);
        (values["category"], values["priority"], values["agent"]) = (facts.Category, facts.Priority, facts.Agent);
        if (told.IncludeSummary) (values["summary"], values["reason"]) = (facts.Summary, facts.EscalationReason);
    }

    private Dictionary<string, string?> Values(string name, string tenant, string graph, Guid run, string? thread) => new(StringComparer.Ordinal)
    {
        ["event"] = name,
        ["tenant"] = tenant,
        ["graph"] = graph,
        ["run"] = $"{run}",
        ["thread"] = thread,
        ["link"] = settings.RunPage.Replace("{run}", $"{run}", StringComparison.Ordinal),
    };

    private EventOptions? Find(string name, string graph) =>
        settings.Events.TryGetValue(name, out var told) && (told.Graph is null || told.Graph == graph) ? told : null;

    private static string StatusOf(CaseStatus status) => status switch
    {
        CaseStatus.InProgress => "in_progress",
        CaseStatus.WaitingForCustomer => "waiting_for_customer",
        _ => status.ToString().ToLowerInvariant(),
    };
}
