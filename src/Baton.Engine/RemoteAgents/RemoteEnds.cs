using Baton.Engine.Journal;
using Baton.Engine.Runs;

namespace Baton.Engine.RemoteAgents;

/// <summary>Tells agents that nobody waits for their tasks any more, as far as that goes: they end by themselves, or go on for nothing.</summary>
internal static class RemoteEnds
{
    private const int Most = 100;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(3);

    /// <summary>One task.</summary>
    public static async ValueTask TellAsync(IRemoteConnection connection, string task, TimeProvider time)
    {
        using var limit = new CancellationTokenSource(Patience, time);
        try
        {
            await connection.CancelAsync(task, limit.Token);
        }
        catch (Exception)
        {
            // What is being ended here ends all the same.
        }
    }

    /// <summary>Those that a run sleeps for, which ends.</summary>
    public static async ValueTask TellAsync(RunActivation run)
    {
        List<RemoteWait> waits;
        lock (run.LedgerGate)
        {
            waits =
            [
                .. run.Ledger.Tickets.Values.Where(ticket => ticket is { IsOpen: true, Opened: { Kind: TicketKind.Remote, Value: not null } })
                    .Take(Most).Select(ticket => (RemoteWait)JsonBytes.To(ticket.Opened.Value!.Value, typeof(RemoteWait))!),
            ];
        }

        await Task.WhenAll(waits.Select(wait => run.Parts.RemoteAgents.CancelAsync(run, wait)));
    }
}
