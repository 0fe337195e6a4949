using System.Buffers.Binary;
using System.Diagnostics;
using OpenTelemetry.Trace;

namespace Baton.Server.Telemetry;

/// <summary>
/// Takes a share of traces by their id alone, whatever a caller has decided: every server that sees a trace, and a collector, decides alike.
/// </summary>
/// <remarks>
/// The rule of consistent probability sampling (OpenTelemetry, OTEP 235; the collector's probabilistic sampler in proportional mode): the
/// last 56 bits of the id are its random value, and a trace is taken where that is at or above (1 − share) × 2^56.
/// </remarks>
internal sealed class TraceShareSampler(double share) : Sampler
{
    private const long Range = 1L << 56;
    private readonly long _threshold = (long)Math.Round((1 - share) * Range);

    public override SamplingResult ShouldSample(in SamplingParameters samplingParameters) =>
        new(Takes(samplingParameters.TraceId) ? SamplingDecision.RecordAndSample : SamplingDecision.Drop);

    public bool Takes(ActivityTraceId trace)
    {
        Span<byte> bytes = stackalloc byte[16];
        trace.CopyTo(bytes);
        return (BinaryPrimitives.ReadInt64BigEndian(bytes[8..]) & (Range - 1)) >= _threshold;
    }
}
