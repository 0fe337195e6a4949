using Baton.LedgerServer.Tracing;
using Baton.Server.Tests.Fixtures;

namespace Baton.Server.Tests.Telemetry;

[Collection(AloneCollection.Name)]
public sealed class MetricsTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_real_Prometheus_scrapes_the_server_and_answers_queries()
    {
        Assert.SkipUnless(PrometheusServer.IsPresent, PrometheusServer.Absent);
        await using var server = await RealServer.StartAsync(TracedDesk.AddTo);
        await using var prometheus = PrometheusServer.Start(server.Address);
        await prometheus.UntilAsync("up{job='baton'}", value => value == 1);

        await RunAsync(server);

        Assert.Equal(1, await prometheus.UntilAsync("sum(baton_runs_finished_total{baton_graph='traced_desk',baton_status='success'})", value => value > 0));
        Assert.Equal(200, await prometheus.UntilAsync("sum(gen_ai_client_token_usage_sum{gen_ai_token_type='input'})", value => value > 0));
        Assert.Equal(0.0012, await prometheus.UntilAsync("sum(baton_model_cost_usd_total{gen_ai_agent_name='clerk'})", value => value > 0), 6);
        await prometheus.UntilAsync("histogram_quantile(0.9, sum by (le) (baton_node_duration_seconds_bucket{baton_node='look_up'}))", value => value > 0);
        Assert.Equal(1, await prometheus.UntilAsync("sum(baton_effect_retries_total)", value => value > 0));
        await prometheus.UntilAsync("sum(baton_pool_places{baton_pool='desk'})", value => value == 256);
        await prometheus.UntilAsync("sum(dotnet_gc_collections_total)", value => value >= 0);
    }

    [Fact]
    public async Task Metrics_need_a_key_where_the_server_has_keys()
    {
        await using var server = await RealServer.StartAsync(TracedDesk.AddTo, new Dictionary<string, string?>
        {
            ["Baton:ApiKeys:0:Name"] = "scraper",
            ["Baton:ApiKeys:0:Sha256"] = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData("key"u8)),
            ["Baton:ApiKeys:0:Roles:0"] = "viewer",
        });

        using var refused = await server.Client.GetAsync(new Uri("/metrics", UriKind.Relative), Token);

        Assert.Equal(System.Net.HttpStatusCode.Unauthorized, refused.StatusCode);
    }

    [Fact]
    public async Task Newer_names_are_used_where_they_are_asked_for()
    {
        await using var server = await RealServer.StartAsync(TracedDesk.AddTo, new Dictionary<string, string?> { ["Baton:Telemetry:Conventions"] = "latest" });
        await server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token);

        await RunAsync(server);

        var text = await server.Client.GetStringAsync(new Uri("/metrics", UriKind.Relative), Token);
        Assert.Contains("gen_ai_client_inference_duration_seconds_count", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai_execute_tool_duration_seconds_count", text, StringComparison.Ordinal);
        Assert.Contains("gen_ai_client_inference_operation_input_tokens_sum", text, StringComparison.Ordinal);
        Assert.DoesNotContain("gen_ai_client_operation_duration", text, StringComparison.Ordinal);
    }

    private static async Task RunAsync(RealServer server)
    {
        using var body = new StringContent("""{"assistant_id":"traced_desk","input":{"text":"hello"}}""");
        using var response = await server.Client.PostAsync(new Uri("/runs/wait", UriKind.Relative), body, Token);
        Assert.Contains("settled", await response.Content.ReadAsStringAsync(Token), StringComparison.Ordinal);
    }
}
