using Baton.Server.Tests.Ops;

namespace Baton.Server.Tests.Http;

/// <summary>What a query says is what is done, or it is refused.</summary>
public sealed class QueryTests
{
    [Theory]
    [InlineData("/ops/runs?stauts=error", "stauts", "Use status, graph,")]
    [InlineData("/ops/runs/counts?limit=1", "limit", "There is no such parameter")]
    [InlineData("/ops/inbox?theard=t", "theard", "Use thread, run, limit.")]
    [InlineData("/ops/pools?pool=default", "pool", "There are none here.")]
    [InlineData("/ops/costs?form=2026-01-01", "form", "Use by, from, to, limit,")]
    [InlineData("/ops/knowledge/help?filter=x", "filter", "Use after, limit.")]
    [InlineData("/ops/live?run=1", "run", "There are none here.")]
    public async Task A_parameter_that_there_is_not_is_refused_with_those_that_there_are(string path, string name, string cure) =>
        await AssertRefusedAsync(path, name, cure);

    [Theory]
    [InlineData("/ops/runs?limit=1001", "limit", "A whole number from 1 to 1000 is expected.")]
    [InlineData("/ops/runs?limit=0", "limit", "A whole number from 1 to 1000 is expected.")]
    [InlineData("/ops/inbox?limit=1001", "limit", "A whole number from 1 to 1000 is expected.")]
    [InlineData("/ops/costs?limit=100000", "limit", "A whole number from 1 to 1000 is expected.")]
    [InlineData("/ops/knowledge/help?limit=0", "limit", "A whole number from 1 to 1000 is expected.")]
    [InlineData("/ops/runs/019c0000-0000-7000-8000-000000000001/tree?max=1000000", "max", "A whole number from 1 to 10000 is expected.")]
    public async Task A_limit_that_is_no_limit_is_refused_everywhere_alike(string path, string name, string cure) =>
        await AssertRefusedAsync(path, name, cure);

    [Theory]
    [InlineData("/ops/runs?limit=many", "limit", "A whole number")]
    [InlineData("/ops/runs?limit=1&limit=2", "limit", "more than once")]
    [InlineData("/ops/runs?since=yesterday", "since", "A time such as")]
    [InlineData("/ops/runs?hidden=perhaps", "hidden", "true or false")]
    [InlineData("/ops/runs?after=7", "after", "An id such as")]
    [InlineData("/threads/t-1/runs?limit=many", "limit", "A whole number")]
    public async Task A_value_of_a_wrong_type_is_refused_by_name(string path, string name, string cure) => await AssertRefusedAsync(path, name, cure);

    [Fact]
    public async Task All_faults_of_a_query_are_told_at_once()
    {
        await using var server = await OpsServer.StartAsync();

        var (_, body, _) = await server.SendAsync(HttpMethod.Get, "/ops/runs?stauts=error&limit=0&since=x");

        Assert.Equal(["limit", "since", "stauts"], body.GetProperty("faults").EnumerateArray().Select(fault => fault.GetProperty("where").GetString()).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task The_run_api_tolerates_parameters_that_it_does_not_know()
    {
        await using var server = await OpsServer.StartAsync();
        await server.SendAsync(HttpMethod.Post, "/threads", """{"thread_id":"t-1"}""");

        Assert.Equal(200, (await server.SendAsync(HttpMethod.Get, "/threads/t-1/runs?limit=5000&xray=1")).Status);
    }

    private static async Task AssertRefusedAsync(string path, string name, string cure)
    {
        await using var server = await OpsServer.StartAsync();

        var (status, body, _) = await server.SendAsync(HttpMethod.Get, path);

        Assert.Equal((422, "BTN6003"), (status, body.GetProperty("code").GetString()));
        var fault = Assert.Single(body.GetProperty("faults").EnumerateArray());
        Assert.Equal(name, fault.GetProperty("where").GetString());
        Assert.Contains(cure, fault.GetProperty("message").GetString(), StringComparison.Ordinal);
    }
}
