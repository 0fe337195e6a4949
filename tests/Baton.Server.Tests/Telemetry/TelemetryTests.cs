using System.Diagnostics;
using Baton.Engine.Hosting;
using Baton.Engine.Journal;
using Baton.Engine.Stores;
using Baton.Engine.Telemetry;
using Baton.Graphs;
using Baton.Server.Telemetry;
using Baton.Server.Tests.Fixtures;
using Microsoft.Extensions.DependencyInjection;

namespace Baton.Server.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class TelemetryTests
{
    private const string Request = """{"assistant_id":"echo_desk","input":{"text":"hello"}}""";

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_caller_s_trace_goes_on_in_the_run_and_in_its_journal()
    {
        using var recording = new Recording();
        await using var server = await RealServer.StartAsync(Desk);
        const string Caller = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";

        using var response = await PostAsync(server, ("traceparent", Caller));

        var run = RunOf(response);
        Assert.Equal("0af7651916cd43dd8448eb211c80319c", Assert.Single(response.Headers.GetValues("x-trace-id")));
        Assert.Equal($"</ops/runs/{run}/tree>; rel=\"related\"; title=\"run\"", Assert.Single(response.Headers.GetValues("Link")));
        Assert.StartsWith("00-0af7651916cd43dd8448eb211c80319c-", (await StartedAsync(server, run)).Trace, StringComparison.Ordinal);
        Assert.All(recording.Ended.Where(span => span.Source.Name == BatonTelemetry.Name), span => Assert.Equal("0af7651916cd43dd8448eb211c80319c", span.TraceId.ToHexString()));
    }

    [Fact]
    public async Task While_nobody_listens_neither_responses_nor_journals_differ()
    {
        await using var server = await RealServer.StartAsync(Desk);
        using var before = await PostAsync(server);
        using (new Recording())
        {
            using var during = await PostAsync(server);
            Assert.True(during.Headers.Contains("x-trace-id"));
        }

        using var after = await PostAsync(server, ("traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"));

        Assert.Equal(Shape(before), Shape(after));
        Assert.False(before.Headers.Contains("x-trace-id"));
        Assert.False(before.Headers.Contains("Link"));
        Assert.Null((await StartedAsync(server, RunOf(after))).Trace);
    }

    [Fact]
    public async Task A_listener_that_throws_fails_no_run()
    {
        await using var server = await RealServer.StartAsync(Desk);
        var failures = Span.Failures;
        using (new Recording(onStart: () => throw new InvalidOperationException("The listener is broken.")))
        {
            var run = await server.Services.GetRequiredService<Engine.Runs.IRuns>().StartAsync(
                new Engine.Runs.RunRequest("echo_desk") { Input = System.Text.Json.JsonSerializer.SerializeToElement(new { text = "hello" }) }, Token);
            var result = await server.Services.GetRequiredService<Engine.Runs.IRuns>().WaitAsync("default", run.Run.Id, Token);

            Assert.Equal(Engine.Runs.RunStatus.Success, result.Run.Status);
        }

        Assert.True(Span.Failures > failures);
    }

    [Fact]
    public async Task Settings_that_are_wrong_keep_no_server_from_starting()
    {
        await using var server = await RealServer.StartAsync(Desk, new Dictionary<string, string?>
        {
            ["Baton:Telemetry:SampleRatio"] = "seven",
            ["Baton:Telemetry:Otlp:Endpoint"] = "nowhere",
        });

        using var response = await PostAsync(server);

        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_section_that_is_one_value_keeps_no_server_from_starting()
    {
        await using var server = await RealServer.StartAsync(Desk, new Dictionary<string, string?> { ["Baton:Telemetry"] = "on" });

        using var response = await PostAsync(server);

        Assert.True(response.IsSuccessStatusCode);
    }

    [Fact]
    public async Task A_receiver_that_is_not_there_holds_nothing_up()
    {
        await using var server = await RealServer.StartAsync(Desk, new Dictionary<string, string?> { ["Baton:Telemetry:Otlp:Endpoint"] = "http://127.0.0.1:1" });

        using var response = await PostAsync(server);

        Assert.True(response.IsSuccessStatusCode);
        Assert.True(response.Headers.Contains("x-trace-id"));
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.01, 1)]
    [InlineData(0.5, 50)]
    [InlineData(1, 100)]
    public void A_share_of_traces_is_taken_by_their_ids(double share, int percent)
    {
        var sampler = new TraceShareSampler(share);

        var taken = Enumerable.Range(0, 20_000).Count(_ => sampler.Takes(ActivityTraceId.CreateRandom()));

        Assert.InRange(taken / 200.0, percent * 0.5, percent * 1.5);
    }

    [Fact]
    public void Which_traces_are_taken_follows_the_rule_that_collectors_have()
    {
        // The last 56 bits are the random value; a half is taken where it is 0x80… or more.
        var sampler = new TraceShareSampler(0.5);

        Assert.False(sampler.Takes(ActivityTraceId.CreateFromString("ffffffffffffffffff7fffffffffffff")));
        Assert.True(sampler.Takes(ActivityTraceId.CreateFromString("00000000000000000080000000000000")));
    }

    [Fact]
    public void What_is_not_known_to_be_harmless_does_not_leave()
    {
        using var span = new Activity("test").SetTag("baton.graph", "desk").SetTag("url.query", "?name=jane").SetTag("customer", "jane");
        span.SetStatus(ActivityStatusCode.Error, "jane said no");

        new AttributeFilter().OnEnd(span);

        Assert.Equal("baton.graph", Assert.Single(span.TagObjects).Key);
        Assert.Null(span.StatusDescription);
    }

    private static void Desk(BatonBuilder baton) => baton.AddGraph(Graph
        .Define<Ask, Ask, Ask>("echo_desk", 1).Start(ask => ask).Function("echo", ask => ask).Return(ask => ask));

    private static async Task<HttpResponseMessage> PostAsync(RealServer server, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/runs/wait") { Content = new StringContent(Request) };
        foreach (var (name, value) in headers) request.Headers.Add(name, value);
        return await server.Client.SendAsync(request, Token);
    }

    private static Guid RunOf(HttpResponseMessage response) => Guid.Parse(response.Content.Headers.ContentLocation!.ToString().Split('/')[^1]);

    private static async Task<RunStarted> StartedAsync(RealServer server, Guid run) =>
        (RunStarted)JournalCodec.Decode((await new JournalReader(server.Services.GetRequiredService<IStore>()).ReadAsync(run, 0, 1, Token))[0]);

    private static IEnumerable<string> Shape(HttpResponseMessage response) =>
        response.Headers.Concat(response.Content.Headers).Where(header => header.Key is not ("Date" or "Content-Location")).Select(header => $"{header.Key}: {string.Join(',', header.Value)}");

    public sealed record Ask(string Text);
}
