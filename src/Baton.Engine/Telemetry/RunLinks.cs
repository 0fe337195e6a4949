using System.Diagnostics;
using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Telemetry;

/// <summary>Spans that have to do with a run but are not made by it: where they belong stands in its journal.</summary>
/// <remarks>What is read comes before what begins: a span that an asynchronous method begins is not current for its caller.</remarks>
internal static class RunLinks
{
    private const string WebhookEnding = ":finished";

    /// <summary>How a run was started that somebody speaks to; null where nothing is recorded.</summary>
    public static ValueTask<RunStarted?> OfAsync(JournalReader journals, InboxMessage message) =>
        BatonTelemetry.IsRecording ? StartedAsync(journals, message.Run) : default;

    /// <summary>How the run was started that a webhook tells of; null where nobody listens.</summary>
    public static ValueTask<RunStarted?> OfAsync(JournalReader journals, OutboxItem item) =>
        BatonTelemetry.IsTracing && TryRun(item.Message.Key, out var run) ? StartedAsync(journals, run) : default;

    /// <summary>
    /// Somebody speaks to a run: a span in the speaker's own trace, with a link to the trace that started the run. The run goes on in that one.
    /// </summary>
    public static Activity? Speak(RunStarted? started, InboxMessage message)
    {
        if (started is null) return null;
        ActivityLink[]? links = ActivityContext.TryParse(started.Trace, null, isRemote: true, out var origin) ? [new ActivityLink(origin)] : null;
        var operation = message.Kind == InboxKind.Cancel ? TelemetryNames.CancelRun : TelemetryNames.ResumeRun;
        return Tagged(Span.Begin($"{operation} {started.Graph}", ActivityKind.Internal, default, null, links), message.Run);
    }

    /// <summary>A webhook is about to be delivered: a span in the trace of the run that it tells of.</summary>
    public static Activity? Deliver(RunStarted? started, OutboxItem item)
    {
        if (started is null || !TryRun(item.Message.Key, out var run)) return null;
        _ = ActivityContext.TryParse(started.Trace, null, isRemote: true, out var origin);
        var span = Tagged(Span.Begin(TelemetryNames.DeliverWebhook, ActivityKind.Client, origin, null, null), run);
        if (span is null || !Uri.TryCreate(item.Message.Destination, UriKind.Absolute, out var to)) return span;
        span.SetTag(TelemetryNames.ServerAddress, to.Host);
        span.SetTag(TelemetryNames.ServerPort, to.Port);
        if (item.Attempt > 1) span.SetTag(TelemetryNames.Retry, item.Attempt - 1);
        return span;
    }

    private static Activity? Tagged(Activity? span, Guid run) => span?.SetTag(TelemetryNames.Run, run.ToString());

    private static bool TryRun(string key, out Guid run)
    {
        run = default;
        return key.EndsWith(WebhookEnding, StringComparison.Ordinal) && Guid.TryParse(key.AsSpan(0, key.Length - WebhookEnding.Length), out run);
    }

    /// <summary>How the run was started; null where that cannot be read, which is no reason to fail.</summary>
    private static async ValueTask<RunStarted?> StartedAsync(JournalReader journals, Guid run)
    {
        try
        {
            var entries = await journals.ReadAsync(run, 0, 1, CancellationToken.None);
            return entries.Count > 0 ? JournalCodec.Decode(entries[0]) as RunStarted : null;
        }
        catch (Exception)
        {
            Span.Failed();
            return null;
        }
    }
}
