using Baton.Engine.Telemetry;
using Baton.Graphs;

namespace Baton.Tests.Telemetry;

public sealed class SilenceTests
{
    [Fact]
    public void While_nobody_listens_nothing_is_allocated()
    {
        Observe();
        var before = GC.GetAllocatedBytesForCurrentThread();

        for (var index = 0; index < 1_000; index++) Observe();

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void A_name_from_outside_is_taken_only_where_it_has_the_form_of_one()
    {
        Assert.Equal("refunds-eu_2.0", Labels.Name("refunds-eu_2.0"));
        Assert.Null(Labels.Name("jane.doe@example.com"));
        Assert.Null(Labels.Name("Jane Doe"));
        Assert.Null(Labels.Name(new string('a', 65)));
    }

    [Fact]
    public void Newer_names_stand_for_the_same_as_the_older_ones()
    {
        Assert.Equal("gen_ai.client.operation.duration", GenAiConventions.V141.ModelDuration);
        Assert.Equal("gen_ai.client.inference.duration", GenAiConventions.Latest.ModelDuration);
        Assert.Equal("gen_ai.usage.cache_creation.input_tokens", GenAiConventions.V141.CacheWriteTokens);
        Assert.Equal("gen_ai.usage.cache_write.input_tokens", GenAiConventions.Latest.CacheWriteTokens);
    }

    // Everything that stands in the way of a run. What it would look at is not there: it must not come to that.
    private static void Observe()
    {
        Assert.Null(RunStart.Begin("desk"));
        Assert.Null(RunObservation.Begin(null!));
        RunObservation.Rested(null, null);
        Assert.Null(NodeObservation.Begin(null!, null!, null!, "answer#1"));
        Assert.Null(EffectObservation.Begin("answer#1", "records", EffectKind.Call, 1, false));
        Assert.Null(Span.Inside(TelemetryNames.Chat, "model"));
        Measure.Add(EngineMeasures.Retries, 1, new KeyValuePair<string, object?>(TelemetryNames.EffectKind, "call"));
        Measure.Record(EngineMeasures.PoolWait, 1.0, new(TelemetryNames.Pool, "default"), new(TelemetryNames.Graph, "desk"));
        StoreMeasures.Committed(StoreMeasures.Begin(), "memory", 1);
    }
}
