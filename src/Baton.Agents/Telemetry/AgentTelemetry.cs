using System.Diagnostics.Metrics;
using Baton.Engine.Telemetry;
using Microsoft.Extensions.Configuration;

namespace Baton.Agents.Telemetry;

/// <summary>What agents, models and tools measure, under the names of the chosen conventions.</summary>
/// <remarks>Safe for concurrent use.</remarks>
internal sealed class AgentTelemetry : IDisposable
{
    /// <summary>The setting that chooses them: <c>1.41</c> (the default) or <c>latest</c>.</summary>
    public const string Setting = "Baton:Telemetry:Conventions";

    private static readonly double[] Seconds = [0.01, 0.02, 0.04, 0.08, 0.16, 0.32, 0.64, 1.28, 2.56, 5.12, 10.24, 20.48, 40.96, 81.92];
    private static readonly long[] Tokens = [1, 4, 16, 64, 256, 1024, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864];
    private static readonly AsyncLocal<string?> Ambient = new();
    private readonly Meter _meter = new(BatonTelemetry.Name);

    public AgentTelemetry(IConfiguration? configuration)
    {
        Names = Chosen(configuration?[Setting], configuration?[GenAiConventions.OptInVariable]);
        ModelDuration = Histogram(Names.ModelDuration, "One model call.");
        FirstChunk = Histogram(Names.ModelFirstChunk, "Until the first piece of a streamed answer.");
        AgentDuration = Histogram(Names.AgentDuration, "One visit of an agent; a wait ends it.");
        ToolDuration = Histogram(Names.ToolDuration, "One call of a tool.");
        SentTokens = TokenHistogram(Names.IsLatest ? Names.InputTokens : Names.TokenUsage, Names.IsLatest ? "Tokens sent in a call." : "Tokens of a call, by type.");
        ReceivedTokens = Names.IsLatest ? TokenHistogram(Names.OutputTokens, "Tokens received in a call.") : SentTokens;
        Cost = _meter.CreateCounter<double>("baton.model.cost", "USD", "What model calls cost.");
    }

    /// <summary>The agent whose visit the calling code is in, or null; known only while somebody listens.</summary>
    public static string? Agent
    {
        get => Ambient.Value;
        set => Ambient.Value = value;
    }

    public GenAiConventions Names { get; }

    public Histogram<double> ModelDuration { get; }

    public Histogram<double> FirstChunk { get; }

    public Histogram<double> AgentDuration { get; }

    public Histogram<double> ToolDuration { get; }

    public Histogram<long> SentTokens { get; }

    public Histogram<long> ReceivedTokens { get; }

    public Counter<double> Cost { get; }

    /// <summary>True while anybody listens to anything here.</summary>
    public bool IsOn => BatonTelemetry.IsTracing || ModelDuration.Enabled || ToolDuration.Enabled || AgentDuration.Enabled || Cost.Enabled;

    public void Dispose() => _meter.Dispose();

    private static GenAiConventions Chosen(string? setting, string? optIn) =>
        string.Equals(setting, "latest", StringComparison.OrdinalIgnoreCase)
        || (setting is null && optIn?.Contains(GenAiConventions.OptInValue, StringComparison.Ordinal) == true)
            ? GenAiConventions.Latest
            : GenAiConventions.V141;

    private Histogram<double> Histogram(string name, string what) =>
        _meter.CreateHistogram(name, "s", what, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = Seconds });

    private Histogram<long> TokenHistogram(string name, string what) =>
        _meter.CreateHistogram(name, "{token}", what, advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = Tokens });
}
