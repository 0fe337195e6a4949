using Baton.Server.Telemetry.Tail;

namespace Baton.Server.Telemetry;

/// <summary>What is exported, and where to; configuration section <c>Baton:Telemetry</c>. With nothing set nothing is made.</summary>
public sealed class TelemetryOptions
{
    /// <summary>The section of the configuration.</summary>
    public const string Section = "Baton:Telemetry";

    /// <summary>Where spans and measurements go.</summary>
    public OtlpOptions Otlp { get; init; } = new();

    /// <summary>The share of traces that is exported, 0 to 1, chosen by the trace's id: every server, and a collector, decides alike. Default 1.</summary>
    public double SampleRatio { get; set; } = 1;

    /// <summary>Which trees are exported at their run's end although the share leaves their traces out.</summary>
    public TailOptions Tail { get; init; } = new();

    /// <summary>The name of the service in exports. Default <c>baton</c>.</summary>
    public string ServiceName { get; set; } = "baton";

    /// <summary>
    /// Which names of OpenTelemetry's conventions for generative AI are used: <c>1.41</c> or <c>latest</c>. Default 1.41, unless the
    /// environment has <c>OTEL_SEMCONV_STABILITY_OPT_IN=gen_ai_latest_experimental</c>.
    /// </summary>
    public string? Conventions { get; set; }

    /// <summary>The address of a run's page, with <c>{run}</c> for its id, to which responses link. Default <c>/ops/runs/{run}/tree</c>.</summary>
    public string RunPage { get; set; } = "/ops/runs/{run}/tree";
}

/// <summary>An OTLP receiver.</summary>
public sealed class OtlpOptions
{
    /// <summary>Its address, such as <c>http://127.0.0.1:4318</c>; null exports nothing.</summary>
    public string? Endpoint { get; set; }

    /// <summary><c>http/protobuf</c> or <c>grpc</c>. Default http/protobuf, for which <c>/v1/traces</c> and <c>/v1/metrics</c> are added to the address.</summary>
    public string Protocol { get; set; } = "http/protobuf";

    /// <summary>Headers to send along, as <c>name=value,name=value</c>; they may hold a key, and are never shown.</summary>
    public string? Headers { get; set; }

    /// <summary>False exports no spans. Default true.</summary>
    public bool Traces { get; set; } = true;

    /// <summary>False exports no measurements. Default true.</summary>
    public bool Metrics { get; set; } = true;

    /// <summary>How often measurements are sent. Default 30 s.</summary>
    public TimeSpan MetricsInterval { get; set; } = TimeSpan.FromSeconds(30);
}
