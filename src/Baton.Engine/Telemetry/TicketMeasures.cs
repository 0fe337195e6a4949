using Baton.Engine.Journal;

namespace Baton.Engine.Telemetry;

/// <summary>Counts the questions that people are asked.</summary>
internal static class TicketMeasures
{
    public static void Opened(TicketKind kind, string graph) =>
        Measure.Add(EngineMeasures.InterruptsOpened, 1, new(TelemetryNames.TicketKind, Word(kind)), new(TelemetryNames.Graph, graph));

    public static void Closed(TicketKind kind, TicketClosure reason, string graph)
    {
        if (kind is not (TicketKind.Approval or TicketKind.Breakpoint)) return;
        var outcome = reason switch { TicketClosure.Completed => "answered", TicketClosure.TimedOut => "timed_out", _ => "superseded" };
        Measure.Add(
            EngineMeasures.InterruptsClosed, 1, new(TelemetryNames.TicketKind, Word(kind)), new(TelemetryNames.Graph, graph), new(TelemetryNames.Outcome, outcome));
    }

    private static string Word(TicketKind kind) => kind == TicketKind.Breakpoint ? "breakpoint" : "approval";
}
