using System.Diagnostics.Metrics;
using Baton.Engine.Telemetry;

namespace Baton.Engine.RemoteAgents;

/// <summary>The instruments of remote agents.</summary>
internal static class RemoteMeasures
{
    public static readonly Histogram<double> Duration =
        BatonTelemetry.Meter.CreateHistogram("baton.remote_agent.duration", "s", "From the message to a remote agent's answer, or failure, its tries included.", advice: EngineMeasures.Seconds);

    public static readonly Counter<long> Errors = BatonTelemetry.Meter.CreateCounter<long>("baton.remote_agent.errors", "{call}", "Calls of remote agents that failed for good.");
}
