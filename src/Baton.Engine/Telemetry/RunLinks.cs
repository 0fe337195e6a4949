using System.Diagnostics;
using Baton.Engine.Journal;
using Baton.Engine.Stores;

namespace Baton.Engine.Telemetry;

/// <summary>Spans that have to do with a run but are not made by it: they read from its journal where it belongs.</summary>
internal static class RunLinks
{
    private const string WebhookEnding = ":finished";

    /// <summary>
    /// Somebody speaks to a run: a span in the speaker's own trace, with a link to the trace that started the run. The run goes on in that one.
    /// </summary>
    public static async ValueTask<Activity?> SpeakAsync(JournalReader journals, InboxMessage message)
    {
        if (!BatonTelemetry.IsRecording) return null;
        var started = await StartedAsync(journals, message.Run);
        ActivityLink[]? links = ActivityContext.TryParse(started?.Trace, null, isRemote: true, out var origin) ? [new ActivityLink(origin)] : null;
        var operation = message.Kind == InboxKind.Cancel ? TelemetryNames.CancelRun : TelemetryNames.ResumeRun;
        return Tagged(Span.Begin($"{operation} {started?.Graph}".TrimEnd(), ActivityKind.Internal, default, null, links), message.Run);
    }

    /// <summary>A webhook is about to be delivered: a span in the trace of the run that it tells of.</summary>
    public static async ValueTask<Activity?> DeliverAsync(JournalReader journals, OutboxItem item)
    {
        if (!BatonTelemetry.IsTracing || !TryRun(item.Message.Key, out var run)) return null;
        var started = await StartedAsync(journals, run);
        ActivityContext.TryParse(started?.Trace, null, isRemote: true, out var origin);
        var span = Tagged(Span.Begin(TelemetryNames.DeliverWebhook, ActivityKind.Client, origin, null, null), run);
        if (span is not null && Uri.TryCreate(item.Message.Destination, UriKind.Absolute, out var to))
        {
            span.SetTag(TelemetryNames.ServerAddress, to.Host);
            span.SetTag(TelemetryNames.ServerPort, to.Port);
            if (item.Attempt > 1) span.SetTag(TelemetryNames.Retry, item.Attempt - 1);
        }

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
