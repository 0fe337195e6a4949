using System.Diagnostics;
using Baton.Engine.Telemetry;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Baton.Server.Telemetry;

/// <summary>Sends spans and measurements to an OTLP receiver: in batches, out of a bounded queue, dropping rather than waiting.</summary>
internal static class OtlpExport
{
    private const int QueueSize = 8_192;
    private const int BatchSize = 512;
    private const int SendEvery = 2_000;
    private const int SendLimit = 5_000;

    /// <summary>Whose spans are exported: the requests that come in, those that go out, and everything between.</summary>
    private static readonly string[] Sources = [BatonTelemetry.Name, "Microsoft.AspNetCore", "System.Net.Http"];

    /// <summary>Begins.</summary>
    /// <returns>Ends it, after what is left was sent.</returns>
    public static IDisposable Start(TelemetryOptions options)
    {
        var sampler = new TraceShareSampler(options.SampleRatio);
        var sdk = OpenTelemetrySdk.Create(builder =>
        {
            builder.ConfigureResource(resource => Describe(resource, options));
            if (options.Otlp.Traces) builder.WithTracing(tracing => Add(tracing, sampler, options));
            if (options.Otlp.Metrics) builder.WithMetrics(metrics => Add(metrics, options));
        });
        return new Running(sdk, options.Otlp.Traces ? TraceShares.Add(sampler.Takes) : null);
    }

    /// <summary>Who it is that exports.</summary>
    public static void Describe(ResourceBuilder resource, TelemetryOptions options) => resource.AddService(
        options.ServiceName, serviceInstanceId: $"{Environment.MachineName}:{Environment.ProcessId}", autoGenerateServiceInstanceId: false);

    /// <summary>Where a signal goes.</summary>
    public static OtlpExporterOptions Target(OtlpOptions otlp, string path)
    {
        var isGrpc = otlp.Protocol == "grpc";
        return new OtlpExporterOptions
        {
            Endpoint = new Uri(isGrpc ? otlp.Endpoint! : $"{otlp.Endpoint!.TrimEnd('/')}/{path}"),
            Protocol = isGrpc ? OtlpExportProtocol.Grpc : OtlpExportProtocol.HttpProtobuf,
            Headers = otlp.Headers,
            TimeoutMilliseconds = SendLimit,
        };
    }

    private static void Add(TracerProviderBuilder tracing, TraceShareSampler sampler, TelemetryOptions options) => tracing
        .AddSource(Sources)
        .SetSampler(sampler)
        .AddProcessor(new AttributeFilter())
        .AddProcessor(new BatchActivityExportProcessor(
            new CountedExporter(Target(options.Otlp, "v1/traces")), QueueSize, SendEvery, SendLimit, BatchSize));

    private static void Add(MeterProviderBuilder metrics, TelemetryOptions options) => metrics
        .AddMeter([.. ExportedMeters.Names])
        .AddReader(new PeriodicExportingMetricReader(
            new OtlpMetricExporter(Target(options.Otlp, "v1/metrics")), (int)options.Otlp.MetricsInterval.TotalMilliseconds, SendLimit));

    private sealed class Running(IDisposable sdk, IDisposable? share) : IDisposable
    {
        public void Dispose()
        {
            share?.Dispose();
            sdk.Dispose();
        }
    }
}

/// <summary>Counts what is exported and what a receiver does not take.</summary>
internal sealed class CountedExporter(OtlpExporterOptions options) : OtlpTraceExporter(options)
{
    public override ExportResult Export(in Batch<Activity> activityBatch)
    {
        var count = activityBatch.Count;
        var result = base.Export(activityBatch);
        Measure.Add(ExportMeasures.Spans, count, new KeyValuePair<string, object?>(TelemetryNames.Outcome, result == ExportResult.Success ? "exported" : "dropped"));
        return result;
    }
}
