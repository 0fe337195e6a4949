using Baton.Engine.Telemetry;
using Baton.Engine.Trees;
using Baton.Errors;
using Baton.Server.Telemetry.Tail;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Baton.Server.Telemetry;

/// <summary>Begins and ends exports with the server. Whatever goes wrong is logged: telemetry keeps no server from starting or stopping.</summary>
internal sealed partial class TelemetryHost(IConfiguration configuration, RunEnds ends, RunTrees trees, ILogger<TelemetryHost> log) : IHostedService, IAsyncDisposable
{
    private static readonly TimeSpan LastSend = TimeSpan.FromSeconds(5);
    private IDisposable? _export;
    private TailExport? _tail;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        try
        {
            Start();
        }
        catch (Exception exception)
        {
            LogFailed(ErrorCodes.TelemetryFailed, exception.GetType().Name, exception);
        }

        return Task.CompletedTask;
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        if (_export is not { } export) return;
        var tail = _tail;
        (_export, _tail) = (null, null);

        // What is left is sent, unless nobody takes it; each part for itself.
        if (tail is not null) await EndAsync(tail.StopAsync, cancellationToken);
        await EndAsync(limit => Task.Run(export.Dispose, CancellationToken.None).WaitAsync(limit), cancellationToken);
    }

    private async Task EndAsync(Func<CancellationToken, Task> end, CancellationToken cancellationToken)
    {
        using var limit = new CancellationTokenSource(LastSend, TimeProvider.System);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, cancellationToken);
        try
        {
            await end(both.Token);
        }
        catch (Exception exception)
        {
            LogFailed(ErrorCodes.TelemetryFailed, exception.GetType().Name, exception);
        }
    }

    /// <summary>Ends what a host that was not stopped has begun.</summary>
    public async ValueTask DisposeAsync() => await StopAsync(CancellationToken.None);

    private void Start()
    {
        var section = configuration.GetSection(TelemetryOptions.Section);
        if (!section.Exists()) return;
        if (!section.GetChildren().Any())
        {
            LogFault(ErrorCodes.TelemetrySettingInvalid, section.Path, $"It is one value, where settings with names belong, such as {TelemetryOptions.Section}:Otlp:Endpoint.");
            return;
        }

        var options = section.Get<TelemetryOptions>()!;
        var faults = TelemetryFaults.In(options).ToList();
        foreach (var fault in faults) LogFault(fault.Code, fault.Where, fault.Message);
        if (faults.Count > 0 || options.Otlp.Endpoint is null) return;
        _export = OtlpExport.Start(options);
        if (options is { Otlp.Traces: true, Tail.Enabled: true, SampleRatio: < 1 }) _tail = TailExport.Start(options, ends, trees);
    }

    [LoggerMessage(EventId = 320, Level = LogLevel.Error, Message = "{Code} {Setting}: {Fault} Nothing is exported; the server goes on without.")]
    private partial void LogFault(string code, string setting, string fault);

    [LoggerMessage(EventId = 321, Level = LogLevel.Error, Message = "{Code} Telemetry failed ({Kind}); the server goes on without.")]
    private partial void LogFailed(string code, string kind, Exception exception);
}
