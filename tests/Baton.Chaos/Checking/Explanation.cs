using System.Text;
using Baton.Engine.Stores;

namespace Baton.Chaos.Checking;

/// <summary>Says of a run that is stuck what it waits for.</summary>
internal static class Explanation
{
    private const int LastEntries = 8;
    private const int LongestBody = 300;

    public static async Task<string> OfAsync(IStore store, Guid id, CancellationToken cancellationToken)
    {
        var row = (await store.Runs.QueryAsync(new RunQuery(null) { IncludeHidden = true, Limit = int.MaxValue }, cancellationToken)).FirstOrDefault(run => run.Id == id);
        if (row is null) return $"run {id:D} is not in the store.";
        var text = new StringBuilder();
        text.AppendLine($"run {id:D} is stuck: {row.Status}, owner {row.Owner?.ToString() ?? "none"}, epoch {row.Epoch}, seq {row.Seq}, wakes {row.WakeAt:O}, queued {row.Queued}, thread {row.Thread ?? "none"}");
        foreach (var entry in await store.Runs.ReadAsync(id, Math.Max(0, row.Seq - LastEntries), int.MaxValue, cancellationToken))
        {
            text.AppendLine($"  {entry.Seq} {entry.At:O} {entry.Kind} {Short(Encoding.UTF8.GetString(entry.Body.Span))}");
        }

        foreach (var ticket in await store.Runs.TicketsAsync(new TicketQuery(null) { Run = id }, cancellationToken))
        {
            text.AppendLine($"  open ticket {ticket.Id} {ticket.Kind} {ticket.Visit} {ticket.Name} until {ticket.Deadline:O}");
        }

        foreach (var item in await store.Runs.ReceiveAsync(id, 0, cancellationToken))
        {
            text.AppendLine($"  inbox {item.Id} {item.Message.Kind} {item.Message.Name} {item.Message.Ticket} {Short(item.Message.Value?.GetRawText() ?? "")}");
        }

        return text.ToString();
    }

    private static string Short(string text) => text.Length <= LongestBody ? text : text[..LongestBody] + "…";
}
