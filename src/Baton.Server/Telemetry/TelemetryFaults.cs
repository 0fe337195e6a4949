using System.Globalization;
using Baton.Errors;
using Baton.Server.Telemetry.Tail;

namespace Baton.Server.Telemetry;

/// <summary>What is wrong with the telemetry's options. They are reported, and nothing is exported; the server starts all the same.</summary>
internal static class TelemetryFaults
{
    public static IEnumerable<Fault> In(TelemetryOptions options)
    {
        if (options.SampleRatio is not (>= 0 and <= 1))
        {
            yield return Fault("SampleRatio", string.Create(CultureInfo.InvariantCulture, $"{options.SampleRatio} is no share. Set 0 to 1; a hundredth is 0.01."));
        }

        foreach (var fault in Tail(options.Tail)) yield return fault;
        if (options.Conventions is not (null or "1.41" or "latest"))
        {
            yield return Fault("Conventions", $"'{options.Conventions}' is not known. Set 1.41 or latest.");
        }

        if (options.Otlp.Endpoint is { } endpoint && !(Uri.TryCreate(endpoint, UriKind.Absolute, out var address) && address.Scheme is "http" or "https"))
        {
            yield return Fault("Otlp:Endpoint", "It is no http or https address. Write it like http://127.0.0.1:4318.");
        }

        if (options.Otlp.Protocol is not ("http/protobuf" or "grpc"))
        {
            yield return Fault("Otlp:Protocol", $"'{options.Otlp.Protocol}' is not known. Set http/protobuf or grpc.");
        }

        if (options.Otlp.MetricsInterval < TimeSpan.FromMilliseconds(100))
        {
            yield return Fault("Otlp:MetricsInterval", $"{options.Otlp.MetricsInterval} is less than a tenth of a second. Set a time like 00:00:30.");
        }
    }

    private static IEnumerable<Fault> Tail(TailOptions tail)
    {
        if (tail.SlowSeconds is not (null or > 0))
        {
            yield return Fault("Tail:SlowSeconds", string.Create(CultureInfo.InvariantCulture, $"{tail.SlowSeconds} is no time. Set seconds above 0, or leave it empty for none."));
        }

        if (tail.CostUsd is not (null or > 0))
        {
            yield return Fault("Tail:CostUsd", string.Create(CultureInfo.InvariantCulture, $"{tail.CostUsd} is no cost. Set US dollars above 0, or leave it empty for none."));
        }

        if (tail.Tag is { Length: > 128 }) yield return Fault("Tail:Tag", "It is longer than 128 characters. Name a key of runs' metadata, like experiment.");
        if (tail.Queue is < 1 or > 1_000_000) yield return Fault("Tail:Queue", $"{tail.Queue} is not between 1 and 1,000,000. Set a number like 4096.");
    }

    private static Fault Fault(string key, string what) => new(ErrorCodes.TelemetrySettingInvalid, $"{TelemetryOptions.Section}:{key}", what);
}
