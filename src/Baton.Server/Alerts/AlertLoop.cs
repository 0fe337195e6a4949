using Baton.Engine.Hosting;
using Baton.Engine.Stores;
using Baton.Engine.Streaming;
using Baton.Server.Notifications;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Alerts;

/// <summary>
/// Looks at the rules in each interval, on one of the store's servers: which one is decided anew each time. Every server tells those who watch its
/// live feed what has changed, whoever found it.
/// </summary>
internal sealed partial class AlertLoop(
    AlertSettings settings, AlertBoard board, (ServerSamples Samples, AlertReadings Readings, LiveFeed Feed) sources, (TimeProvider Time, IdSource Ids) system,
    ILogger<AlertLoop> log) : IEngineLoop
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);
    private readonly string _server = system.Ids.NewId(system.Time.GetUtcNow()).ToString("n");
    private Dictionary<string, (bool IsFiring, int Fires)>? _told;

    public async Task RunAsync(CancellationToken stopping)
    {
        while (settings.Rules.Count > 0 && !stopping.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stopping);
            }
            catch (Exception exception) when (!stopping.IsCancellationRequested)
            {
                LogFailed(exception);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await Task.Delay(settings.Interval, system.Time, stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async ValueTask LookAsync(CancellationToken stopping)
    {
        var now = system.Time.GetUtcNow();
        if (settings.Rules.Any(rule => rule.IsSampled || rule.Kind == AlertKind.CircuitOpen)) await board.KeepAsync(_server, sources.Samples.Take(), stopping);
        if (await board.TakeTurnAsync(now, settings.Interval, stopping)) await EvaluateAsync(now, stopping);
        Tell(await board.StatesAsync(stopping));
    }

    private async ValueTask EvaluateAsync(DateTimeOffset now, CancellationToken stopping)
    {
        var samples = await board.SamplesAsync(now - settings.Rules.Max(rule => rule.Window) - Kept, stopping);
        var states = await board.StatesAsync(stopping);
        foreach (var rule in settings.Rules)
        {
            var (version, before) = states.GetValueOrDefault(rule.Name, (0, new AlertState()));
            var reading = await sources.Readings.ReadAsync(rule, samples, now - (3 * settings.Interval) - TimeSpan.FromSeconds(1), stopping);
            var after = before.After(rule, reading, now);
            var isNews = after.IsFiring != before.IsFiring;
            if (!await board.SaveAsync(rule.Name, version, after, isNews ? Messages(rule, after, now) : [], stopping)) continue;
            Log(rule, before, after);
        }
    }

    private static IReadOnlyList<OutboxMessage> Messages(AlertRule rule, AlertState state, DateTimeOffset now)
    {
        var status = state.IsFiring ? "firing" : "resolved";
        var subject = $"Baton alert {rule.Name}: {status}";
        var text = FormattableString.Invariant($"{rule.Name} ({rule.KindName}) is {status}: {state.Value}, of {state.Count} in {rule.Window}; it fires above {rule.Above} and resolves at {rule.Resolve}.");
        var notice = new Notice(Notice.IdOf("alert", rule.Name, $"{state.Fires}", status), "alert", subject, text)
        {
            Alert = new AlertNotice(rule.Name, rule.KindName, status, state.Value, rule.Above),
            At = now,
        };
        return [.. rule.Channels.Select(notice.To)];
    }

    private void Tell(IReadOnlyDictionary<string, (long Version, AlertState State)> states)
    {
        var seen = new Dictionary<string, (bool, int)>(StringComparer.OrdinalIgnoreCase);
        foreach (var rule in settings.Rules)
        {
            var state = states.TryGetValue(rule.Name, out var known) ? known.State : new AlertState();
            seen[rule.Name] = (state.IsFiring, state.Fires);
            if (_told is null || _told.GetValueOrDefault(rule.Name) == seen[rule.Name]) continue;
            sources.Feed.Tell(rule.Tenant, new LiveEvent("alert")
            {
                Alert = rule.Name,
                Status = state.IsFiring ? "firing" : "resolved",
                Value = state.Value,
                At = state.At,
            });
        }

        // What was so when the server began is read from /ops/alerts.
        _told = seen;
    }

    private void Log(AlertRule rule, AlertState before, AlertState after)
    {
        if (after.IsFiring && !before.IsFiring) LogFiring(rule.Name, rule.KindName, after.Value, rule.Above, after.Count);
        else if (before.IsFiring && !after.IsFiring) LogResolved(rule.Name, rule.KindName, after.Value, rule.Resolve);
        if (after.Problem is { } problem && problem != before.Problem) LogProblem(rule.Name, problem);
    }

    [LoggerMessage(EventId = 620, Level = LogLevel.Warning, Message = "Alert {Rule} fires: {Kind} is {Value}, above {Above} (of {Count}).")]
    private partial void LogFiring(string rule, string kind, double? value, double above, long count);

    [LoggerMessage(EventId = 621, Level = LogLevel.Information, Message = "Alert {Rule} is resolved: {Kind} is {Value}, at or below {Resolve}.")]
    private partial void LogResolved(string rule, string kind, double? value, double resolve);

    [LoggerMessage(EventId = 622, Level = LogLevel.Warning, Message = "Alert {Rule} cannot say how things are. {Problem}")]
    private partial void LogProblem(string rule, string problem);

    [LoggerMessage(EventId = 623, Level = LogLevel.Error, Message = "The alerts could not be looked at; trying again.")]
    private partial void LogFailed(Exception exception);
}
