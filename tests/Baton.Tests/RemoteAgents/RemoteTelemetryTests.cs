using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Baton.Engine.Telemetry;
using Baton.Errors;

namespace Baton.Tests.RemoteAgents;

/// <summary>What is measured and traced of calls of agents.</summary>
public sealed class RemoteTelemetryTests
{
    [Fact]
    public async Task Response_times_and_errors_are_counted_by_agent_version_stage_and_outcome()
    {
        var measured = new ConcurrentQueue<string>();
        using var listener = new MeterListener { InstrumentPublished = (instrument, meters) => { if (instrument.Name.StartsWith("baton.remote_agent.", StringComparison.Ordinal)) meters.EnableMeasurementEvents(instrument); } };
        listener.SetMeasurementEventCallback<double>((instrument, _, tags, _) => measured.Enqueue(Line(instrument, tags)));
        listener.SetMeasurementEventCallback<long>((instrument, _, tags, _) => measured.Enqueue(Line(instrument, tags)));
        listener.Start();
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, count) => count == 1 ? ScriptedAgent.Sent("COMPLETED", "ok") : "garbage";
        await using var engine = await Caller.StartAsync(agent.Settings("measured"));

        await engine.CallAsync("measured", "hello");
        Assert.Equal(ErrorCodes.RemoteAnswerInvalid, (await engine.CallAsync("measured", "hello")).Code);

        Assert.Equal(
            ["duration measured 1 test ok", "duration measured 1 test invalid", "errors measured 1 test invalid"],
            measured.Where(line => line.Contains(" measured ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task The_trace_goes_on_at_the_agent_and_has_a_span_for_the_call()
    {
        var spans = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == BatonTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = spans.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        await using var agent = await ScriptedAgent.StartAsync();
        agent.Answers["SendMessage"] = (_, _) => ScriptedAgent.Sent("COMPLETED", "ok");
        await using var engine = await Caller.StartAsync(agent.Settings("traced"));

        await engine.CallAsync("traced", "said in confidence");

        var span = Assert.Single(spans, span => span.DisplayName == "invoke_agent traced");
        Assert.Equal(("traced", "1", "test", "ok", "127.0.0.1"), (span.GetTagItem("gen_ai.agent.name"), span.GetTagItem("baton.remote_agent.version"), span.GetTagItem("baton.stage"), span.GetTagItem("baton.outcome"), span.GetTagItem("server.address")));
        Assert.Contains(span.TraceId.ToHexString(), Assert.Single(agent.Requests).Headers["traceparent"], StringComparison.Ordinal);
        Assert.DoesNotContain(spans.SelectMany(seen => seen.TagObjects), tag => tag.Value?.ToString()?.Contains("confidence", StringComparison.Ordinal) is true);
    }

    private static string Line(Instrument instrument, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var line = instrument.Name["baton.remote_agent.".Length..];
        foreach (var tag in tags) line += $" {tag.Value}";
        return line;
    }
}
