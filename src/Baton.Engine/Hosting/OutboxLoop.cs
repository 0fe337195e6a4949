using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Policies;
using Microsoft.Extensions.Logging;

namespace Baton.Engine.Hosting;

/// <summary>Sends what lies in the outbox: at least once each, with backoff, and given up after a day's worth of tries.</summary>
internal sealed partial class OutboxLoop(IStore store, IEnumerable<IOutboxRoute> routes, IdSource ids, TimeProvider time, ILogger<OutboxLoop> log) : IEngineLoop
{
    /// <summary>How many are sent at a time. No more are taken, as the time for which a message is one server's own begins when it is taken.</summary>
    private const int Places = 8;

    private const int MaxAttempts = 12;
    private static readonly TimeSpan PollInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SendLease = TimeSpan.FromSeconds(30);
    private static readonly RetryPolicy Backoff = new(MaxAttempts, TimeSpan.FromSeconds(1), 3, TimeSpan.FromHours(4), 0.2);
    private readonly JournalReader _journals = new(store);

    public async Task RunAsync(CancellationToken stopping)
    {
        var sending = new List<Task>(Places);
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                sending.RemoveAll(sent => sent.IsCompleted);
                var free = Places - sending.Count;
                var items = await store.Outbox.TakeAsync(free, SendLease, stopping);
                sending.AddRange(items.Select(item => Task.Run(() => AttemptAsync(item, stopping), CancellationToken.None)));
                if (items.Count < free) await Task.Delay(PollInterval, time, stopping);
                else await Task.WhenAny(sending);
            }
            catch (OperationCanceledException)
            {
                // The server stops.
            }
            catch (Exception exception)
            {
                LogFailed(exception);
                await Task.Delay(PollInterval, time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        await Task.WhenAll(sending);
    }

    private async Task AttemptAsync(OutboxItem item, CancellationToken stopping)
    {
        try
        {
            await SendAsync(item, stopping);
        }
        catch (OperationCanceledException)
        {
            // The server stops; the message is taken again.
        }
        catch (Exception exception)
        {
            LogFailed(exception);
        }
    }

    private async ValueTask SendAsync(OutboxItem item, CancellationToken stopping)
    {
        var failure = await ObservedAsync(item, stopping);
        if (failure is null)
        {
            await store.Outbox.CompleteAsync(item.Id, stopping);
        }
        else if (item.Attempt >= MaxAttempts)
        {
            LogGivenUp(item.Message.Key, Host(item.Message), item.Attempt, failure);
            await store.Outbox.CompleteAsync(item.Id, stopping);
        }
        else
        {
            if (item.Attempt <= 1) LogNotTaken(item.Message.Key, Host(item.Message), failure);
            await store.Outbox.RetryAsync(item.Id, Backoff.DelayAfter(item.Attempt, ids.NextRandom()), stopping);
        }
    }

    private async Task<string?> ObservedAsync(OutboxItem item, CancellationToken stopping)
    {
        using var span = RunLinks.Deliver(await RunLinks.OfAsync(_journals, item), item);
        var failure = await TrySendAsync(item.Message, stopping);
        if (failure is not null) Span.Fail(span, "not_delivered");
        Measure.Add(EngineMeasures.Webhooks, 1, new KeyValuePair<string, object?>(TelemetryNames.Outcome, failure is null ? "ok" : "error"));
        return failure;
    }

    /// <returns>Why it was not delivered; null where it was.</returns>
    private async Task<string?> TrySendAsync(OutboxMessage message, CancellationToken stopping)
    {
        try
        {
            var route = routes.FirstOrDefault(route => route.Takes(message));
            return route is null ? "this server has no way there" : await route.SendAsync(message, stopping);
        }
        catch (Exception exception) when (!stopping.IsCancellationRequested)
        {
            // Whatever is wrong with one message must not hold up the others.
            return exception is HttpRequestException ? (OutboundGuard.RefusalIn(exception) ?? exception).Message : exception.GetType().Name;
        }
    }

    /// <summary>Where it goes, as far as a log may have it: path and query may hold secrets.</summary>
    private static string Host(OutboxMessage message) => !Uri.TryCreate(message.Destination, UriKind.Absolute, out var uri) ? "?" : uri.Authority is { Length: > 0 } host ? host : $"{uri.Scheme}:";

    [LoggerMessage(EventId = 107, Level = LogLevel.Error, Message = "The outbox could not be read; trying again.")]
    private partial void LogFailed(Exception exception);

    [LoggerMessage(EventId = 108, Level = LogLevel.Warning, Message = "The message {Key} to {Host} could not be delivered in {Attempts} tries and is given up: {Reason}")]
    private partial void LogGivenUp(string key, string host, int attempts, string reason);

    [LoggerMessage(EventId = 120, Level = LogLevel.Warning, Message = "The message {Key} to {Host} could not be delivered; it is tried again: {Reason}")]
    private partial void LogNotTaken(string key, string host, string reason);
}
